/// An arm without outcome behind an experiment's results: a row of `incomplete.csv`.
package struct IncompleteRow: CSVRecord {
  package var experiment: String
  package var arms: Int
  package var finished: Int
  package var missing: String

  package init(experiment: String, arms: Int, finished: Int, missing: String) {
    self.experiment = experiment
    self.arms = arms
    self.finished = finished
    self.missing = missing
  }

  package static let fileName = "incomplete.csv"
  package static let rowMeaning = "an arm without outcome behind an experiment's results"

  package static let schema = Schema(
    IncompleteRow.init,
    .key("experiment", \.experiment, .word, "the experiment"),
    .exact("arms", \.arms, .arms, "arms that the experiment has"),
    .exact("finished", \.finished, .arms, "arms that finished, of which the files are made"),
    .key("missing", \.missing, .word, "the label of an arm that did not finish"))

  /// A sentence for tables.
  package var note: String {
    "Incomplete: \(finished) of \(arms) arms of \(experiment) finished; \(Self.fileName) has the others."
  }
}
