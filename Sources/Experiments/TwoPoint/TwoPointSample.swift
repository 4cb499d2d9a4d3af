import Results

/// One sample of one arm of the routing comparison: a line of `twopoint-timeseries.csv`.
struct TwoPointSample: CSVRecord {
  /// Where session objects went.
  var routing: Routing
  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// The seed of the arm's generator.
  var seed: UInt64
  /// Requests served when the sample was taken.
  var request: Int
  /// Epochs closed by then.
  var epochsClosed: Int
  /// Slabs in closed epochs, and of the persistent epoch, that are not empty.
  var retainedSlabs: Int
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  var structuralBytes: Int
  /// Bytes of live slots.
  var liveBytes: Int
  /// The resident set, in bytes.
  var rssBytes: Int
  /// Whose workload runs.
  var `protocol`: TwoPointProtocol
  /// When sessions of the pool are replaced; nil in the sustained protocol.
  var churn: PoolChurn?
  /// When slabs are recycled that empty after their epoch's close.
  var reclaim: ReclaimMode
  /// Objects that are live by the run's own count, those of open epochs included: never fewer than
  /// retained slabs.
  var liveObjects: Int
  /// Slabs created by then.
  var slabsCreated: Int
  /// Slabs recycled by then.
  var slabsRecycled: Int

  static let fileName = "twopoint-timeseries.csv"

  static let schema = Schema(
    TwoPointSample.init, .key("routing", \.routing), .key("reuse", \.reuse),
    .repetition("seed", \.seed), .position("request", \.request),
    .exact("epochs_closed", \.epochsClosed),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("structural_bytes", \.structuralBytes),
    .exact("live_bytes", \.liveBytes),
    .noisy("rss_bytes", \.rssBytes),
    .key("protocol", \.protocol),
    .key("churn", \.churn),
    .key("reclaim", \.reclaim),
    .exact("live_objects", \.liveObjects),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled))
}
