import Foundation
import Results

/// The real `valgrind --leak-check=full` on the broken service.
///
/// Valgrind replaces malloc and knows nothing of slabs. So that it sees the service's objects, each
/// has a twin: a block from malloc that is allocated with it and freed with it. The same program
/// without twins runs as well: what it allocates is the Swift runtime and this program, and the
/// difference is the service.
struct ValgrindVerdict: Sendable {
  /// One run under valgrind.
  struct Run: Sendable {
    /// What the service's profiler said in that run.
    var outcome: DiagnoseArm.Outcome
    /// Valgrind's heap and leak summaries, as it printed them.
    var lines: [String]

    /// Blocks allocated and freed over the run.
    var usage: (allocations: Int, frees: Int)? {
      let line = lines.first { $0.contains("total heap usage:") }
      guard let numbers = line.map(Self.numbers), numbers.count >= 2 else { return nil }
      return (numbers[0], numbers[1])
    }

    /// Blocks that were not freed.
    var blocksInUse: Int? { usage.map { $0.allocations - $0.frees } }

    /// Bytes in the summary's line of the given kind, such as `definitely lost`; 0 when valgrind
    /// says that no leaks are possible.
    func byteCount(_ kind: String) -> Int? {
      if lines.contains(where: { $0.contains("no leaks are possible") }) { return 0 }
      return lines.first { $0.contains("\(kind):") }.flatMap { Self.numbers($0).first }
    }

    /// The numbers of a line after its process id.
    private static func numbers(_ line: String) -> [Int] {
      let text = line.split(separator: "==").dropFirst().joined(separator: "==")
      return text.split(separator: " ").compactMap {
        Int($0.filter { $0 != "," })
      }
    }
  }

  /// The run with twins.
  var service: Run
  /// The run without.
  var control: Run

  /// Blocks that valgrind saw allocated and freed because of the service's objects.
  var serviceBlocks: (allocations: Int, frees: Int)? {
    guard let with = service.usage, let without = control.usage else { return nil }
    return (with.allocations - without.allocations, with.frees - without.frees)
  }
}

extension ValgrindVerdict {
  /// Blocks by which the Swift runtime's own allocations differ between two runs.
  static let runtimeSpread = 8

  /// What valgrind must say of a service that is pinned: nothing is lost.
  var checks: [ReproductionCheck] {
    let definitely = service.byteCount("definitely lost")
    let indirectly = service.byteCount("indirectly lost")
    let blocks = serviceBlocks
    let pinned = service.outcome
    return [
      ReproductionCheck(
        "diagnose",
        "valgrind: no byte is definitely or indirectly lost, while most epochs are "
          + "pinned",
        measured: "\(definitely.map { "\($0)" } ?? "?") and \(indirectly.map { "\($0)" } ?? "?") "
          + "bytes lost, \(pinned.pinned) of \(pinned.closes) epochs pinned",
        holds: definitely == 0 && indirectly == 0 && pinned.pinned * 2 > pinned.closes),
      ReproductionCheck(
        "diagnose",
        "valgrind: it saw every object of the service allocated and freed, and its counts differ "
          + "from the run without them by that, to within \(Self.runtimeSpread) blocks of the "
          + "Swift runtime",
        measured: "\(pinned.objects) objects; \(blocks.map { "\($0.allocations)" } ?? "?") "
          + "allocations and \(blocks.map { "\($0.frees)" } ?? "?") frees more than without them",
        holds: blocks.map {
          $0.allocations == $0.frees && abs($0.allocations - pinned.objects) <= Self.runtimeSpread
        } ?? false),
    ]
  }
}

/// Valgrind is not installed, or could not do its work.
enum ValgrindError: MissingRequirement, Equatable {
  /// There is no such program.
  case missing
  /// It ran and gave no verdict.
  case failed(String)

  var isMissing: Bool { self == .missing }

  var description: String {
    switch self {
    case .missing: "valgrind was not found in PATH; the Debian package valgrind has it"
    case .failed(let reason): "valgrind gave no verdict: \(reason)"
    }
  }
}

extension ValgrindVerdict {
  /// The path of valgrind; throws `ValgrindError.missing` when there is none.
  static func program() throws(ValgrindError) -> String {
    if let path = Platform.program(named: "valgrind") { return path }
    throw .missing
  }

  /// Runs the broken service of a configuration twice under valgrind; takes some seconds.
  static func run(_ configuration: DiagnoseConfiguration) throws -> ValgrindVerdict {
    let program = try program()
    return ValgrindVerdict(
      service: try run(configuration.arm(.broken, twins: 1), under: program),
      control: try run(configuration.arm(.broken, twins: 0), under: program))
  }

  private static func run(_ arm: DiagnoseArm, under program: String) throws -> Run {
    let description = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    let run: Platform.Run
    switch Platform.run(
      program,
      ["--leak-check=full", Platform.executablePath, ArmProcess.command, DiagnoseArm.kind]
        + [description])
    {
    case .success(let ended): run = ended
    case .failure(let error): throw ValgrindError.failed(error.reason)
    }
    guard run.ending == .exited(0),
      let outcome = try? JSONDecoder().decode(DiagnoseArm.Outcome.self, from: Data(run.output.utf8))
    else {
      let last = run.errors.split(separator: "\n").suffix(3).joined(separator: "; ")
      throw ValgrindError.failed(last.isEmpty ? "it ended with \(run.ending)" : last)
    }
    return Run(outcome: outcome, lines: summary(of: run.errors))
  }

  /// From the heap summary's totals and the leak summary on, without the blocks in between.
  static func summary(of text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    let phrases = [
      "HEAP SUMMARY:", "in use at exit:", "total heap usage:", "no leaks are possible",
      "LEAK SUMMARY:", "definitely lost:", "indirectly lost:", "possibly lost:",
      "still reachable:", "suppressed:", "ERROR SUMMARY:",
    ]
    return lines.filter { line in
      line.hasPrefix("==") && phrases.contains { line.contains($0) }
    }
  }
}
