import Results

/// What slab size, object size and load do to a boundary and to the cost of a pinned epoch: a line
/// of `sensitivity.csv`.
struct SensitivityRow: GridRow {
  enum Metric: String, GridMetric {
    case boundaryRate = "boundary_rate"
    case halfDrainFraction = "half_drain_fraction"
    case costBytes = "cost_bytes"

    var unit: DataUnit {
      switch self {
      case .boundaryRate, .halfDrainFraction: .one
      case .costBytes: .bytes
      }
    }

    var meaning: String {
      switch self {
      case .boundaryRate:
        "share of a mixed epoch's slabs that are empty at its boundary"
      case .halfDrainFraction:
        "session fraction at which half the slabs are empty at their boundary"
      case .costBytes:
        "retained bytes over p m, the expected number of pinned epochs: the paper's "
          + "coefficient c"
      }
    }
  }

  var reuse: ReuseMode
  var slabSize: Int
  var objectSize: Int
  var capacity: Int
  var sessionFraction: Double?
  var objectsPerRequest: Int?
  var metric: Metric
  var point: GridPoint

  static let fileName = "sensitivity.csv"
  static let rowMeaning =
    "what slab size, object size and load do to a boundary and to the cost of a "
    + "pinned epoch"

  static let schema = Schema(
    SensitivityRow.init,
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .key("slab_size", \.slabSize, .bytes, "bytes of a slab", .size),
    .key("object_size", \.objectSize, .bytes, "bytes of a session object", .size),
    .key("slab_capacity", \.capacity, .objects, "objects that fit a slab: C", .size),
    .key(
      "session_fraction", \.sessionFraction, .one,
      "share of objects that are session objects; empty for the other metrics", .share),
    .key(
      "objects_per_request", \.objectsPerRequest, .objects,
      "objects that a request allocates; empty for the other metrics", .size),
    .metric,
    .point)
}
