import Foundation

/// An arm that gave no result.
package struct ArmFailure: Sendable, Equatable, CustomStringConvertible {
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

  private struct Running {
    var index: Int
    var child: Platform.Child
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var openPipes = 2
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
    var running: [Running] = []
    defer { running.forEach(stop) }
    while !waiting.isEmpty || !running.isEmpty {
      if Interruption.isRequested {
        result.wasInterrupted = true
        break
      }
      while running.count < jobs, let index = waiting.popFirst() {
        switch try Self.start(arms[index]) {
        case .success(let child): running.append(Running(index: index, child: child))
        case .failure(let error):
          result.failures.append(
            ArmFailure(
              label: arms[index].label, reason: "could not be started: \(error.reason)"))
          onFinished(arms[index].label)
        }
      }
      read(&running)
      while let position = running.firstIndex(where: { $0.openPipes == 0 }) {
        let ended = running.remove(at: position)
        let arm = arms[ended.index]
        switch end(ended, of: arm) {
        case .success(let outcome):
          outcomes[ended.index] = outcome
          try keep(outcome, arm)
        case .failure(let failure):
          // A terminal sends Ctrl-C to the arms as well: they did not fail.
          if Interruption.isRequested { continue }
          result.failures.append(failure.failure)
        }
        onFinished(arm.label)
      }
    }
    for (arm, outcome) in zip(arms, outcomes) {
      if let outcome { result.finished.append((arm, outcome)) }
    }
    return result
  }

  private func stop(_ running: Running) {
    Platform.kill(running.child.processID)
    _ = Platform.wait(for: running.child.processID)
    for pipe in [running.child.output, running.child.errors] where pipe >= 0 {
      Platform.closeDescriptor(pipe)
    }
  }

  /// Starts an arm's process.
  static func start<A: Arm>(_ arm: A) throws -> Result<Platform.Child, Platform.SpawnError> {
    let description = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    return Platform.spawn(
      Platform.executable, as: Platform.executablePath, [ArmProcess.command, A.kind, description],
      environment: arm.environment)
  }

  private func read(_ running: inout [Running]) {
    var descriptors: [Int32] = []
    for entry in running {
      if entry.child.output >= 0 { descriptors.append(entry.child.output) }
      if entry.child.errors >= 0 { descriptors.append(entry.child.errors) }
    }
    // The timeout bounds how long an interruption goes unseen.
    for descriptor in Platform.poll(descriptors, milliseconds: 200) {
      let bytes = Platform.readSome(descriptor)
      for index in running.indices {
        let isOutput = running[index].child.output == descriptor
        guard isOutput || running[index].child.errors == descriptor else { continue }
        if isOutput {
          running[index].output += bytes
        } else {
          running[index].errors += bytes
        }
        if bytes.isEmpty {
          Platform.closeDescriptor(descriptor)
          running[index].openPipes -= 1
          if isOutput { running[index].child.output = -1 } else { running[index].child.errors = -1 }
        }
      }
    }
  }

  private struct EndError: Error { var failure: ArmFailure }

  private func end<A: Arm>(_ running: Running, of arm: A) -> Result<A.Outcome, EndError> {
    func failed(_ reason: String) -> Result<A.Outcome, EndError> {
      let last =
        String(decoding: running.errors, as: UTF8.self)
        .split(separator: "\n").first.map { "; it said: \($0)" } ?? ""
      return .failure(EndError(failure: ArmFailure(label: arm.label, reason: reason + last)))
    }
    switch Platform.wait(for: running.child.processID) {
    case .signalled(let signal):
      return failed("its process was ended by \(Platform.signalName(signal))")
    case .exited(let status) where status != 0:
      return failed("its process ended with status \(status)")
    case .exited:
      do {
        let outcome = try JSONDecoder().decode(A.Outcome.self, from: Data(running.output))
        return .success(outcome)
      } catch {
        return failed("its process gave no readable result")
      }
    }
  }
}
