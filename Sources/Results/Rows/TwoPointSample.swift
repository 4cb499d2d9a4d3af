/// One sample of one arm of the routing comparison: a line of `twopoint-timeseries.csv`.
public struct TwoPointSample: CSVRecord {
  /// Where session objects went.
  public var routing = Routing.mixed
  /// How slabs of an earlier era are used again.
  public var reuse = ReuseMode.strict
  /// The seed of the arm's generator.
  public var seed: UInt64 = 0
  /// Requests served when the sample was taken.
  public var request = 0
  /// Epochs closed by then.
  public var epochsClosed = 0
  /// Slabs in closed epochs, and of the persistent epoch, that are not empty.
  public var retainedSlabs = 0
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  public var structuralBytes = 0
  /// Bytes of live slots.
  public var liveBytes = 0
  /// The resident set, in bytes.
  public var rssBytes = 0

  /// An empty sample.
  public init() {}

  /// `twopoint-timeseries.csv`.
  public static let fileName = "twopoint-timeseries.csv"

  /// The columns of `twopoint-timeseries.csv`.
  public static let columns: [Column<TwoPointSample>] = [
    .key("routing", \.routing),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .position("request", \.request),
    .exact("epochs_closed", \.epochsClosed),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("structural_bytes", \.structuralBytes),
    .exact("live_bytes", \.liveBytes),
    .noisy("rss_bytes", \.rssBytes),
  ]
}
