import Results

/// The summary of one arm of the violation sweep: a line of `psweep.csv`.
///
/// Growth is the last sample less the first, which is taken after 1,000 requests.
struct PSweepRow: CSVRecord {
  /// The violation fraction, 0 to 1.
  var p: Double
  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// The seed of the arm's generator.
  var seed: UInt64
  /// Requests served.
  var requests: Int
  /// Epochs closed during the run.
  var epochsClosed: Int
  /// Session objects allocated.
  var sessions: Int
  /// Growth of the resident set, in bytes; it can be negative.
  var rssGrowthBytes: Int
  /// Growth of the bytes committed by the allocator.
  var committedGrowthBytes: Int
  /// Slabs in closed epochs that are not empty at the end of the run.
  var retainedSlabs: Int
  /// Bytes of live slots at the end of the run.
  var liveBytes: Int
  /// Least-squares slope of RSS over requests, in bytes per request.
  var slopeBytesPerRequest: Double
  /// Coefficient of determination of that line, or nil where RSS did not move.
  var rSquared: Double?
  /// Coefficient of determination of retained slabs over requests, or nil where they did not move.
  var rSquaredSlabs: Double?
  /// What the Bernoulli path alone would leave, `1 - 4(1-p) / (5 m p)` for m closes; nil at p = 0.
  var rSquaredExpected: Double?
  /// RSS growth over the nominal p, in bytes per unit p; nil at p = 0.
  var growthPerPBytes: Double?
  /// Retained slabs over closes that were pinned; nil where none was.
  var boundRatio: Double?
  /// Whether RSS stayed or grew.
  var behavior: Behavior
  /// How long the arm ran, in seconds.
  var wallSeconds: Double
  /// Bytes of a session object.
  var sessionSize: Int
  /// Session objects that fit a slab: C.
  var slabCapacity: Int

  /// `psweep.csv`.
  static let fileName = "psweep.csv"

  static let schema = Schema(
    PSweepRow.init,
    .key("p", \.p, .share),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .exact("requests", \.requests),
    .exact("epochs_closed", \.epochsClosed),
    .exact("sessions", \.sessions),
    .noisy("rss_growth_bytes", \.rssGrowthBytes, .difference),
    .exact("committed_growth_bytes", \.committedGrowthBytes, .difference),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("live_bytes", \.liveBytes),
    .noisy("slope_bytes_per_request", \.slopeBytesPerRequest),
    .noisy("r_squared", \.rSquared, .share),
    .exact("r_squared_slabs", \.rSquaredSlabs, .share),
    .exact("r_squared_expected", \.rSquaredExpected, .share),
    .noisy("growth_per_p_bytes", \.growthPerPBytes),
    .exact("bound_ratio", \.boundRatio, .amount),
    .noisy("behavior", \.behavior),
    .noisy("wall_seconds", \.wallSeconds, .amount),
    .key("session_size", \.sessionSize),
    .exact("slab_capacity", \.slabCapacity))
}

extension [PSweepRow] {
  /// The rows of the sweep itself: those of the first row's session size.
  var own: [PSweepRow] { filter { $0.sessionSize == self[0].sessionSize } }
}
