import Results

/// One round of one of the profiler's operations: a line of `profiler.csv`.
struct ProfilerRow: CSVRecord {
  /// The operation: `register`, `deregister`, `pair` or `sweep`.
  var operation: String
  /// The profiler's mode: `production`, `diagnostic`, or `absent` for an allocator without it.
  var mode: String
  /// Threads that ran it at once, each in a granule of its own.
  var threads: Int
  /// Live objects in the granule meanwhile; for `sweep`, open granules.
  var liveObjects: Int
  /// The round, from 1.
  var round: Int
  /// Nanoseconds of one operation, by a thread; for `sweep`, of the whole sweep.
  var nsPerOp: Double

  static let fileName = "profiler.csv"

  static let schema = Schema(
    ProfilerRow.init,
    .key("operation", \.operation),
    .key("mode", \.mode),
    .key("threads", \.threads),
    .key("live_objects", \.liveObjects),
    .repetition("round", \.round),
    .noisy("ns_per_op", \.nsPerOp))
}
