import Results

/// What `bench --profiler` runs.
package struct ProfilerBenchConfiguration: ExperimentConfiguration {
  /// Operations of a repetition.
  package var operations = 0
  /// Rounds, each in a process of its own.
  package var rounds = 0
  /// Thread counts, 1 or 2.
  package var threads: [Int] = []
  /// Live objects in the granule meanwhile, for diagnostic mode.
  package var liveObjects: [Int] = []
  /// Open granules of the sweep.
  package var granules = 0

  /// `profiler`.
  package static let experiment = "profiler"
  /// `experiments/profiler.json`.
  package static let standard: Self = bundled(BundledFiles.profiler)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .whole(
      "operations", \.operations, WholeRange(1_000...1_000_000_000),
      "operations of a repetition"),
    .whole("rounds", \.rounds, WholeRange(1...1_000), "rounds, each in a process of its own"),
    .wholes("threads", \.threads, WholeRange(1...2), "threads that run at once"),
    .wholes(
      "live-objects", \.liveObjects, WholeRange(1...10_000_000),
      "live objects in the granule meanwhile"),
    .whole("granules", \.granules, WholeRange(1...10_000_000), "open granules of the sweep"),
  ]

  /// One process a round.
  package var arms: [ProfilerBenchArm] {
    (1...rounds).map {
      ProfilerBenchArm(
        round: $0, operations: operations, threads: threads, liveObjects: liveObjects,
        granules: granules)
    }
  }
}
