import Results

/// The summary of one arm of the violation sweep: a line of `psweep.csv`.
///
/// Growth is the last sample less the first, which is taken after 1,000 requests.
package struct PSweepRow: CSVRecord {
  /// The violation fraction, 0 to 1.
  package var p = 0.0
  /// How slabs of an earlier era are used again.
  package var reuse = ReuseMode.ring
  /// The seed of the arm's generator.
  package var seed: UInt64 = 0
  /// Requests served.
  package var requests = 0
  /// Epochs closed during the run.
  package var epochsClosed = 0
  /// Session objects allocated.
  package var sessions = 0
  /// Growth of the resident set, in bytes; it can be negative.
  package var rssGrowthBytes = 0
  /// Growth of the bytes committed by the allocator.
  package var committedGrowthBytes = 0
  /// Slabs in closed epochs that are not empty at the end of the run.
  package var retainedSlabs = 0
  /// Bytes of live slots at the end of the run.
  package var liveBytes = 0
  /// Least-squares slope of RSS over requests, in bytes per request.
  package var slopeBytesPerRequest = 0.0
  /// Coefficient of determination of that line, or nil where RSS did not move.
  package var rSquared: Double?
  /// Coefficient of determination of retained slabs over requests, or nil where they did not move.
  package var rSquaredSlabs: Double?
  /// What the Bernoulli path alone would leave, `1 - 4(1-p) / (5 m p)` for m closes; nil at p = 0.
  package var rSquaredExpected: Double?
  /// RSS growth over the nominal p, in bytes per unit p; nil at p = 0.
  package var growthPerPBytes: Double?
  /// Retained slabs over closes that were pinned; nil where none was.
  package var boundRatio: Double?
  /// Whether RSS stayed or grew.
  package var behavior = Behavior.plateau
  /// How long the arm ran, in seconds.
  package var wallSeconds = 0.0

  /// An empty row.
  package init() {}

  /// `psweep.csv`.
  package static let fileName = "psweep.csv"

  /// The columns of `psweep.csv`.
  package static let columns: [Column<PSweepRow>] = [
    .key("p", \.p),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .exact("requests", \.requests),
    .exact("epochs_closed", \.epochsClosed),
    .exact("sessions", \.sessions),
    .noisy("rss_growth_bytes", \.rssGrowthBytes),
    .exact("committed_growth_bytes", \.committedGrowthBytes),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("live_bytes", \.liveBytes),
    .noisy("slope_bytes_per_request", \.slopeBytesPerRequest),
    .noisy("r_squared", \.rSquared),
    .exact("r_squared_slabs", \.rSquaredSlabs),
    .exact("r_squared_expected", \.rSquaredExpected),
    .noisy("growth_per_p_bytes", \.growthPerPBytes),
    .exact("bound_ratio", \.boundRatio),
    .noisy("behavior", \.behavior),
    .noisy("wall_seconds", \.wallSeconds),
  ]
}
