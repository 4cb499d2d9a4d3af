import Results

/// What slab size, object size and load do to a boundary and to the cost of a pinned epoch: a line
/// of `sensitivity.csv`.
struct SensitivityRow: GridRow {
  enum Metric: String, GridMetric {
    /// Share of a mixed epoch's slabs that are empty at its boundary.
    case boundaryRate = "boundary_rate"
    /// Session fraction at which half the slabs are empty at their boundary.
    case halfDrainFraction = "half_drain_fraction"
    /// Retained bytes over p m, the expected number of pinned epochs: the paper's coefficient c.
    case costBytes = "cost_bytes"
  }

  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// Bytes of a slab.
  var slabSize: Int
  /// Bytes of a session object.
  var objectSize: Int
  /// Objects that fit a slab: C.
  var capacity: Int
  /// Share of objects that are session objects; nil for the other metrics.
  var sessionFraction: Double?
  /// Objects that a request allocates; nil for the other metrics.
  var objectsPerRequest: Int?
  var metric: Metric
  var point: GridPoint

  static let fileName = "sensitivity.csv"

  static let schema = Schema(
    SensitivityRow.init,
    .key("reuse", \.reuse),
    .key("slab_size", \.slabSize),
    .key("object_size", \.objectSize),
    .key("slab_capacity", \.capacity),
    .key("session_fraction", \.sessionFraction),
    .key("objects_per_request", \.objectsPerRequest),
    .metric,
    .point)
}
