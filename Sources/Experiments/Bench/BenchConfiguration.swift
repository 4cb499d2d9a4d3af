import Results

/// What `bench` runs.
struct BenchConfiguration: ExperimentConfiguration {
  /// The allocators, this project's first.
  var allocators: [Allocator] = []
  var workload = BenchWorkload()
  /// Rounds; within a round every allocator runs once, one after the other.
  var rounds = 0
  /// Other libraries, as NAME=PATH with commas between them.
  var peers: String?
  /// Whether this project's allocator is measured on huge pages as well, under a name of its own.
  var withHugePages = false

  static let file = PackageResources.bench_json

  static let parameters: [Parameter<Self>] = [
    .choices("allocator", \.allocators, "allocators to measure")
      .byDefault("all"),
    .choices(
      "pattern", \.workload.patterns, "patterns of allocations and frees"
    ).byDefault("all"),
    .wholes(
      "threads", \.workload.threads, .threads, WholeRange(1...16), "threads that run at once"),
    .count(
      "rounds", \.rounds, .one, WholeRange(1...1_000), "rounds; in each, every allocator runs once"
    ).alias("repeat"),
    .number(
      "scale", \.workload.scale, .one, NumberRange(0.0001...1_000),
      "multiplies the operations of each pattern"),
    Parameter("peer", \.peers, .word, BenchPeer.kind, "more libraries to preload as malloc"),
    .flag("huge-pages", \.withHugePages, "measure temporal-slab on huge pages, too"),
    .seed(\.workload.seed, "the seed of random sizes and choices, the same in every round"),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  func validateTogether() throws(ExperimentError) {
    let (patterns, threads) = (workload.patterns, workload.threads)
    let hasRun = patterns.contains { $0.threadCounts.contains { threads.contains($0) } }
    try require(
      hasRun, "threads", threads.map { "\($0)" }.joined(separator: ","),
      "a thread count of the patterns \(patterns.map(\.rawValue).joined(separator: ", "))"
    )
  }

  /// The processes to run, round by round, for the allocators that are installed: one a pattern and
  /// thread count, so that each begins with memory that no other has used.
  func arms(libraries: [Allocator: String?]) -> [BenchArm] {
    let peers = BenchPeer.all(of: peers ?? "")
    return (1...rounds).flatMap { round in
      settings.flatMap { workload in
        allocators.compactMap { allocator in
          libraries[allocator].map { library in
            BenchArm(
              allocator: allocator, name: allocator.rawValue, library: library, round: round,
              workload: workload)
          }
        }
          + (withHugePages
            ? [
              BenchArm(
                allocator: .temporalSlab, name: BenchRow.hugeAllocator, round: round,
                workload: workload)
            ] : [])
          + peers.map {
            BenchArm(
              allocator: nil, name: $0.name, library: $0.path, round: round, workload: workload)
          }
      }
    }
  }

  private var settings: [BenchWorkload] {
    workload.patterns.flatMap { pattern in
      pattern.threadCounts.filter(workload.threads.contains).map { count in
        var setting = workload
        setting.patterns = [pattern]
        setting.threads = [count]
        return setting
      }
    }
  }

  /// The names of all that is measured.
  var names: [String] {
    allocators.map(\.rawValue) + (withHugePages ? [BenchRow.hugeAllocator] : [])
      + BenchPeer.all(of: peers ?? "").map(\.name)
  }
}

/// What a process of the benchmark does.
struct BenchWorkload: Codable, Equatable, Sendable {
  var patterns: [BenchPattern] = []
  /// Thread counts, 1 to 16, of which each pattern runs at those that it has.
  var threads: [Int] = []
  /// Multiplies the operations of every pattern.
  var scale = 0.0
  /// Seed of the sizes and the choices of random-replace and latency, the same in every round.
  var seed: UInt64 = 0
}
