import Results

/// One round of one of the profiler's operations: a line of `profiler.csv`.
package struct ProfilerRow: CSVRecord {
  /// The operation: `register`, `deregister`, `pair` or `sweep`.
  package var operation = ""
  /// The profiler's mode: `production`, `diagnostic`, or `absent` for an allocator without it.
  package var mode = ""
  /// Threads that ran it at once, each in a granule of its own.
  package var threads = 0
  /// Live objects in the granule meanwhile; for `sweep`, open granules.
  package var liveObjects = 0
  /// The round, from 1.
  package var round = 0
  /// Nanoseconds of one operation, by a thread; for `sweep`, of the whole sweep.
  package var nsPerOp = 0.0

  /// An empty row.
  package init() {}

  /// `profiler.csv`.
  package static let fileName = "profiler.csv"

  /// The columns of `profiler.csv`.
  package static let columns: [Column<ProfilerRow>] = [
    .key("operation", \.operation),
    .key("mode", \.mode),
    .key("threads", \.threads),
    .key("live_objects", \.liveObjects),
    .repetition("round", \.round),
    .noisy("ns_per_op", \.nsPerOp),
  ]
}
