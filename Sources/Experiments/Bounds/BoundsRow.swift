import Results

/// What `bounds` measures, beside its closed form: a line of `bounds.csv`.
struct BoundsRow: GridRow {
  enum Metric: String, GridMetric {
    /// Drained closes over closes.
    case dsr
    /// The greatest of retained slabs over the greatest of live objects, of single runs.
    case slabsPerObject = "greatest_slabs_over_greatest_live"
    /// Mean of retained slabs over the second half of the run.
    case plateau
    /// Retained slabs at the end less those at half of the run.
    case lastIncrement = "last_increment"
    /// Retained slabs at half of the run less those at a quarter.
    case earlierIncrement = "earlier_increment"
    /// Retained slabs at the end over those at half of the run: 1 where they are level, 2 where
    /// they are linear.
    case doublingRatio = "doubling_ratio"
    /// The last increment over the earlier one: 0 where they are level, 2 where they are linear.
    case incrementRatio = "increment_ratio"
    /// The most slabs with memory at any time.
    case greatestCommitted = "greatest_committed_slabs"
    /// The most slabs retained after any close.
    case greatestRetained = "greatest_retained_slabs"
    /// Slabs retained at the end.
    case retainedAtEnd = "retained_at_end"
    /// Retained slots over live objects at the end, at most C.
    case amplification
    /// Retained slabs over sessions at the end.
    case slabsPerSession = "slabs_per_session"
    /// Slope of retained slabs in the last quarter over that in the first, of means over seeds.
    case slopeRatio = "slope_ratio"
    /// Structural bytes at the end.
    case structuralBytes = "structural_bytes"
    /// Live objects at the end.
    case liveObjects = "live_objects"
  }

  var question: BoundsQuestion
  /// What tells it from others of that question.
  var setting: Parameters
  var metric: Metric
  var point: GridPoint

  static let fileName = "bounds.csv"

  static let schema = Schema(
    BoundsRow.init, .key("question", \.question), .key("setting", \.setting), .metric, .point)
}

/// One run: a line of `bounds-runs.csv`.
struct BoundsRunRow: CSVRecord {
  var question: BoundsQuestion
  var setting: Parameters
  var seed: UInt64
  /// Epochs closed.
  var closes: Int
  /// Those without a live object.
  var drained: Int
  /// Session objects allocated.
  var sessions: Int
  /// Moments at which retained slabs were held against live objects.
  var compared: Int
  /// Those with more retained slabs than live objects.
  var breaches: Int
  var greatestRetained: Int
  var greatestLive: Int
  var greatestCommitted: Int
  /// Mean of retained slabs over the second half.
  var secondHalf: Double
  /// Slopes of retained slabs by request; nil but for the p-sweep's runs.
  var firstSlope: Double?
  var lastSlope: Double?

  static let fileName = "bounds-runs.csv"

  static let schema = Schema(
    BoundsRunRow.init,
    .key("question", \.question),
    .key("setting", \.setting),
    .repetition("seed", \.seed),
    .exact("closes", \.closes),
    .exact("drained", \.drained),
    .exact("sessions", \.sessions),
    .exact("compared", \.compared),
    .exact("breaches", \.breaches),
    .exact("greatest_retained_slabs", \.greatestRetained),
    .exact("greatest_live_objects", \.greatestLive),
    .exact("greatest_committed_slabs", \.greatestCommitted),
    .exact("second_half_slabs", \.secondHalf),
    .exact("first_slope", \.firstSlope),
    .exact("last_slope", \.lastSlope))
}

/// The state of one run after a close: a line of `bounds-timeseries.csv`.
struct BoundsSample: CSVRecord {
  var question: BoundsQuestion
  var setting: Parameters
  var seed: UInt64
  /// Epochs closed.
  var epochsClosed: Int
  /// Live objects.
  var liveObjects: Int
  /// Retained slabs, those of a persistent epoch included.
  var retainedSlabs: Int
  /// Those beyond the fewest that could hold the live objects.
  var structuralSlabs: Int

  static let fileName = "bounds-timeseries.csv"

  static let schema = Schema(
    BoundsSample.init,
    .key("question", \.question),
    .key("setting", \.setting),
    .repetition("seed", \.seed),
    .position("epochs_closed", \.epochsClosed),
    .exact("live_objects", \.liveObjects),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("structural_slabs", \.structuralSlabs))
}
