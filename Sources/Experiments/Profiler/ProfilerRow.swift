import Results

/// One round of one of the profiler's operations: a line of `profiler.csv`.
struct ProfilerRow: CSVRecord, Codable {
  var operation: String
  var mode: String
  var threads: Int
  var liveObjects: Int
  var round: Int
  var nsPerOp: Double

  static let fileName = "profiler.csv"
  static let rowMeaning = "one round of one of the profiler's operations"

  static let schema = Schema(
    ProfilerRow.init,
    .key(
      "operation", \.operation, .word,
      "the operation: `register`, `deregister`, `pair` or `sweep`"),
    .key(
      "mode", \.mode, .word,
      "the profiler's mode: `production`, `diagnostic`, or `absent` for an allocator "
        + "without it"),
    .key(
      "threads", \.threads, .threads,
      "threads that ran it at once, each in a granule of its own", .size),
    .key(
      "live_objects", \.liveObjects, .objects,
      "live objects in the granule meanwhile; for `sweep`, open granules"),
    .repetition("round", \.round, .one, "the round, from 1"),
    .noisy(
      "ns_per_op", \.nsPerOp, .nanoseconds,
      "nanoseconds of one operation, by a thread; for `sweep`, of the whole sweep", .amount))

  /// What tells it from other figures of the same round.
  var point: Parameters {
    ["operation": operation, "mode": mode, "threads": threads, "live_objects": liveObjects]
  }
}
