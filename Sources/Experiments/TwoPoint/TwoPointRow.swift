import Results

/// The summary of one arm of the routing comparison: a line of `twopoint.csv`.
struct TwoPointRow: CSVRecord {
  /// Where session objects went.
  var routing: Routing
  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// The seed of the arm's generator.
  var seed: UInt64
  /// Requests served.
  var requests: Int
  /// Epochs closed during the run.
  var epochsClosed: Int
  /// The session fraction f, 0 to 1.
  var sessionFraction: Double
  /// The size asked for each object, in bytes.
  var objectSize: Int
  /// Slots per slab of the size class.
  var slabCapacity: Int
  /// Slabs created during the run.
  var slabsCreated: Int
  /// Slabs recycled during the run.
  var slabsRecycled: Int
  /// The cumulative ratio `recycled / (recycled + created)`, 0 to 1.
  var recycleRate: Double
  /// Slabs of request epochs scanned at their boundary.
  var boundarySlabs: Int
  /// Those of them that were empty.
  var boundaryRecycled: Int
  /// The two as a rate, 0 to 1; nil where no slab was scanned.
  var boundaryRecycleRate: Double?
  /// The closed form: `(1-f)^C` for mixed routing, 1 for isolated.
  var boundaryRecycleRatePredicted: Double
  /// Slabs in closed epochs, and of the persistent epoch, that are not empty at the end of the run.
  var retainedSlabs: Int
  /// Bytes of live slots at the end of the run.
  var liveBytes: Int
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  var structuralBytes: Int
  /// Growth of the resident set, in bytes; it can be negative.
  var rssGrowthBytes: Int
  /// How long the arm ran, in seconds.
  var wallSeconds: Double

  static let fileName = "twopoint.csv"

  static let schema = Schema(
    TwoPointRow.init,
    .key("routing", \.routing),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .exact("requests", \.requests),
    .exact("epochs_closed", \.epochsClosed),
    .key("session_fraction", \.sessionFraction),
    .key("object_size", \.objectSize),
    .exact("slab_capacity", \.slabCapacity),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled),
    .exact("recycle_rate", \.recycleRate),
    .exact("boundary_slabs", \.boundarySlabs),
    .exact("boundary_recycled", \.boundaryRecycled),
    .exact("boundary_recycle_rate", \.boundaryRecycleRate),
    .exact("boundary_recycle_rate_predicted", \.boundaryRecycleRatePredicted),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("live_bytes", \.liveBytes),
    .exact("structural_bytes", \.structuralBytes),
    .noisy("rss_growth_bytes", \.rssGrowthBytes),
    .noisy("wall_seconds", \.wallSeconds))
}
