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
    return try outcome(kind: kind, description: description)
  }

  private static func outcome(kind: String, description: String) throws -> Data? {
    switch kind {
    case PSweepArm.kind: try run(PSweepArm.self, description)
    case TwoPointArm.kind: try run(TwoPointArm.self, description)
    case BenchArm.kind: try run(BenchArm.self, description)
    case ChurnArm.kind: try run(ChurnArm.self, description)
    case BenchProbe.kind: try run(BenchProbe.self, description)
    case DSRArm.kind: try run(DSRArm.self, description)
    case DiagnoseArm.kind: try run(DiagnoseArm.self, description)
    case ProfilerBenchArm.kind: try run(ProfilerBenchArm.self, description)
    case GuardedProgram.kind: try run(GuardedProgram.self, description)
    case PeersArm.kind: try run(PeersArm.self, description)
    case LifetimesArm.kind: try run(LifetimesArm.self, description)
    case BoundaryArm.kind: try run(BoundaryArm.self, description)
    case CostArm.kind: try run(CostArm.self, description)
    case ThresholdArm.kind: try run(ThresholdArm.self, description)
    case ClassesArm.kind: try run(ClassesArm.self, description)
    case GranulesArm.kind: try run(GranulesArm.self, description)
    case PredictorArm.kind: try run(PredictorArm.self, description)
    default: nil
    }
  }

  private static func run<A: Arm>(_ type: A.Type, _ description: String) throws -> Data {
    let arm = try JSONDecoder().decode(type, from: Data(description.utf8))
    return try JSONEncoder().encode(arm.run())
  }
}
