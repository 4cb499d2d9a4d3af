import Results

/// What the two-point experiment varies, and the workload that it holds constant.
struct TwoPointConfiguration: ExperimentConfiguration {
  /// The routings, the arms of the experiment.
  var routing: [Routing] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  var workload = TwoPointWorkload()
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0
  /// Where the objects of a run go as a recording.
  var recording: String?

  static let file = PackageResources.twopoint_json

  static let parameters: [Parameter<Self>] =
    [
      .choices("routing", \.routing, "where session objects go"), .reuse(\.reuse),
      .file("recording", \.recording, "also write one run's objects as a recording in CSV"),
    ]
    + TwoPointWorkload.parameters.map { $0.within(\.workload) }
    + [.seed(\.seed), .repeats(\.repeats)]

  func validateTogether() throws(ExperimentError) {
    try workload.validateTogether()
    try require(ofOneRun: recording, of: arms.count)
  }

  /// Every combination of reuse mode, routing and seed. Arms that differ in their routing alone
  /// share a seed, and so the sequence of objects.
  var arms: [TwoPointArm] {
    reuse.flatMap { mode in
      routing.flatMap { routing in
        (0..<repeats).map { index in
          TwoPointArm(
            routing: routing, reuse: mode, seed: seed &+ UInt64(index), workload: workload,
            recording: recording)
        }
      }
    }
  }

  /// Whether the workload is the standard one, to which the published figures are compared.
  var isPublishedProtocol: Bool { workload == Self.standard.workload }
}
