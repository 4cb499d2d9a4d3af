import Results

/// One sample of one arm of the routing comparison: a line of `twopoint-timeseries.csv`.
struct TwoPointSample: CSVRecord {
  var routing: Routing
  var reuse: ReuseMode
  var seed: UInt64
  var request: Int
  var epochsClosed: Int
  var retainedSlabs: Int
  var structuralBytes: Int
  var liveBytes: Int
  var rssBytes: Int
  var `protocol`: TwoPointProtocol
  var churn: PoolChurn?
  var reclaim: ReclaimMode
  var liveObjects: Int
  var slabsCreated: Int
  var slabsRecycled: Int

  static let fileName = "twopoint-timeseries.csv"
  static let rowMeaning = "one sample of one arm of the routing comparison"

  static let schema = Schema(
    TwoPointSample.init,
    .key("routing", \.routing, .word, "where session objects went"),
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .position("request", \.request, .requests, "requests served when the sample was taken"),
    .exact("epochs_closed", \.epochsClosed, .epochs, "epochs closed by then"),
    .exact(
      "retained_slabs", \.retainedSlabs, .slabs,
      "slabs in closed epochs, and of the persistent epoch, that are not empty"),
    .exact(
      "structural_bytes", \.structuralBytes, .bytes,
      "retained bytes less the fewest slab bytes that could hold the same live objects"),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of live slots"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "the resident set"),
    .key("protocol", \.protocol, .word, "whose workload runs"),
    .key(
      "churn", \.churn, .word,
      "when sessions of the pool are replaced; empty in the sustained protocol"),
    .key(
      "reclaim", \.reclaim, .word,
      "when slabs are recycled that empty after their epoch's close"),
    .exact(
      "live_objects", \.liveObjects, .objects,
      "objects that are live by the run's own count, those of open epochs included: "
        + "never fewer than retained slabs"),
    .exact("slabs_created", \.slabsCreated, .slabs, "slabs created by then"),
    .exact("slabs_recycled", \.slabsRecycled, .slabs, "slabs recycled by then"))
}
