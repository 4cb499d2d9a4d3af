import Results

/// What the p-sweep varies, and the workload that it holds constant.
struct PSweepConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  var p: [Double] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  var workload = ViolationWorkload()
  /// Bytes of a session object to compare at the largest p, the workload's own among them.
  var comparedSessionSizes: [Int] = []
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0

  static let file = PackageResources.psweep_json

  static let parameters: [Parameter<Self>] =
    [.numbers("p", \.p, .one, .probability, "violation fractions"), .reuse(\.reuse)]
    + ViolationWorkload.parameters.map { $0.within(\.workload) }
    + [
      .wholes(
        "compared-session-size", \.comparedSessionSizes, .bytes, ParameterRules.objectSize,
        "session sizes, --session-size among them, that are compared at the largest p in ring reuse"
      )
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

  /// Every combination of reuse mode, p and seed; and, at the largest p, the other session sizes, where
  /// the workload's own is among those to compare.
  var arms: [ViolationRun] {
    let most = p.max().map { [$0] } ?? []
    let others =
      comparedSessionSizes.contains(workload.sessionSize)
      ? comparedSessionSizes.filter { $0 != workload.sessionSize } : []
    return reuse.flatMap { mode in
      // Strict, a session keeps a slab whatever its size.
      arms(workload, mode, p)
        + (mode == .ring ? others : []).flatMap { size in
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
