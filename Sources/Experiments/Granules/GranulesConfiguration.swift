import Results

/// What the granules experiment varies and what it holds constant.
struct GranulesConfiguration: ExperimentConfiguration {
  var granules: [GranuleKind] = []
  var lifetimes: [PinLifetime] = []
  /// Violation fractions, each from 0 to 1.
  var p: [Double] = []
  var workload = GranulesWorkload()
  var seeds = Seeds()

  static let file = PackageResources.granules_json

  static let parameters: [Parameter<Self>] =
    [
      .choices("granules", \.granules, "kinds of granule"),
      .choices("lifetime", \.lifetimes, "lifetimes of pins"),
      .numbers("p", \.p, .one, .probability, "violation fractions"),
    ] + GranulesWorkload.parameters.map { $0.within(\.workload) }
    + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) { try workload.validateTogether() }

  /// Every combination; kinds of granule share the seeds, so that they see the same workload.
  var arms: [GranulesArm] {
    granules.flatMap { granule in
      lifetimes.enumerated().flatMap { index, lifetime in
        p.enumerated().map { offset, p in
          GranulesArm(
            granule: granule, lifetime: lifetime, p: p, workload: workload,
            seeds: seeds.block(stream: UInt64(index * self.p.count + offset)))
        }
      }
    }
  }

  /// What theory says of one arm.
  func theory(of arm: GranulesArm) -> GranulesTheory {
    GranulesTheory(
      granule: arm.granule, life: workload.life(of: arm.lifetime), p: arm.p, workload: workload)
  }
}
