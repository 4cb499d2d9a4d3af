import Results

/// One round of one pattern on one allocator: a row of `bench.csv`.
package struct BenchRow: CSVRecord {
  /// The allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`.
  package var allocator = ""
  /// The pattern of allocations and frees.
  package var pattern = ""
  /// Threads that ran it at once, each with its own objects.
  package var threads = 0
  /// The round, from 1.
  package var round = 0
  /// Nanoseconds of one allocation and one free, by a thread; of `refill` and `phase` in processor
  /// time, opening and closing the phase included.
  package var nsPerPair = 0.0
  /// Median nanoseconds of one operation; only of `latency`.
  package var p50NS: Double?
  /// 99th percentile of one operation in nanoseconds; only of `latency`.
  package var p99NS: Double?
  /// 99.9th percentile of one operation in nanoseconds; only of `latency`.
  package var p999NS: Double?

  /// A row to be filled.
  package init() {}

  /// Whether the row times another allocator.
  package var isReference: Bool { allocator != Self.ownAllocator }

  /// This project's allocator, as the rows name it.
  package static let ownAllocator = "temporal-slab"

  /// The name of the file.
  package static let fileName = "bench.csv"

  /// The columns, in their order in the file.
  package static let columns: [Column<BenchRow>] = [
    .key("allocator", \.allocator),
    .key("pattern", \.pattern),
    .key("threads", \.threads),
    .repetition("round", \.round),
    .noisy("ns_per_pair", \.nsPerPair),
    .noisy("p50_ns", \.p50NS),
    .noisy("p99_ns", \.p99NS),
    .noisy("p999_ns", \.p999NS),
  ]
}
