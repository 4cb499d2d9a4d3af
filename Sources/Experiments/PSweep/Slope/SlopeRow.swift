import Results

/// The slope of one quarter of a time series: a line of `slope.csv`.
package struct SlopeRow: CSVRecord {
  /// The series that a slope is taken of.
  package enum Metric: String, Sendable, CaseIterable, Codable, CSVValue {
    /// The resident set, in bytes.
    case rssBytes = "rss_bytes"
    /// Slabs in closed epochs that are not empty.
    case retainedSlabs = "retained_slabs"
  }

  /// The violation fraction, 0 to 1.
  package var p = 0.0
  /// How slabs of an earlier era are used again.
  package var reuse = ReuseMode.ring
  /// The seed of the arm's generator.
  package var seed: UInt64 = 0
  /// The series.
  package var metric = Metric.rssBytes
  /// The quarter of the series, 1 to 4.
  package var quartile = 0
  /// Least-squares slope within the quarter: the metric's unit per request.
  package var slopePerRequest = 0.0
  /// The slope over the first quarter's; nil where that one is 0.
  package var ratioToFirst: Double?

  /// An empty row.
  package init() {}

  /// `slope.csv`.
  package static let fileName = "slope.csv"

  /// The columns of `slope.csv`; retained slabs are exact, RSS is not.
  package static let columns: [Column<SlopeRow>] = [
    .key("p", \.p),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .key("metric", \.metric),
    .key("quartile", \.quartile),
    .noisy(
      "slope_per_request", \.slopePerRequest, better: .lower, when: { $0.metric == .rssBytes }),
    .noisy("ratio_to_first", \.ratioToFirst, when: { $0.metric == .rssBytes }),
  ]
}
