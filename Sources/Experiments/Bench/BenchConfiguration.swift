import Results

/// What `bench` runs.
struct BenchConfiguration: ExperimentConfiguration {
  /// The allocators, this project's first.
  var allocators: [Allocator] = []
  /// The patterns.
  var patterns: [BenchPattern] = []
  /// Thread counts, 1 or 2.
  var threads: [Int] = []
  /// Rounds; within a round every allocator runs once, one after the other.
  var rounds = 0
  /// Multiplies the operations of every pattern.
  var scale = 0.0
  /// Seed of the sizes and the choices of random-replace and latency, the same in every round.
  var seed: UInt64 = 0

  static let file = PackageResources.bench_json

  init() {}

  /// The parameters, in the order in which help lists them.
  static let parameters: [Parameter<Self>] = [
    .choices("allocator", member: "allocators", \.allocators, "allocators to measure"),
    .choices(
      "pattern", member: "patterns", \.patterns, "patterns of allocations and frees"),
    .wholes("threads", \.threads, WholeRange(1...2), "threads that run at once"),
    .whole(
      "rounds", \.rounds, WholeRange(1...1_000), "rounds; in each, every allocator runs once"),
    .number(
      "scale", \.scale, NumberRange(0.0001...1_000), "multiplies the operations of each pattern"),
    .seed(\.seed, "the seed of random sizes and choices, the same in every round"),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  func validateTogether() throws(ExperimentError) {
    let hasRun = patterns.contains { $0.threadCounts.contains { threads.contains($0) } }
    try require(
      hasRun, "threads", threads.map { "\($0)" }.joined(separator: ","),
      "a thread count of the patterns is wanted: \(patterns.map(\.rawValue).joined(separator: ", "))"
    )
  }

  /// The processes to run, round by round, for the allocators that are installed.
  func arms(libraries: [Allocator: String?]) -> [BenchArm] {
    (1...rounds).flatMap { round in
      allocators.compactMap { allocator in
        libraries[allocator].map { library in
          BenchArm(
            allocator: allocator, library: library, round: round, patterns: patterns,
            threads: threads, scale: scale, seed: seed)
        }
      }
    }
  }
}
