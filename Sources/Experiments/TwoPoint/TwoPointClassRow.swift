import Results

/// Slabs of one size class in one arm of the routing comparison after some requests: a line of
/// `twopoint-classes.csv`.
struct TwoPointClassRow: CSVRecord {
  /// Whose workload ran.
  var `protocol`: TwoPointProtocol
  /// When sessions of the pool were replaced; nil in the sustained protocol.
  var churn: PoolChurn?
  /// Where session objects went.
  var routing: Routing
  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// When slabs were recycled that emptied after their epoch's close.
  var reclaim: ReclaimMode
  /// The seed of the arm's generator.
  var seed: UInt64
  /// Requests served: the lengths of the published arms, and the end of the run.
  var requests: Int
  /// Bytes of the class's slot.
  var sizeClass: Int
  /// Slabs whose first use was for the class.
  var slabsCreated: Int
  /// Times that a slab of the class was recycled.
  var slabsRecycled: Int

  static let fileName = "twopoint-classes.csv"

  static let schema = Schema(
    TwoPointClassRow.init, .key("protocol", \.protocol), .key("churn", \.churn),
    .key("routing", \.routing), .key("reuse", \.reuse), .key("reclaim", \.reclaim),
    .repetition("seed", \.seed), .position("requests", \.requests, .size),
    .key("size_class", \.sizeClass, .size), .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled))

  /// The cumulative ratio `recycled / (recycled + created)`.
  var recycleRate: Double? {
    let slabs = slabsCreated + slabsRecycled
    return slabs > 0 ? Double(slabsRecycled) / Double(slabs) : nil
  }
}
