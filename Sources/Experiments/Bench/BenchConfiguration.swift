import Results

/// What `bench` runs.
package struct BenchConfiguration: ExperimentConfiguration {
  /// The allocators, this project's first.
  package var allocators: [BenchAllocator] = []
  /// The patterns.
  package var patterns: [BenchPattern] = []
  /// Thread counts, 1 to 16; each pattern runs at those that it has.
  package var threads: [Int] = []
  /// Rounds; within a round every allocator runs once, one after the other.
  package var rounds = 0
  /// Multiplies the operations of every pattern.
  package var scale = 0.0
  /// Seed of the sizes and the choices of random-replace and latency, the same in every round.
  package var seed: UInt64 = 0

  /// The name of the experiment in files and on the command line.
  package static let experiment = "bench"
  /// The configuration that the program was built with.
  package static let standard: Self = bundled(BundledFiles.bench)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .choices("allocator", member: "allocators", \.allocators, "allocators to measure"),
    .choices(
      "pattern", member: "patterns", \.patterns, "patterns of allocations and frees"),
    .wholes("threads", \.threads, WholeRange(1...16), "threads that run at once"),
    .whole(
      "rounds", \.rounds, WholeRange(1...1_000), "rounds; in each, every allocator runs once"),
    .number(
      "scale", \.scale, NumberRange(0.0001...1_000), "multiplies the operations of each pattern"),
    .seed(\.seed, "the seed of random sizes and choices, the same in every round"),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    let hasRun = patterns.contains { $0.threadCounts.contains { threads.contains($0) } }
    try require(
      hasRun, "threads", threads.map { "\($0)" }.joined(separator: ","),
      "a thread count of the patterns is wanted: \(patterns.map(\.rawValue).joined(separator: ", "))"
    )
  }

  /// The processes to run, round by round, for the allocators that are installed.
  package func arms(libraries: [BenchAllocator: String?]) -> [BenchArm] {
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
