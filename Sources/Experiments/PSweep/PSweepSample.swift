import Results

/// One sample of one arm of the violation sweep: a line of `psweep-timeseries.csv`.
struct PSweepSample: CSVRecord {
  var p: Double
  var reuse: ReuseMode
  var seed: UInt64
  var request: Int
  var epochsClosed: Int
  var rssBytes: Int
  var committedBytes: Int
  var retainedSlabs: Int
  var liveBytes: Int
  var sessions: Int

  /// `psweep-timeseries.csv`.
  static let fileName = "psweep-timeseries.csv"
  static let rowMeaning = "one sample of one arm of the violation sweep"

  static let schema = Schema(
    PSweepSample.init,
    .key("p", \.p, .one, "the violation fraction, 0 to 1", .share),
    .key("reuse", \.reuse, .word, "how slabs of an earlier era are used again"),
    .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
    .position("request", \.request, .requests, "requests served when the sample was taken"),
    .exact("epochs_closed", \.epochsClosed, .epochs, "epochs closed by then"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "the resident set"),
    .exact("committed_bytes", \.committedBytes, .bytes, "bytes committed by the allocator"),
    .exact("retained_slabs", \.retainedSlabs, .slabs, "slabs in closed epochs that are not empty"),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of live slots"),
    .exact("sessions", \.sessions, .sessions, "session objects allocated by then"))
}
