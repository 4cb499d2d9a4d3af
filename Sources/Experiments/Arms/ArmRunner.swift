import Foundation
import Results

/// An arm that gave no result.
package struct ArmFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The arm's label.
  package var label: String
  /// What became of its process.
  package var reason: String

  /// The arm and what became of it.
  package var description: String { "\(label): \(reason)" }
}

/// The outcomes of a set of arms.
package struct ArmOutcomes<A: Arm>: Sendable {
  /// Each arm that finished, in the order in which they were given.
  package var finished: [(arm: A, outcome: A.Outcome)] = []
  /// Each arm that did not.
  package var failures: [ArmFailure] = []
  /// Whether the run was interrupted before all arms had ended.
  package var wasInterrupted = false
}

/// Runs arms, each in a fresh process of this executable, several side by side.
package struct ArmRunner: Sendable {
  /// Processes that run at once.
  package var jobs: Int
  /// Called as each arm ends, with its label.
  package var onFinished: @Sendable (String) -> Void

  /// Processors that this process may run on, the default of `jobs`.
  package static var defaultJobs: Int { Platform.processorCount }

  /// A runner.
  ///
  /// - Parameters:
  ///   - jobs: processes that run at once, 1 or more.
  ///   - onFinished: called with an arm's label as it ends.
  package init(jobs: Int, onFinished: @escaping @Sendable (String) -> Void = { _ in }) {
    self.jobs = jobs
    self.onFinished = onFinished
  }

  /// Runs all arms; one that dies takes no other with it.
  ///
  /// - Parameters:
  ///   - arms: what to run.
  ///   - kept: outcomes of an earlier run by the index of their arm, which is not run again.
  ///   - keep: called with each outcome as its arm finishes, and the seconds that it took.
  /// - Throws: what `keep` throws; no process is left running then.
  package func run<A: Arm>(
    _ arms: [A], kept: [Int: A.Outcome] = [:],
    keep: (A.Outcome, A, Double) throws -> Void = { _, _, _ in }
  ) throws -> ArmOutcomes<A> {
    var outcomes = arms.indices.map { kept[$0] }
    let ended = try run(
      arms.indices.filter { kept[$0] == nil }, label: { arms[$0].label },
      start: { try Self.start(arms[$0]) },
      finish: { index, output, seconds in
        guard let outcome = try? JSONDecoder().decode(A.Outcome.self, from: Data(output)) else {
          return false
        }
        outcomes[index] = outcome
        try keep(outcome, arms[index], seconds)
        return true
      })
    var result = ArmOutcomes<A>()
    (result.failures, result.wasInterrupted) = ended
    for (arm, outcome) in zip(arms, outcomes) {
      if let outcome { result.finished.append((arm, outcome)) }
    }
    return result
  }

  /// Runs arms of any types.
  ///
  /// - Parameter keep: called with each outcome, as JSON with sorted keys, as its arm finishes, and
  ///   the seconds that it took.
  /// - Throws: what `keep` throws; no process is left running then.
  func run(
    _ arms: [ErasedArm], keep: (_ outcome: String, ErasedArm, Double) throws -> Void
  ) throws -> (failures: [ArmFailure], wasInterrupted: Bool) {
    try run(
      Array(arms.indices), label: { arms[$0].label }, start: { try arms[$0].start() },
      finish: { index, output, seconds in
        guard let outcome = arms[index].outcome(output) else { return false }
        try keep(outcome, arms[index], seconds)
        return true
      })
  }

  /// Runs what numbers stand for.
  ///
  /// - Parameter finish: takes what a process printed that ended well, and the seconds that it took;
  ///   it returns whether that can be read.
  private func run(
    _ indices: [Int], label: (Int) -> String, start: (Int) throws -> ChildProcess,
    finish: (Int, [UInt8], Double) throws -> Bool
  ) throws -> (failures: [ArmFailure], wasInterrupted: Bool) {
    var waiting = indices[...]
    var failures: [ArmFailure] = []
    var running: [(index: Int, child: ChildProcess, start: ContinuousClock.Instant)] = []
    defer { running.forEach { $0.child.stop() } }
    while !waiting.isEmpty || !running.isEmpty {
      if Interruption.isRequested { return (failures, true) }
      while running.count < jobs, let index = waiting.popFirst() {
        do {
          running.append((index, try start(index), .now))
        } catch let error as SystemError {
          failures.append(
            ArmFailure(label: label(index), reason: "could not be started: \(error.reason)"))
          onFinished(label(index))
        }
      }
      ChildProcess.receive(running.map(\.child))
      while let position = running.firstIndex(where: { $0.child.isAtEnd }) {
        let (index, child, start) = running.remove(at: position)
        var reason = Self.fault(of: child)
        if reason == nil {
          let seconds = (ContinuousClock.now - start) / .seconds(1)
          if try !finish(index, child.output, seconds) {
            reason = Self.sentence("gave no readable result", child)
          }
        }
        if let reason {
          // A terminal sends Ctrl-C to the arms as well: they did not fail.
          if Interruption.isRequested { continue }
          failures.append(ArmFailure(label: label(index), reason: reason))
        }
        onFinished(label(index))
      }
    }
    return (failures, false)
  }

  /// Starts an arm's process.
  static func start<A: Arm>(
    _ arm: A, by executable: String = Platform.executable
  ) throws -> ChildProcess {
    let json = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    return try start(A.self, json: json, adding: arm.environment, by: executable)
  }

  /// Starts the process of an arm that is given as JSON.
  static func start<A: Arm>(
    _ type: A.Type, json: String, adding environment: [String: String],
    by executable: String = Platform.executable
  ) throws -> ChildProcess {
    try ChildProcess(
      executable, as: Platform.executablePath, [ArmProcess.command, A.kind, json],
      variables: ChildProcess.variables(adding: environment))
  }

  /// What became of an arm's process that has closed its pipes; nil where it ended well.
  private static func fault(of child: ChildProcess) -> String? {
    let ending = child.wait()
    return ending == .exited(0) ? nil : sentence(ending.description, child)
  }

  private static func sentence(_ what: String, _ child: ChildProcess) -> String {
    let first = String(decoding: child.errors, as: UTF8.self).firstLine
    return "its process \(what)" + (first.isEmpty ? "" : "; it said: \(first)")
  }
}
