import Foundation

/// One run of a workload: one process, one seed, one value of everything that the experiment
/// varies.
///
/// An arm is sent to its process as JSON and its result comes back as JSON.
package protocol Arm: Codable, Sendable {
  /// What the arm measures.
  associatedtype Outcome: Codable, Sendable
  /// The word that tells the arms of one experiment from another's.
  static var kind: String { get }
  /// What tells this arm from its siblings, for progress and messages.
  var label: String { get }
  /// About how much the arm does, in allocations and frees, from which its time is estimated.
  var work: Double { get }
  /// What the arm's process needs in its environment beyond this process's own.
  var environment: [String: String] { get }
  /// Runs the workload in this process.
  func run() throws -> Outcome
}

extension Arm {
  /// Nothing.
  package var environment: [String: String] { [:] }
}

/// The other end of an arm: what the hidden command of the child process calls.
package enum ArmProcess {
  /// The name of that command.
  package static let command = "run-arm"

  /// Runs the arm of the given kind and description.
  ///
  /// - Returns: the outcome as JSON, or nil when there is no such kind.
  package static func run(kind: String, description: String) throws -> Data? {
    Platform.endWithParent()
    return try allArms.first { $0.kind == kind }?.outcome(of: description)
  }
}

extension Arm {
  fileprivate static func outcome(of description: String) throws -> Data {
    let arm = try JSONDecoder().decode(Self.self, from: Data(description.utf8))
    return try JSONEncoder().encode(arm.run())
  }
}
