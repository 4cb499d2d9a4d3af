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
  ///   - keep: called with each outcome as its arm finishes.
  /// - Throws: what `keep` throws; no process is left running then.
  package func run<A: Arm>(
    _ arms: [A], kept: [Int: A.Outcome] = [:],
    keep: (A.Outcome, A) throws -> Void = { _, _ in }
  ) throws -> ArmOutcomes<A> {
    var outcomes = arms.indices.map { kept[$0] }
    var waiting = arms.indices.filter { kept[$0] == nil }[...]
    var result = ArmOutcomes<A>()
    var running: [(index: Int, child: ChildProcess)] = []
    defer { running.forEach { $0.child.stop() } }
    while !waiting.isEmpty || !running.isEmpty {
      if Interruption.isRequested {
        result.wasInterrupted = true
        break
      }
      while running.count < jobs, let index = waiting.popFirst() {
        do {
          running.append((index, try Self.start(arms[index])))
        } catch let error as SystemError {
          result.failures.append(
            ArmFailure(
              label: arms[index].label, reason: "could not be started: \(error.reason)"))
          onFinished(arms[index].label)
        }
      }
      ChildProcess.receive(running.map(\.child))
      while let position = running.firstIndex(where: { $0.child.isAtEnd }) {
        let (index, child) = running.remove(at: position)
        let arm = arms[index]
        do throws(ArmFailure) {
          outcomes[index] = try Self.outcome(of: arm, child)
        } catch {
          // A terminal sends Ctrl-C to the arms as well: they did not fail.
          if Interruption.isRequested { continue }
          result.failures.append(error)
        }
        if let outcome = outcomes[index] { try keep(outcome, arm) }
        onFinished(arm.label)
      }
    }
    for (arm, outcome) in zip(arms, outcomes) {
      if let outcome { result.finished.append((arm, outcome)) }
    }
    return result
  }

  /// Starts an arm's process.
  static func start<A: Arm>(
    _ arm: A, by executable: String = Platform.executable
  ) throws -> ChildProcess {
    let description = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    return try ChildProcess(
      executable, as: Platform.executablePath, [ArmProcess.command, A.kind, description],
      variables: ChildProcess.variables(adding: arm.environment))
  }

  /// What an arm's process gave that has closed its pipes.
  private static func outcome<A: Arm>(
    of arm: A, _ child: ChildProcess
  ) throws(ArmFailure) -> A.Outcome {
    func failure(_ reason: String) -> ArmFailure {
      let first = String(decoding: child.errors, as: UTF8.self).firstLine
      return ArmFailure(
        label: arm.label,
        reason: "its process \(reason)" + (first.isEmpty ? "" : "; it said: \(first)"))
    }
    let ending = child.wait()
    if ending != .exited(0) { throw failure(ending.description) }
    guard let outcome = try? JSONDecoder().decode(A.Outcome.self, from: Data(child.output)) else {
      throw failure("gave no readable result")
    }
    return outcome
  }
}
