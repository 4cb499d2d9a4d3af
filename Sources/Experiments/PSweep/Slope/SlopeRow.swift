import Results

/// The slope of one quarter of a time series: a line of `slope.csv`.
struct SlopeRow: CSVRecord {
  /// The series that a slope is taken of.
  enum Metric: String, Sendable, CaseIterable, Codable, CSVValue {
    /// The resident set, in bytes.
    case rssBytes = "rss_bytes"
    /// Slabs in closed epochs that are not empty.
    case retainedSlabs = "retained_slabs"
  }

  var p: Double
  var reuse: ReuseMode
  var seed: UInt64
  var metric: Metric
  var quartile: Int
  var slopePerRequest: Double
  var ratioToFirst: Double?

  /// `slope.csv`.
  static let fileName = "slope.csv"
  static let rowMeaning = "the slope of one quarter of a time series"

  private var isNoisy: Bool { metric == .rssBytes }

  static let schema = Schema(
    SlopeRow.init,
    .key("p", \.p, .one, "the violation fraction, 0 to 1", .share),
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .key("metric", \.metric, .word, "the series: RSS or retained slabs"),
    .key("quartile", \.quartile, .one, "the quarter of the series, 1 to 4", .size),
    .noisy(
      "slope_per_request", \.slopePerRequest, .ofMetric,
      "least-squares slope within the quarter, per request", better: .lower, when: \SlopeRow.isNoisy
    ),
    .noisy(
      "ratio_to_first", \.ratioToFirst, .one,
      "the slope over the first quarter's; empty where that one is 0", when: \SlopeRow.isNoisy))
}
