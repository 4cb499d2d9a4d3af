import Results

/// One sample of one arm of the violation sweep: a line of `psweep-timeseries.csv`.
package struct PSweepSample: CSVRecord {
  /// The violation fraction, 0 to 1.
  package var p = 0.0
  /// How slabs of an earlier era are used again.
  package var reuse = ReuseMode.ring
  /// The seed of the arm's generator.
  package var seed: UInt64 = 0
  /// Requests served when the sample was taken.
  package var request = 0
  /// Epochs closed by then.
  package var epochsClosed = 0
  /// The resident set, in bytes.
  package var rssBytes = 0
  /// Bytes committed by the allocator.
  package var committedBytes = 0
  /// Slabs in closed epochs that are not empty.
  package var retainedSlabs = 0
  /// Bytes of live slots.
  package var liveBytes = 0
  /// Session objects allocated by then.
  package var sessions = 0

  /// An empty sample.
  package init() {}

  /// `psweep-timeseries.csv`.
  package static let fileName = "psweep-timeseries.csv"

  /// The columns of `psweep-timeseries.csv`.
  package static let columns: [Column<PSweepSample>] = [
    .key("p", \.p),
    .key("reuse", \.reuse),
    .repetition("seed", \.seed),
    .position("request", \.request),
    .exact("epochs_closed", \.epochsClosed),
    .noisy("rss_bytes", \.rssBytes),
    .exact("committed_bytes", \.committedBytes),
    .exact("retained_slabs", \.retainedSlabs),
    .exact("live_bytes", \.liveBytes),
    .exact("sessions", \.sessions),
  ]
}
