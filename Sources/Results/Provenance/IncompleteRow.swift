/// An arm without outcome behind an experiment's results: a row of `incomplete.csv`.
package struct IncompleteRow: CSVRecord {
  /// The experiment.
  package var experiment: String
  /// Arms that the experiment has.
  package var arms: Int
  /// Those that finished, of which its files are made.
  package var finished: Int
  /// The label of one that did not.
  package var missing: String

  package init(experiment: String, arms: Int, finished: Int, missing: String) {
    self.experiment = experiment
    self.arms = arms
    self.finished = finished
    self.missing = missing
  }

  package static let fileName = "incomplete.csv"

  package static let schema = Schema(
    IncompleteRow.init,
    .key("experiment", \.experiment),
    .exact("arms", \.arms),
    .exact("finished", \.finished),
    .key("missing", \.missing))

  /// A sentence for tables.
  package var note: String {
    "Incomplete: \(finished) of \(arms) arms of \(experiment) finished; \(Self.fileName) has the others."
  }
}
