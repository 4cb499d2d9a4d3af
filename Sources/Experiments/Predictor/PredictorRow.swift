import Results

/// Where objects go that are predicted to live long.
package enum LongGranule: String, Sendable, CaseIterable, Codable, CSVValue {
  /// To one granule that stays open, and whose free slots serve later objects.
  case persistent
  /// To a granule for every so many epochs, closed after them: granules do not merge.
  case rotating
}

/// Routing by one predictor: a line of `predictor.csv`.
package struct PredictorRow: GridRow {
  /// What the predictor experiment measures.
  package enum Metric: String, GridMetric, Sendable {
    /// Request epochs that drained over request epochs closed.
    case dsr
    /// Structural bytes at the end of the run.
    case structuralBytes = "structural_bytes"
    /// The recall at which structural bytes are half of what they are without a predictor.
    case halvingRecall = "halving_recall"
  }

  /// Where objects go that are predicted to live long.
  package var longGranule = LongGranule.persistent
  /// Share of the objects predicted to live long that do, above 0 to 1.
  package var precision = 0.0
  /// Share of the long-lived objects that are predicted to be, 0 to 1; nil where the line is about
  /// no one recall.
  package var recall: Double?
  /// What the line is about.
  package var metric = Metric.dsr
  /// The mean over seeds and the closed form.
  package var point = GridPoint()

  /// An empty row.
  package init() {}

  /// `predictor.csv`.
  package static let fileName = "predictor.csv"

  /// The columns of `predictor.csv`.
  package static let columns: [Column<PredictorRow>] =
    [
      .key("long_granule", \.longGranule), .key("precision", \.precision),
      .key("recall", \.recall),
    ] + gridColumns
}
