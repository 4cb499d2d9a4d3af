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

  /// The violation fraction, 0 to 1.
  var p: Double
  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// The seed of the arm's generator.
  var seed: UInt64
  /// The series.
  var metric: Metric
  /// The quarter of the series, 1 to 4.
  var quartile: Int
  /// Least-squares slope within the quarter: the metric's unit per request.
  var slopePerRequest: Double
  /// The slope over the first quarter's; nil where that one is 0.
  var ratioToFirst: Double?

  /// `slope.csv`.
  static let fileName = "slope.csv"

  private var isNoisy: Bool { metric == .rssBytes }

  static let schema = Schema(
    SlopeRow.init,
    .key("p", \.p),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .key("metric", \.metric),
    .key("quartile", \.quartile),
    .noisy(
      "slope_per_request", \.slopePerRequest, better: .lower, when: \SlopeRow.isNoisy),
    .noisy("ratio_to_first", \.ratioToFirst, when: \SlopeRow.isNoisy))
}
