import Results

/// What `bounds` measures, beside its closed form: a line of `bounds.csv`.
struct BoundsRow: GridRow {
  enum Metric: String, GridMetric {
    case dsr
    case slabsPerObject = "greatest_slabs_over_greatest_live"
    case plateau
    case lastIncrement = "last_increment"
    case earlierIncrement = "earlier_increment"
    case doublingRatio = "doubling_ratio"
    case incrementRatio = "increment_ratio"
    case greatestCommitted = "greatest_committed_slabs"
    case greatestRetained = "greatest_retained_slabs"
    case retainedAtEnd = "retained_at_end"
    case amplification
    case slabsPerSession = "slabs_per_session"
    case slopeRatio = "slope_ratio"
    case structuralBytes = "structural_bytes"
    case liveObjects = "live_objects"

    var unit: DataUnit {
      switch self {
      case .dsr, .slabsPerObject, .doublingRatio, .incrementRatio, .amplification, .slabsPerSession,
        .slopeRatio:
        .one
      case .plateau, .lastIncrement, .earlierIncrement, .greatestCommitted, .greatestRetained,
        .retainedAtEnd:
        .slabs
      case .structuralBytes: .bytes
      case .liveObjects: .objects
      }
    }

    var meaning: String {
      switch self {
      case .dsr:
        "drained closes over closes"
      case .slabsPerObject:
        "the greatest of retained slabs over the greatest of live objects, of single runs"
      case .plateau:
        "mean of retained slabs over the second half of the run"
      case .lastIncrement:
        "retained slabs at the end less those at half of the run"
      case .earlierIncrement:
        "retained slabs at half of the run less those at a quarter"
      case .doublingRatio:
        "retained slabs at the end over those at half of the run: 1 where they are "
          + "level, 2 where they are linear"
      case .incrementRatio:
        "the last increment over the earlier one: 0 where they are level, 2 where "
          + "they are linear"
      case .greatestCommitted:
        "the most slabs with memory at any time"
      case .greatestRetained:
        "the most slabs retained after any close"
      case .retainedAtEnd:
        "slabs retained at the end"
      case .amplification:
        "retained slots over live objects at the end, at most C"
      case .slabsPerSession:
        "retained slabs over sessions at the end"
      case .slopeRatio:
        "slope of retained slabs in the last quarter over that in the first, of "
          + "means over seeds"
      case .structuralBytes:
        "structural bytes at the end"
      case .liveObjects:
        "live objects at the end"
      }
    }
  }

  var question: BoundsQuestion
  var setting: Parameters
  var metric: Metric
  var point: GridPoint

  static let fileName = "bounds.csv"
  static let rowMeaning =
    "what `bounds` measures at one setting, beside its closed form"

  static let schema = Schema(
    BoundsRow.init,
    .key("question", \.question, .word, "the question that the run answers"),
    .key("setting", \.setting, .word, "what tells the run from others of that question"), .metric,
    .point)
}

/// One run: a line of `bounds-runs.csv`.
struct BoundsRunRow: CSVRecord {
  var question: BoundsQuestion
  var setting: Parameters
  var seed: UInt64
  var closes: Int
  var drained: Int
  var sessions: Int
  var compared: Int
  var breaches: Int
  var greatestRetained: Int
  var greatestLive: Int
  var greatestCommitted: Int
  var secondHalf: Double
  var firstSlope: Double?
  var lastSlope: Double?

  static let fileName = "bounds-runs.csv"
  static let rowMeaning = "one run of `bounds`"

  static let schema = Schema(
    BoundsRunRow.init,
    .key("question", \.question, .word, "the question that the run answers"),
    .key("setting", \.setting, .word, "what tells the run from others of that question"),
    .repetition("seed", \.seed, .one, "the seed of the run's generator"),
    .exact("closes", \.closes, .closes, "epochs closed"),
    .exact("drained", \.drained, .closes, "closed epochs without a live object"),
    .exact("sessions", \.sessions, .sessions, "session objects allocated"),
    .exact(
      "compared", \.compared, .one,
      "moments at which retained slabs were held against live objects"),
    .exact(
      "breaches", \.breaches, .one,
      "of these, moments with more retained slabs than live objects"),
    .exact(
      "greatest_retained_slabs", \.greatestRetained, .slabs,
      "the most slabs that were retained at once"),
    .exact(
      "greatest_live_objects", \.greatestLive, .objects,
      "the most objects that were live at once"),
    .exact(
      "greatest_committed_slabs", \.greatestCommitted, .slabs,
      "the most slabs that had memory at once"),
    .exact(
      "second_half_slabs", \.secondHalf, .slabs,
      "mean of retained slabs over the second half"),
    .exact(
      "first_slope", \.firstSlope, .slabsPerRequest,
      "slope of retained slabs over requests in the first quarter; empty but for the "
        + "p-sweep's runs"),
    .exact("last_slope", \.lastSlope, .slabsPerRequest, "the same in the last quarter"))
}

/// The state of one run after a close: a line of `bounds-timeseries.csv`.
struct BoundsSample: CSVRecord {
  var question: BoundsQuestion
  var setting: Parameters
  var seed: UInt64
  var epochsClosed: Int
  var liveObjects: Int
  var retainedSlabs: Int
  var structuralSlabs: Int

  static let fileName = "bounds-timeseries.csv"
  static let rowMeaning = "the state of one run after a close"

  static let schema = Schema(
    BoundsSample.init,
    .key("question", \.question, .word, "the question that the run answers"),
    .key("setting", \.setting, .word, "what tells the run from others of that question"),
    .repetition("seed", \.seed, .one, "the seed of the run's generator"),
    .position("epochs_closed", \.epochsClosed, .epochs, "epochs closed"),
    .exact("live_objects", \.liveObjects, .objects, "live objects"),
    .exact(
      "retained_slabs", \.retainedSlabs, .slabs,
      "retained slabs, those of a persistent epoch included"),
    .exact(
      "structural_slabs", \.structuralSlabs, .slabs,
      "retained slabs beyond the fewest that could hold the live objects"))
}
