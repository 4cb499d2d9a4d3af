import Results

/// One sample of one arm of the routing comparison: a line of `twopoint-timeseries.csv`.
package struct TwoPointSample: CSVRecord {
  /// Where session objects went.
  package var routing = Routing.mixed
  /// How slabs of an earlier era are used again.
  package var reuse = ReuseMode.strict
  /// The seed of the arm's generator.
  package var seed: UInt64 = 0
  /// Requests served when the sample was taken.
  package var request = 0
  /// Epochs closed by then.
  package var epochsClosed = 0
  /// Slabs in closed epochs, and of the persistent epoch, that are not empty.
  package var retainedSlabs = 0
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  package var structuralBytes = 0
  /// Bytes of live slots.
  package var liveBytes = 0
  /// The resident set, in bytes.
  package var rssBytes = 0

  /// An empty sample.
  package init() {}

  /// `twopoint-timeseries.csv`.
  package static let fileName = "twopoint-timeseries.csv"

  /// The columns of `twopoint-timeseries.csv`.
  package static let columns: [Column<TwoPointSample>] = [
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
