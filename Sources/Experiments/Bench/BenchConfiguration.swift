import Results

/// What `bench` runs.
struct BenchConfiguration: ExperimentConfiguration {
  /// The allocators, this project's first.
  var allocators: [Allocator] = []
  var workload = BenchWorkload()
  /// Rounds; within a round every allocator runs once, one after the other.
  var rounds = 0

  static let file = PackageResources.bench_json

  static let parameters: [Parameter<Self>] = [
    .choices("allocator", member: "allocators", \.allocators, "allocators to measure")
      .byDefault("all"),
    .choices(
      "pattern", member: "patterns", \.workload.patterns, "patterns of allocations and frees"
    ).byDefault("all"),
    .wholes(
      "threads", \.workload.threads, .threads, WholeRange(1...16), "threads that run at once"),
    .whole(
      "rounds", \.rounds, .one, WholeRange(1...1_000), "rounds; in each, every allocator runs once"
    ).alias("repeat"),
    .number(
      "scale", \.workload.scale, .one, NumberRange(0.0001...1_000),
      "multiplies the operations of each pattern"),
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

  /// The processes to run, round by round, for the allocators that are installed.
  func arms(libraries: [Allocator: String?]) -> [BenchArm] {
    (1...rounds).flatMap { round in
      allocators.compactMap { allocator in
        libraries[allocator].map { library in
          BenchArm(allocator: allocator, library: library, round: round, workload: workload)
        }
      }
    }
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
