/// One statement about the results that a run confirms or refutes.
package struct ReproductionCheck: Sendable, Equatable {
  /// How a check ended.
  package enum Outcome: String, Sendable {
    /// The statement holds.
    case pass
    /// The statement does not hold.
    case fail
    /// The statement is not about this configuration, or it is a remark.
    case note
  }

  /// The experiment that the check belongs to.
  package var experiment: String
  /// What must hold.
  package var statement: String
  /// What was measured.
  package var measured: String
  /// How the check ended.
  package var outcome: Outcome

  /// A check that passes exactly if `holds`.
  package init(_ experiment: String, _ statement: String, measured: String, holds: Bool) {
    self.experiment = experiment
    self.statement = statement
    self.measured = measured
    outcome = holds ? .pass : .fail
  }

  /// A remark that neither passes nor fails.
  package init(note: String, _ experiment: String, measured: String = "") {
    self.experiment = experiment
    statement = note
    self.measured = measured
    outcome = .note
  }
}
