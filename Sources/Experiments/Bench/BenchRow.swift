import Results

/// One round of one pattern on one allocator: a row of `bench.csv`.
struct BenchRow: CSVRecord, Codable {
  /// The allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`.
  var allocator: String
  /// The pattern of allocations and frees.
  var pattern: String
  /// Threads that ran it at once, each with its own objects.
  var threads: Int
  /// The round, from 1.
  var round: Int
  /// Nanoseconds of one allocation and one free, by a thread; of `refill` and `phase` in processor
  /// time, opening and closing the phase included.
  var nsPerPair: Double
  /// Median nanoseconds of one operation; only of `latency`.
  var p50NS: Double?
  /// 99th percentile of one operation in nanoseconds; only of `latency`.
  var p99NS: Double?
  /// 99.9th percentile of one operation in nanoseconds; only of `latency`.
  var p999NS: Double?

  /// Whether the row times another allocator.
  var isReference: Bool { Self.isReference(allocator) }

  /// Whether rows of that name are of another allocator.
  static func isReference(_ name: String) -> Bool { name != ownAllocator && name != hugeAllocator }

  /// This project's allocator, as the rows name it, and the same on huge pages.
  static let ownAllocator = Allocator.temporalSlab.rawValue
  static let hugeAllocator = ownAllocator + "-huge"

  static let fileName = "bench.csv"

  static let schema = Schema(
    BenchRow.init,
    .key("allocator", \.allocator),
    .key("pattern", \.pattern),
    .key("threads", \.threads, .size),
    .repetition("round", \.round),
    .noisy("ns_per_pair", \.nsPerPair, .amount),
    .noisy("p50_ns", \.p50NS, .amount),
    .noisy("p99_ns", \.p99NS, .amount),
    .noisy("p999_ns", \.p999NS, .amount))
}
