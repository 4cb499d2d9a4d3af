import Results

/// What slab size, object size and load do to a boundary and to the cost of a pinned epoch: a line
/// of `sensitivity.csv`.
package struct SensitivityRow: GridRow {
  /// What a line is about.
  package enum Metric: String, GridMetric {
    /// Share of a mixed epoch's slabs that are empty at its boundary.
    case boundaryRate = "boundary_rate"
    /// Session fraction at which half the slabs are empty at their boundary.
    case halfDrainFraction = "half_drain_fraction"
    /// Retained bytes over p m, the expected number of pinned epochs: the paper's coefficient c.
    case costBytes = "cost_bytes"
  }

  /// How slabs of an earlier era are used again.
  package var reuse = ReuseMode.strict
  /// Bytes of a slab.
  package var slabSize = 0
  /// Bytes of a session object.
  package var objectSize = 0
  /// Objects that fit a slab: C.
  package var capacity = 0
  /// Share of objects that are session objects; nil for the other metrics.
  package var sessionFraction: Double?
  /// Objects that a request allocates; nil for the other metrics.
  package var objectsPerRequest: Int?
  /// What is measured.
  package var metric = Metric.boundaryRate
  /// The mean and its closed form.
  package var point = GridPoint()

  /// An empty row.
  package init() {}

  /// `sensitivity.csv`.
  package static let fileName = "sensitivity.csv"

  /// The columns of `sensitivity.csv`.
  package static let columns: [Column<SensitivityRow>] =
    [
      .key("reuse", \.reuse), .key("slab_size", \.slabSize), .key("object_size", \.objectSize),
      .key("slab_capacity", \.capacity), .key("session_fraction", \.sessionFraction),
      .key("objects_per_request", \.objectsPerRequest),
    ] + gridColumns
}
