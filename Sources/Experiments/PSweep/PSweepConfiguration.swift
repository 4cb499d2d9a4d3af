import Results

/// What the p-sweep varies, and the workload that it holds constant.
struct PSweepConfiguration: ExperimentConfiguration {
  /// Violation fractions, each from 0 to 1.
  var p: [Double] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  var workload = ViolationWorkload()
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0

  static let file = PackageResources.psweep_json

  static let parameters: [Parameter<Self>] =
    [.numbers("p", \.p, .probability, "violation fractions"), .reuse(\.reuse)]
    + ViolationWorkload.parameters.map { $0.within(\.workload) }
    + [.seed(\.seed), .repeats(\.repeats)]

  func validateTogether() throws(ExperimentError) { try workload.validateTogether() }

  /// Every combination of reuse mode, p and seed.
  var arms: [ViolationRun] {
    reuse.flatMap { mode in
      p.flatMap { p in
        (0..<repeats).map { index in
          ViolationRun(p: p, reuse: mode, seed: seed &+ UInt64(index), workload: workload)
        }
      }
    }
  }

  /// Whether the workload is the published one, so that its figures can be compared.
  var isPublishedProtocol: Bool { workload == Self.standard.workload }
}
