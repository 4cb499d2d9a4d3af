import Exhibits
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
  /// The closed form, each epoch's last slab included; nil where there is none: of mixed routing in
  /// ring reuse, and of the pool protocol.
  var boundaryRecycleRatePredicted: Double?
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
  /// Whose workload ran.
  var `protocol`: TwoPointProtocol
  /// When sessions of the pool were replaced; nil in the sustained protocol.
  var churn: PoolChurn?
  /// When slabs were recycled that emptied after their epoch's close.
  var reclaim: ReclaimMode
  /// Objects that are live at the end of the run, by the run's own count.
  var liveObjects: Int
  /// The most slabs that were retained at a sample.
  var peakRetainedSlabs: Int
  /// The least difference, over all samples, of live objects and retained slabs. The counting bound
  /// says that it is not below 0.
  var boundMargin: Int
  /// Empty slabs that a close found, the mean over closes.
  var emptySlabsPerClose: Double
  /// Created less recycled slabs, over requests.
  var netSlabsPerRequest: Double
  /// The closed form of the recycle rate; nil where there is none.
  var recycleRatePredicted: Double?

  static let fileName = "twopoint.csv"

  static let schema = Schema(
    TwoPointRow.init, .key("routing", \.routing), .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .exact("requests", \.requests),
    .exact("epochs_closed", \.epochsClosed),
    .key("session_fraction", \.sessionFraction, .share),
    .key("object_size", \.objectSize, .size),
    .exact("slab_capacity", \.slabCapacity, .size),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled),
    .exact("recycle_rate", \.recycleRate, .share),
    .exact("boundary_slabs", \.boundarySlabs),
    .exact("boundary_recycled", \.boundaryRecycled),
    .exact("boundary_recycle_rate", \.boundaryRecycleRate, .share),
    .exact("boundary_recycle_rate_predicted", \.boundaryRecycleRatePredicted, .share),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("live_bytes", \.liveBytes),
    .exact("structural_bytes", \.structuralBytes),
    .noisy("rss_growth_bytes", \.rssGrowthBytes, .difference),
    .noisy("wall_seconds", \.wallSeconds, .amount),
    .key("protocol", \.protocol),
    .key("churn", \.churn),
    .key("reclaim", \.reclaim),
    .exact("live_objects", \.liveObjects),
    .exact("peak_retained_slabs", \.peakRetainedSlabs),
    .exact("bound_margin", \.boundMargin, .difference),
    .exact("empty_slabs_per_close", \.emptySlabsPerClose, .amount),
    .exact("net_slabs_per_request", \.netSlabsPerRequest),
    .exact("recycle_rate_predicted", \.recycleRatePredicted, .share))
}

extension [TwoPointRow] {
  /// The rows of the sustained protocol's own workload, whose series are kept: that of the first
  /// sustained row, in its reclaim mode.
  var sustained: [TwoPointRow] {
    guard let first = first(where: { $0.protocol == .sustained }) else { return [] }
    return filter {
      $0.protocol == .sustained && $0.reclaim == first.reclaim
        && $0.objectSize == first.objectSize && $0.sessionFraction == first.sessionFraction
    }
  }
}

extension [TwoPointSample] {
  /// The series of the sustained protocol, in the first reclaim mode.
  var sustained: [TwoPointSample] {
    let first = first { $0.protocol == .sustained }
    return filter { $0.protocol == .sustained && $0.reclaim == first?.reclaim }
  }
}

extension [TwoPointRow] {
  /// The rows of each arm of the pool protocol, seeds together, in their order.
  var pool: [[TwoPointRow]] {
    let rows = filter { $0.protocol == .pool }
    return firsts(rows.map(\.variant)).map { variant in rows.filter { $0.variant == variant } }
  }
}

extension TwoPointRow {
  /// What tells arms of one workload apart, seeds excepted.
  struct Variant: Hashable {
    var churn: PoolChurn?
    var routing: Routing
    var reuse: ReuseMode
    var reclaim: ReclaimMode
  }

  /// The row's variant.
  var variant: Variant {
    Variant(churn: churn, routing: routing, reuse: reuse, reclaim: reclaim)
  }
}
