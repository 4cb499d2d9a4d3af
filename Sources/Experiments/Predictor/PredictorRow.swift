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
    case dsr
    case structuralBytes = "structural_bytes"
    case halvingRecall = "halving_recall"

    var unit: DataUnit {
      switch self {
      case .dsr, .halvingRecall: .one
      case .structuralBytes: .bytes
      }
    }

    var meaning: String {
      switch self {
      case .dsr:
        "request epochs that drained over request epochs closed"
      case .structuralBytes:
        "structural bytes at the end of the run"
      case .halvingRecall:
        "the recall at which structural bytes are half of what they are without a "
          + "predictor"
      }
    }
  }

  var longGranule: LongGranule
  var precision: Double
  var recall: Double?
  var metric: Metric
  var point: GridPoint

  static let fileName = "predictor.csv"
  static let rowMeaning = "routing by one predictor"

  static let schema = Schema(
    PredictorRow.init,
    .key("long_granule", \.longGranule, .word, "where objects go that are predicted to live long"),
    .key(
      "precision", \.precision, .one,
      "share of the objects predicted to live long that do, above 0 to 1", .share),
    .key(
      "recall", \.recall, .one,
      "share of the long-lived objects that are predicted to be, 0 to 1; empty where "
        + "the line is about no one recall", .share),
    .metric,
    .point)
}
