/// One statement about the results that a run confirms or refutes.
public struct ReproductionCheck: Sendable, Equatable {
  /// How a check ended.
  public enum Outcome: String, Sendable {
    /// The statement holds.
    case pass
    /// The statement does not hold.
    case fail
    /// The statement is not about this configuration, or it is a remark.
    case note
  }

  /// The experiment that the check belongs to.
  public var experiment: String
  /// What must hold.
  public var statement: String
  /// What was measured.
  public var measured: String
  /// How the check ended.
  public var outcome: Outcome

  /// A check that passes exactly if `holds`.
  public init(_ experiment: String, _ statement: String, measured: String, holds: Bool) {
    self.experiment = experiment
    self.statement = statement
    self.measured = measured
    outcome = holds ? .pass : .fail
  }

  /// A remark that neither passes nor fails.
  public init(note: String, _ experiment: String, measured: String = "") {
    self.experiment = experiment
    statement = note
    self.measured = measured
    outcome = .note
  }
}
