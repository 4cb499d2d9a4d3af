/// The slope of one quarter of a time series: a line of `slope.csv`.
public struct SlopeRow: CSVRecord {
  /// The series that a slope is taken of.
  public enum Metric: String, Sendable, CaseIterable, Codable, CSVValue {
    /// The resident set, in bytes.
    case rssBytes = "rss_bytes"
    /// Slabs in closed epochs that are not empty.
    case retainedSlabs = "retained_slabs"
  }

  /// The violation fraction, 0 to 1.
  public var p = 0.0
  /// How slabs of an earlier era are used again.
  public var reuse = ReuseMode.ring
  /// The seed of the arm's generator.
  public var seed: UInt64 = 0
  /// The series.
  public var metric = Metric.rssBytes
  /// The quarter of the series, 1 to 4.
  public var quartile = 0
  /// Least-squares slope within the quarter: the metric's unit per request.
  public var slopePerRequest = 0.0
  /// The slope over the first quarter's; nil where that one is 0.
  public var ratioToFirst: Double?

  /// An empty row.
  public init() {}

  /// `slope.csv`.
  public static let fileName = "slope.csv"

  /// The columns of `slope.csv`; retained slabs are exact, RSS is not.
  public static let columns: [Column<SlopeRow>] = [
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
