import Results

/// What the p-sweep varies, and the workload that it holds constant.
struct PSweepConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  var p: [Double] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  var workload = ViolationWorkload()
  /// Bytes of a session object that are run beside the workload's own.
  var otherSessionSizes: [Int] = []
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0

  static let file = PackageResources.psweep_json

  static let parameters: [Parameter<Self>] =
    [.numbers("p", \.p, .probability, "violation fractions"), .reuse(\.reuse)]
    + ViolationWorkload.parameters.map { $0.within(\.workload) }
    + [
      .wholes(
        "other-session-size", \.otherSessionSizes, ParameterRules.objectSize,
        "session sizes that are run as well, at the largest p")
    ]
    + [.seed(\.seed), .repeats(\.repeats)]

  func validateTogether() throws(ExperimentError) {
    try workload.validateTogether()
    // A session object keeps its slot to the end, and in strict mode a slab of its own.
    let kept = reuse.contains(.strict) ? workload.slabSize : workload.sessionSlot
    try ParameterRules.requireMemory(
      (p.max() ?? 0) * Double(workload.requests / workload.requestsPerEpoch) * Double(kept),
      "requests", workload.requests)
  }

  /// Every combination of reuse mode, p and seed; and the other session sizes at the largest p.
  var arms: [ViolationRun] {
    let most = p.max().map { [$0] } ?? []
    let others = otherSessionSizes.filter { $0 != workload.sessionSize }
    return reuse.flatMap { mode in
      arms(workload, mode, p)
        + others.flatMap { size in
          var other = workload
          other.sessionSize = size
          return arms(other, mode, most)
        }
    }
  }

  private func arms(
    _ workload: ViolationWorkload, _ mode: ReuseMode, _ p: [Double]
  ) -> [ViolationRun] {
    p.flatMap { p in
      (0..<repeats).map { index in
        ViolationRun(p: p, reuse: mode, seed: seed &+ UInt64(index), workload: workload)
      }
    }
  }

  /// Whether the workload is the published one, so that its figures can be compared.
  var isPublishedProtocol: Bool { workload == Self.standard.workload }
}
