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
    case retainedGranules = "retained_granules"
    case boundRatio = "bound_ratio"
    case structuralBytes = "structural_bytes"
    case dsr

    var unit: DataUnit {
      switch self {
      case .retainedGranules: .granules
      case .boundRatio, .dsr: .one
      case .structuralBytes: .bytes
      }
    }

    var meaning: String {
      switch self {
      case .retainedGranules:
        "granules that are closed and not reclaimed: the theorem's R(t)"
      case .boundRatio:
        "R(t) over the closed granules whose own pin is live, which is what the "
          + "theorem's bound counts"
      case .structuralBytes:
        "retained bytes less the fewest blocks that could hold the same live objects"
      case .dsr:
        "granules reclaimed at their own close over granules closed"
      }
    }
  }

  var granule: GranuleKind
  var lifetime: PinLifetime
  var p: Double
  var closes: Int
  var metric: Metric
  var point: GridPoint

  static let fileName = "granules.csv"
  static let rowMeaning = "one kind of granule under one workload after some closes"

  static let schema = Schema(
    GranulesRow.init,
    .key("granule", \.granule, .word, "the kind of granule"),
    .key("lifetime", \.lifetime, .word, "how long pins live"),
    .key("p", \.p, .one, "probability that an epoch is pinned, 0 to 1", .share),
    .key("closes", \.closes, .closes, "granules closed so far: m(t)"),
    .metric,
    .point)
}
