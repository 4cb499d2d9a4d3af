import Results

/// One round of one pattern on one allocator: a row of `bench.csv`.
struct BenchRow: CSVRecord, Codable {
  var allocator: String
  var pattern: String
  var threads: Int
  var round: Int
  var nsPerPair: Double
  var p50NS: Double?
  var p99NS: Double?
  var p999NS: Double?

  /// Whether the row times another allocator.
  var isReference: Bool { allocator != Self.ownAllocator }

  /// This project's allocator, as the rows name it.
  static let ownAllocator = Allocator.temporalSlab.rawValue

  static let fileName = "bench.csv"
  static let rowMeaning = "one round of one pattern on one allocator"

  static let schema = Schema(
    BenchRow.init,
    .key(
      "allocator", \.allocator, .word,
      "the allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`"),
    .key("pattern", \.pattern, .word, "the pattern of allocations and frees"),
    .key(
      "threads", \.threads, .threads,
      "threads that ran it at once, each with its own objects", .size),
    .repetition("round", \.round, .one, "the round, from 1"),
    .noisy(
      "ns_per_pair", \.nsPerPair, .nanoseconds,
      "nanoseconds of one allocation and one free, by a thread; of `refill` and `phase` "
        + "in processor time, opening and closing the phase included", .amount),
    .noisy(
      "p50_ns", \.p50NS, .nanoseconds,
      "median nanoseconds of one operation; only of `latency`", .amount),
    .noisy(
      "p99_ns", \.p99NS, .nanoseconds,
      "99th percentile of one operation in nanoseconds; only of `latency`", .amount),
    .noisy(
      "p999_ns", \.p999NS, .nanoseconds,
      "99.9th percentile of one operation in nanoseconds; only of `latency`", .amount))
}
