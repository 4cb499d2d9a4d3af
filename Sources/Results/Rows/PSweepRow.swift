/// The summary of one arm of the violation sweep: a line of `psweep.csv`.
///
/// Growth is the last sample less the first, which is taken after 1,000 requests.
public struct PSweepRow: CSVRecord {
  /// The violation fraction, 0 to 1.
  public var p = 0.0
  /// How slabs of an earlier era are used again.
  public var reuse = ReuseMode.ring
  /// The seed of the arm's generator.
  public var seed: UInt64 = 0
  /// Requests served.
  public var requests = 0
  /// Epochs closed during the run.
  public var epochsClosed = 0
  /// Session objects allocated.
  public var sessions = 0
  /// Growth of the resident set, in bytes; it can be negative.
  public var rssGrowthBytes = 0
  /// Growth of the bytes committed by the allocator.
  public var committedGrowthBytes = 0
  /// Slabs in closed epochs that are not empty at the end of the run.
  public var retainedSlabs = 0
  /// Bytes of live slots at the end of the run.
  public var liveBytes = 0
  /// Least-squares slope of RSS over requests, in bytes per request.
  public var slopeBytesPerRequest = 0.0
  /// Coefficient of determination of that line, or nil where RSS did not move.
  public var rSquared: Double?
  /// Coefficient of determination of retained slabs over requests, or nil where they did not move.
  public var rSquaredSlabs: Double?
  /// What the Bernoulli path alone would leave, `1 - 4(1-p) / (5 m p)` for m closes; nil at p = 0.
  public var rSquaredExpected: Double?
  /// RSS growth over the nominal p, in bytes per unit p; nil at p = 0.
  public var growthPerPBytes: Double?
  /// Retained slabs over closes that were pinned; nil where none was.
  public var boundRatio: Double?
  /// Whether RSS stayed or grew.
  public var behavior = Behavior.plateau
  /// How long the arm ran, in seconds.
  public var wallSeconds = 0.0

  /// An empty row.
  public init() {}

  /// `psweep.csv`.
  public static let fileName = "psweep.csv"

  /// The columns of `psweep.csv`.
  public static let columns: [Column<PSweepRow>] = [
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
