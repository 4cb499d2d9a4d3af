import Exhibits
import Results

/// The summary of one arm of the routing comparison: a line of `twopoint.csv`.
struct TwoPointRow: CSVRecord {
  var routing: Routing
  var reuse: ReuseMode
  var seed: UInt64
  var requests: Int
  var epochsClosed: Int
  var sessionFraction: Double
  var objectSize: Int
  var slabCapacity: Int
  var slabsCreated: Int
  var slabsRecycled: Int
  var recycleRate: Double
  var boundarySlabs: Int
  var boundaryRecycled: Int
  var boundaryRecycleRate: Double?
  var boundaryRecycleRatePredicted: Double?
  var retainedSlabs: Int
  var liveBytes: Int
  var structuralBytes: Int
  var rssGrowthBytes: Int
  var wallSeconds: Double
  var `protocol`: TwoPointProtocol
  var churn: PoolChurn?
  var reclaim: ReclaimMode
  var liveObjects: Int
  var peakRetainedSlabs: Int
  var boundMargin: Int
  var emptySlabsPerClose: Double
  var netSlabsPerRequest: Double
  var recycleRatePredicted: Double?

  static let fileName = "twopoint.csv"
  static let rowMeaning = "the summary of one arm of the routing comparison"

  static let schema = Schema(
    TwoPointRow.init,
    .key("routing", \.routing, .word, "where session objects went"),
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .exact("requests", \.requests, .requests, "requests served"),
    .exact("epochs_closed", \.epochsClosed, .epochs, "epochs closed during the run"),
    .key(
      "session_fraction", \.sessionFraction, .one,
      "share of the objects that are session objects", .share),
    .key("object_size", \.objectSize, .bytes, "bytes asked for each object", .size),
    .exact("slab_capacity", \.slabCapacity, .objects, "slots per slab of the size class", .size),
    .exact("slabs_created", \.slabsCreated, .slabs, "slabs created during the run"),
    .exact("slabs_recycled", \.slabsRecycled, .slabs, "slabs recycled during the run"),
    .exact(
      "recycle_rate", \.recycleRate, .one,
      "the cumulative ratio `recycled / (recycled + created)`, 0 to 1", .share),
    .exact(
      "boundary_slabs", \.boundarySlabs, .slabs,
      "slabs of request epochs scanned at their boundary"),
    .exact("boundary_recycled", \.boundaryRecycled, .slabs, "of these, slabs that were empty"),
    .exact(
      "boundary_recycle_rate", \.boundaryRecycleRate, .one,
      "`boundary_recycled` over `boundary_slabs`, 0 to 1; empty where no slab was scanned", .share),
    .exact(
      "boundary_recycle_rate_predicted", \.boundaryRecycleRatePredicted, .one,
      "the closed form, each epoch's last slab included; empty where there is none: of "
        + "mixed routing in ring reuse, and of the pool protocol", .share),
    .exact(
      "retained_slabs", \.retainedSlabs, .slabs,
      "slabs in closed epochs, and of the persistent epoch, that are not empty at the "
        + "end of the run"),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of live slots at the end of the run"),
    .exact(
      "structural_bytes", \.structuralBytes, .bytes,
      "retained bytes less the fewest slab bytes that could hold the same live objects"),
    .noisy(
      "rss_growth_bytes", \.rssGrowthBytes, .bytes,
      "growth of the resident set; it can be negative", .difference),
    .noisy("wall_seconds", \.wallSeconds, .seconds, "how long the arm ran", .amount),
    .key("protocol", \.protocol, .word, "whose workload ran"),
    .key(
      "churn", \.churn, .word,
      "when sessions of the pool were replaced; empty in the sustained protocol"),
    .key(
      "reclaim", \.reclaim, .word,
      "when slabs were recycled that emptied after their epoch's close"),
    .exact(
      "live_objects", \.liveObjects, .objects,
      "objects that are live at the end of the run, by the run's own count"),
    .exact(
      "peak_retained_slabs", \.peakRetainedSlabs, .slabs,
      "the most slabs that were retained at a sample"),
    .exact(
      "bound_margin", \.boundMargin, .one,
      "the least difference, over all samples, of live objects and retained slabs; the "
        + "counting bound says that it is not below 0", .difference),
    .exact(
      "empty_slabs_per_close", \.emptySlabsPerClose, .slabs,
      "empty slabs that a close found, the mean over closes", .amount),
    .exact(
      "net_slabs_per_request", \.netSlabsPerRequest, .slabsPerRequest,
      "created less recycled slabs, over requests"),
    .exact(
      "recycle_rate_predicted", \.recycleRatePredicted, .one,
      "the closed form of the recycle rate; empty where there is none", .share))
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
