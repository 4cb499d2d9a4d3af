import Results

/// One sample of one arm of the violation sweep: a line of `psweep-timeseries.csv`.
struct PSweepSample: CSVRecord {
  /// The violation fraction, 0 to 1.
  var p: Double
  /// How slabs of an earlier era are used again.
  var reuse: ReuseMode
  /// The seed of the arm's generator.
  var seed: UInt64
  /// Requests served when the sample was taken.
  var request: Int
  /// Epochs closed by then.
  var epochsClosed: Int
  /// The resident set, in bytes.
  var rssBytes: Int
  /// Bytes committed by the allocator.
  var committedBytes: Int
  /// Slabs in closed epochs that are not empty.
  var retainedSlabs: Int
  /// Bytes of live slots.
  var liveBytes: Int
  /// Session objects allocated by then.
  var sessions: Int

  /// `psweep-timeseries.csv`.
  static let fileName = "psweep-timeseries.csv"

  static let schema = Schema(
    PSweepSample.init,
    .key("p", \.p),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .position("request", \.request),
    .exact("epochs_closed", \.epochsClosed),
    .noisy("rss_bytes", \.rssBytes),
    .exact("committed_bytes", \.committedBytes),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("live_bytes", \.liveBytes),
    .exact("sessions", \.sessions))
}
