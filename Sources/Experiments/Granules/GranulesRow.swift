import Results

/// A kind of granule.
enum GranuleKind: String, Sendable, CaseIterable, Codable, CSVValue {
  /// An epoch's slab lists; a slab is reclaimed when its last object dies.
  case slabs
  /// A region filled by bump allocation; reclaimed as a whole when its last object dies.
  case regions
  /// The objects retired in an epoch; reclaimed when no reader's guard is as old as the epoch.
  case guards
}

/// How long what pins a granule lives.
enum PinLifetime: String, Sendable, CaseIterable, Codable, CSVValue {
  /// To the end of the run: the violation is sustained.
  case endless
  /// A number of epochs with a geometric distribution.
  case finite
}

/// One kind of granule under one workload after some closes: a line of `granules.csv`.
struct GranulesRow: GridRow {
  enum Metric: String, GridMetric {
    /// Granules that are closed and not reclaimed: the theorem's R(t).
    case retainedGranules = "retained_granules"
    /// R(t) over the closed granules whose own pin is live, which is what the theorem's bound
    /// counts.
    case boundRatio = "bound_ratio"
    /// Retained bytes less the fewest blocks that could hold the same live objects.
    case structuralBytes = "structural_bytes"
    /// Granules reclaimed at their own close over granules closed.
    case dsr
  }

  var granule: GranuleKind
  var lifetime: PinLifetime
  /// Probability that an epoch is pinned, 0 to 1.
  var p: Double
  /// Granules closed so far: m(t).
  var closes: Int
  var metric: Metric
  var point: GridPoint

  static let fileName = "granules.csv"

  static let schema = Schema(
    GranulesRow.init,
    .key("granule", \.granule),
    .key("lifetime", \.lifetime),
    .key("p", \.p),
    .key("closes", \.closes),
    .metric,
    .point)
}
