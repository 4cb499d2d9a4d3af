import Results

/// Where objects go that are predicted to live long.
enum LongGranule: String, Sendable, CaseIterable, Codable, CSVValue {
  /// To one granule that stays open.
  case persistent
  /// To a granule for every so many epochs, closed after them: granules do not merge. While it is
  /// open its free slots serve later objects, as the persistent one's do.
  case rotating
}

/// Routing by one predictor: a line of `predictor.csv`.
struct PredictorRow: GridRow {
  enum Metric: String, GridMetric {
    /// Request epochs that drained over request epochs closed.
    case dsr
    /// Structural bytes at the end of the run.
    case structuralBytes = "structural_bytes"
    /// The recall at which structural bytes are half of what they are without a predictor.
    case halvingRecall = "halving_recall"
  }

  /// Where objects go that are predicted to live long.
  var longGranule: LongGranule
  /// Share of the objects predicted to live long that do, above 0 to 1.
  var precision: Double
  /// Share of the long-lived objects that are predicted to be, 0 to 1; nil where the line is about
  /// no one recall.
  var recall: Double?
  var metric: Metric
  var point: GridPoint

  static let fileName = "predictor.csv"

  static let schema = Schema(
    PredictorRow.init,
    .key("long_granule", \.longGranule),
    .key("precision", \.precision, .share),
    .key("recall", \.recall, .share),
    .metric,
    .point)
}
