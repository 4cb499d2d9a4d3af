import Experiments
import Foundation
import Reporting
import Results

/// One use of an experiment command: where results go and how they are shown.
struct Session {
  let folder: ResultsFolder
  let format: OutputFormat
  let isQuiet: Bool
  let jobs: Int
  let commandLine: [String]
  let published = PublishedFigures.bundled

  /// Reads the common options, and proves that results can be written before anything runs.
  ///
  /// - Parameters:
  ///   - out: the folder, where it is not what `--out` says.
  ///   - jobs: processes side by side, for a command without `--jobs`.
  init(_ invocation: Invocation, out: String? = nil, jobs: Int? = nil) throws {
    folder = ResultsFolder(out ?? invocation[CommonOptions.out])
    format = invocation[CommonOptions.format]
    isQuiet = invocation[CommonOptions.quiet]
    self.jobs = jobs ?? invocation[CommonOptions.jobs]
    commandLine = ["drainbench", invocation.command] + invocation.words
    try folder.checkWritable()
    // Both are read again to be added to; a broken one would be noticed after the runs.
    _ = try Manifest.read(in: folder)
    if folder.contains(Coefficient.self) { _ = try folder.read(Coefficient.self) }
    Interruption.watch()
  }

  /// Runs arms with a progress line, and reports the ones that died.
  func run<A: Arm>(_ arms: [A]) throws -> ArmOutcomes<A> {
    let progress = ProgressLine(total: arms.count, quiet: isQuiet)
    defer { progress.finish() }
    let outcomes = try ArmRunner(jobs: jobs) { progress.advance($0) }.run(arms)
    for failure in outcomes.failures {
      progress.note("drainbench: \(failure); the results of the other arms are kept")
    }
    return outcomes
  }

  /// Prints a remark on standard error.
  func warn(_ text: String) {
    if !isQuiet { Terminal.errors.write("drainbench: \(text)\n") }
  }

  /// Writes the coefficients of one experiment in place of its earlier ones.
  func write(_ coefficients: [Coefficient], of experiment: String) throws {
    var rows: [Coefficient] = []
    if folder.contains(Coefficient.self) {
      rows = try folder.read(Coefficient.self).filter { $0.experiment != experiment }
    }
    rows += coefficients
    let order = RunnableExperiment.all.map(\.name)
    func rank(_ row: Coefficient) -> Int { order.firstIndex(of: row.experiment) ?? order.count }
    // Stable: rows of one experiment keep their order.
    let sorted = rows.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    try folder.write(sorted.map(\.element))
  }

  /// Records how the results of one experiment were made.
  func record(_ configuration: JSONValue, of experiment: String) throws {
    try Manifest.update(
      in: folder, experiment: experiment, commandLine: commandLine,
      configuration: configuration)
  }

  /// Prints what an experiment found, and decides the exit status.
  func finish(_ findings: Findings) -> ExitStatus {
    if findings.tables.isEmpty {
      Terminal.errors.write("drainbench: no run finished, and nothing was written\n")
      return findings.status
    }
    switch format {
    case .csv: Terminal.output.write(findings.csv)
    case .text:
      Terminal.output.write(TableFormat.text.render(findings.tables) + "\n")
      if !findings.checks.isEmpty {
        Terminal.output.write(TextReport.checks(findings.checks, style: Terminal.output.style))
      }
    case .json, .markdown:
      Terminal.output.write(
        format.tableFormat.render(findings.tables + [checkTable(findings.checks)]))
    }
    if !isQuiet {
      Terminal.errors.write("results are in \(folder.path)\n")
    }
    return findings.status
  }
}

/// What one experiment command found.
struct Findings {
  var tables: [Table] = []
  var checks: [ReproductionCheck] = []
  /// The summary rows as they are in the results folder.
  var csv = ""
  var failedArms = 0
  var wasInterrupted = false

  var status: ExitStatus {
    if wasInterrupted { return .interrupted }
    if failedArms > 0 { return .internalError }
    return checks.contains { $0.outcome == .fail } ? .checkFailed : .done
  }

  mutating func note<A: Arm>(_ outcomes: ArmOutcomes<A>) {
    failedArms += outcomes.failures.count
    wasInterrupted = wasInterrupted || outcomes.wasInterrupted
  }

  mutating func add(_ other: Findings) {
    tables += other.tables
    checks += other.checks
    csv += other.csv
    failedArms += other.failedArms
    wasInterrupted = wasInterrupted || other.wasInterrupted
  }
}

/// The checks of a run as lines of text.
enum TextReport {
  static func checks(_ checks: [ReproductionCheck], style: Style) -> String {
    var lines = "Checks\n\n"
    for check in checks {
      let mark =
        switch check.outcome {
        case .pass: style.green("pass")
        case .fail: style.red("FAIL")
        case .note: style.dim("note")
        }
      let measured = check.measured.isEmpty ? "" : ": \(check.measured)"
      let text = wrapped("\(check.experiment), \(check.statement)\(measured)", width: 72)
      for (index, line) in text.enumerated() {
        lines += index == 0 ? "  \(mark)  \(line)\n" : "        \(line)\n"
      }
    }
    let failed = checks.count { $0.outcome == .fail }
    let passed = checks.count { $0.outcome == .pass }
    return lines + "\n\(passed) passed, \(failed) failed\n"
  }
}
