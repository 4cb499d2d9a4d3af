/// The summary of one arm of the routing comparison: a line of `twopoint.csv`.
public struct TwoPointRow: CSVRecord {
  /// Where session objects went.
  public var routing = Routing.mixed
  /// How slabs of an earlier era are used again.
  public var reuse = ReuseMode.strict
  /// The seed of the arm's generator.
  public var seed: UInt64 = 0
  /// Requests served.
  public var requests = 0
  /// Epochs closed during the run.
  public var epochsClosed = 0
  /// The session fraction f, 0 to 1.
  public var sessionFraction = 0.0
  /// The size asked for each object, in bytes.
  public var objectSize = 0
  /// Slots per slab of the size class.
  public var slabCapacity = 0
  /// Slabs created during the run.
  public var slabsCreated = 0
  /// Slabs recycled during the run.
  public var slabsRecycled = 0
  /// The cumulative ratio `recycled / (recycled + created)`, 0 to 1.
  public var recycleRate = 0.0
  /// Slabs of request epochs scanned at their boundary.
  public var boundarySlabs = 0
  /// Those of them that were empty.
  public var boundaryRecycled = 0
  /// The two as a rate, 0 to 1; nil where no slab was scanned.
  public var boundaryRecycleRate: Double?
  /// The closed form: `(1-f)^C` for mixed routing, 1 for isolated.
  public var boundaryRecycleRatePredicted = 0.0
  /// Slabs in closed epochs, and of the persistent epoch, that are not empty at the end of the run.
  public var retainedSlabs = 0
  /// Bytes of live slots at the end of the run.
  public var liveBytes = 0
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  public var structuralBytes = 0
  /// Growth of the resident set, in bytes; it can be negative.
  public var rssGrowthBytes = 0
  /// How long the arm ran, in seconds.
  public var wallSeconds = 0.0

  /// An empty row.
  public init() {}

  /// `twopoint.csv`.
  public static let fileName = "twopoint.csv"

  /// The columns of `twopoint.csv`.
  public static let columns: [Column<TwoPointRow>] = [
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
