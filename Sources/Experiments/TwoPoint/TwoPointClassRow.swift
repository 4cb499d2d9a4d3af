import Results

/// Slabs of one size class in one arm of the routing comparison after some requests: a line of
/// `twopoint-classes.csv`.
struct TwoPointClassRow: CSVRecord {
  var `protocol`: TwoPointProtocol
  var churn: PoolChurn?
  var routing: Routing
  var reuse: ReuseMode
  var reclaim: ReclaimMode
  var seed: UInt64
  var requests: Int
  var sizeClass: Int
  var slabsCreated: Int
  var slabsRecycled: Int

  static let fileName = "twopoint-classes.csv"
  static let rowMeaning =
    "slabs of one size class in one arm of the routing comparison after some requests"

  static let schema = Schema(
    TwoPointClassRow.init,
    .key("protocol", \.protocol, .word, "whose workload ran"),
    .key(
      "churn", \.churn, .word,
      "when sessions of the pool were replaced; empty in the sustained protocol"),
    .key("routing", \.routing, .word, "where session objects went"),
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .key(
      "reclaim", \.reclaim, .word,
      "when slabs were recycled that emptied after their epoch's close"),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .position(
      "requests", \.requests, .requests,
      "requests served: the lengths of the published arms, and the end of the run", .size),
    .key("size_class", \.sizeClass, .bytes, "bytes of the class's slot", .size),
    .exact("slabs_created", \.slabsCreated, .slabs, "slabs whose first use was for the class"),
    .exact(
      "slabs_recycled", \.slabsRecycled, .slabs,
      "times that a slab of the class was recycled"))

  /// The cumulative ratio `recycled / (recycled + created)`.
  var recycleRate: Double? {
    let slabs = slabsCreated + slabsRecycled
    return slabs > 0 ? Double(slabsRecycled) / Double(slabs) : nil
  }
}
