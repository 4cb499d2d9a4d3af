import Results

/// The profiler's operations, round by round.
struct ProfilerConfiguration: ExperimentConfiguration {
  var workload = ProfilerWorkload()
  /// Rounds, each in a process of its own.
  var rounds = 0

  /// Multiplies the operations, of which 1,000 are left at least.
  var scale: Double {
    get { 1 }
    set { workload.operations = max(1_000, Int(Double(workload.operations) * newValue)) }
  }

  static let file = PackageResources.profiler_json

  static let parameters: [Parameter<Self>] = [
    .whole(
      "operations", \.workload.operations, .operations, WholeRange(1_000...1_000_000_000),
      "operations of a round"),
    .number("scale", \.scale, .one, NumberRange(0.0001...1_000), "multiplies the operations")
      .only(as: .option),
    .whole("rounds", \.rounds, .one, WholeRange(1...1_000), "rounds, each in a process of its own")
      .alias("repeat"),
    .wholes("threads", \.workload.threads, .threads, WholeRange(1...2), "threads that run at once"),
    .wholes(
      "live-objects", \.workload.liveObjects, .objects, WholeRange(1...10_000_000),
      "live objects in the granule meanwhile"),
    .whole(
      "granules", \.workload.granules, .granules, WholeRange(1...10_000_000),
      "open granules of the sweep"),
  ]

  /// One process a round.
  var arms: [ProfilerArm] { (1...rounds).map { ProfilerArm(round: $0, workload: workload) } }
}

/// What a process that measures the profiler does.
struct ProfilerWorkload: Codable, Equatable, Sendable {
  /// Registrations of a thread, in all repetitions.
  var operations = 0
  /// Thread counts, 1 or 2.
  var threads: [Int] = []
  /// Live objects in the granule meanwhile, for diagnostic mode.
  var liveObjects: [Int] = []
  /// Open granules of the sweep.
  var granules = 0
}
