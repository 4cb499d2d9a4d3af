import Results

/// The summary of one arm of the violation sweep: a line of `psweep.csv`.
///
/// Growth is the last sample less the first, which is taken after 1,000 requests.
struct PSweepRow: CSVRecord {
  var p: Double
  var reuse: ReuseMode
  var seed: UInt64
  var requests: Int
  var epochsClosed: Int
  var sessions: Int
  var rssGrowthBytes: Int
  var committedGrowthBytes: Int
  var retainedSlabs: Int
  var liveBytes: Int
  var slopeBytesPerRequest: Double
  var rSquared: Double?
  var rSquaredSlabs: Double?
  var rSquaredExpected: Double?
  var growthPerPBytes: Double?
  var boundRatio: Double?
  var behavior: Behavior
  var wallSeconds: Double
  var sessionSize: Int
  var slabCapacity: Int

  /// `psweep.csv`.
  static let fileName = "psweep.csv"
  static let rowMeaning =
    "the summary of one arm of the violation sweep; growth is the last sample "
    + "less the first, which is taken after 1,000 requests"

  static let schema = Schema(
    PSweepRow.init,
    .key("p", \.p, .one, "the violation fraction, 0 to 1", .share),
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .exact("requests", \.requests, .requests, "requests served"),
    .exact("epochs_closed", \.epochsClosed, .epochs, "epochs closed during the run"),
    .exact("sessions", \.sessions, .sessions, "session objects allocated"),
    .noisy(
      "rss_growth_bytes", \.rssGrowthBytes, .bytes,
      "growth of the resident set; it can be negative", .difference),
    .exact(
      "committed_growth_bytes", \.committedGrowthBytes, .bytes,
      "growth of the bytes committed by the allocator", .difference),
    .exact(
      "retained_slabs", \.retainedSlabs, .slabs,
      "slabs in closed epochs that are not empty at the end of the run"),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of live slots at the end of the run"),
    .noisy(
      "slope_bytes_per_request", \.slopeBytesPerRequest, .bytesPerRequest,
      "least-squares slope of RSS over requests"),
    .noisy(
      "r_squared", \.rSquared, .one,
      "coefficient of determination of that line; empty where RSS did not move", .share),
    .exact(
      "r_squared_slabs", \.rSquaredSlabs, .one,
      "coefficient of determination of retained slabs over requests, or empty where "
        + "they did not move", .share),
    .exact(
      "r_squared_expected", \.rSquaredExpected, .one,
      "what the Bernoulli path alone would leave, `1 - 4(1-p) / (5 m p)` for m closes; "
        + "empty at p = 0", .share),
    .noisy(
      "growth_per_p_bytes", \.growthPerPBytes, .bytes,
      "RSS growth over the nominal p; empty at p = 0"),
    .exact(
      "bound_ratio", \.boundRatio, .one,
      "retained slabs over closes that were pinned; empty where none was", .amount),
    .noisy("behavior", \.behavior, .word, "whether RSS stayed or grew"),
    .noisy("wall_seconds", \.wallSeconds, .seconds, "how long the arm ran", .amount),
    .key("session_size", \.sessionSize, .bytes, "bytes of a session object"),
    .exact("slab_capacity", \.slabCapacity, .objects, "session objects that fit a slab: C"))
}

extension [PSweepRow] {
  /// The rows of the sweep itself: those of the first row's session size.
  var own: [PSweepRow] { filter { $0.sessionSize == self[0].sessionSize } }
}
