import Experiments
import Foundation
import Results

/// Slurm, through its own programs.
struct Slurm {
  /// A task of an array that has ended, as `scontrol` tells.
  struct Task: Equatable {
    /// The numbers in the array.
    var numbers: [Int]
    /// The state, such as `FAILED`.
    var state: String
    /// The status and the signal, such as `0:9`.
    var exitCode: String
    /// The machines.
    var nodes: String
  }

  /// The paths of its programs.
  private let programs: [String: String]

  private static let names = ["sbatch", "squeue", "scancel", "scontrol"]

  /// Finds its programs.
  ///
  /// - Throws: `Missing`.
  init() throws {
    var programs: [String: String] = [:]
    for name in Self.names {
      guard let path = Program.find(name) else { throw Missing(name: name) }
      programs[name] = path
    }
    self.programs = programs
  }

  /// A program of Slurm that is not installed.
  struct Missing: StatusError, CustomStringConvertible {
    let name: String
    var status: ExitStatus { .unavailable }
    var description: String {
      "no \(name) in PATH; the Debian package slurm-client has it, and --dry-run needs none"
    }
  }

  /// What Slurm refused.
  struct Refusal: StatusError, CustomStringConvertible {
    let description: String
    var status: ExitStatus { .unavailable }
  }

  /// What a program printed.
  ///
  /// - Throws: `Refusal` with its own words.
  @discardableResult
  private func run(_ name: String, _ arguments: [String]) throws -> String {
    do {
      let ended = try Program.run(programs[name] ?? name, arguments, seconds: 60)
      guard ended.hasSucceeded else {
        throw Refusal(description: "\(name): \(ended.complaint)")
      }
      return String(decoding: ended.output, as: UTF8.self)
    } catch let fault as any ProgramFault {
      throw Refusal(description: "\(name): \(fault)")
    }
  }

  /// Hands in a script, and returns the job's number.
  func submit(_ script: String, _ options: [String] = []) throws -> String {
    let printed = try run("sbatch", ["--parsable"] + options + [script])
    // A cluster's name may follow the number.
    let number = printed.split(whereSeparator: { ";\n".contains($0) }).first.map(String.init) ?? ""
    guard !number.isEmpty, number.allSatisfy(\.isNumber) else {
      throw Refusal(description: "sbatch: expected the number of a job, found \(shown(printed))")
    }
    return number
  }

  /// Ends jobs; those that have ended are no error.
  func cancel(_ jobs: [String]) { _ = try? run("scancel", jobs) }

  /// The states of a job's tasks that wait or run; none when all have ended.
  func queue(of job: String) throws -> [String] {
    try known { try run("squeue", ["-h", "-r", "-j", job, "-o", "%T"]) }
      .split(separator: "\n").map(String.init)
  }

  /// The tasks of a job that Slurm still knows; none when it has forgotten it.
  func tasks(of job: String) throws -> [Task] {
    Self.tasks(in: try known { try run("scontrol", ["show", "job", "-o", job]) })
  }

  /// What a question about a job gives: nothing of a job that Slurm has forgotten. A controller that
  /// does not answer is asked again for a while.
  private func known(_ ask: () throws -> String) throws -> String {
    for attempt in 1... {
      do {
        return try ask()
      } catch let refusal as Refusal {
        if refusal.description.contains("Invalid job id") { return "" }
        if attempt == Self.patience || Interruption.isRequested { throw refusal }
        Thread.sleep(forTimeInterval: Double(attempt))
      }
    }
    return ""
  }

  /// How often a controller that does not answer is asked.
  private static let patience = 10

  /// Reads what `scontrol show job -o` prints.
  static func tasks(in text: String) -> [Task] {
    text.split(separator: "\n").compactMap { line in
      var fields: [Substring: Substring] = [:]
      for word in line.split(separator: " ") {
        guard let sign = word.firstIndex(of: "=") else { continue }
        let name = word[..<sign]
        if fields[name] == nil { fields[name] = word[word.index(after: sign)...] }
      }
      guard let state = fields["JobState"] else { return nil }
      let nodes = fields["NodeList"].map(String.init) ?? ""
      return Task(
        numbers: numbers(in: String(fields["ArrayTaskId"] ?? "")), state: String(state),
        exitCode: String(fields["ExitCode"] ?? ""), nodes: nodes == "(null)" ? "" : nodes)
    }
  }

  /// The numbers of `1-3,7` and `1-9:2%4`, in their order.
  static func numbers(in text: String) -> [Int] {
    text.prefix { $0 != "%" }.split(separator: ",").flatMap { part -> [Int] in
      let halves = part.split(separator: ":")
      let ends = (halves.first ?? "").split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      let step = halves.count > 1 ? Int(halves[1]) ?? 1 : 1
      return Array(stride(from: first, through: last, by: max(1, step)))
    }
  }

  /// Numbers as Slurm takes them: `1-3,7`.
  static func array(of numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}
