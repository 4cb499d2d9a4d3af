import Results

/// The summary of one arm of the routing comparison: a line of `twopoint.csv`.
package struct TwoPointRow: CSVRecord {
  /// Where session objects went.
  package var routing = Routing.mixed
  /// How slabs of an earlier era are used again.
  package var reuse = ReuseMode.strict
  /// The seed of the arm's generator.
  package var seed: UInt64 = 0
  /// Requests served.
  package var requests = 0
  /// Epochs closed during the run.
  package var epochsClosed = 0
  /// The session fraction f, 0 to 1.
  package var sessionFraction = 0.0
  /// The size asked for each object, in bytes.
  package var objectSize = 0
  /// Slots per slab of the size class.
  package var slabCapacity = 0
  /// Slabs created during the run.
  package var slabsCreated = 0
  /// Slabs recycled during the run.
  package var slabsRecycled = 0
  /// The cumulative ratio `recycled / (recycled + created)`, 0 to 1.
  package var recycleRate = 0.0
  /// Slabs of request epochs scanned at their boundary.
  package var boundarySlabs = 0
  /// Those of them that were empty.
  package var boundaryRecycled = 0
  /// The two as a rate, 0 to 1; nil where no slab was scanned.
  package var boundaryRecycleRate: Double?
  /// The closed form: `(1-f)^C` for mixed routing, 1 for isolated.
  package var boundaryRecycleRatePredicted = 0.0
  /// Slabs in closed epochs, and of the persistent epoch, that are not empty at the end of the run.
  package var retainedSlabs = 0
  /// Bytes of live slots at the end of the run.
  package var liveBytes = 0
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  package var structuralBytes = 0
  /// Growth of the resident set, in bytes; it can be negative.
  package var rssGrowthBytes = 0
  /// How long the arm ran, in seconds.
  package var wallSeconds = 0.0

  /// An empty row.
  package init() {}

  /// `twopoint.csv`.
  package static let fileName = "twopoint.csv"

  /// The columns of `twopoint.csv`.
  package static let columns: [Column<TwoPointRow>] = [
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
    .noisy("wall_seconds", \.wallSeconds),
  ]
}
