/// What the experiment on finite lifetimes varies, and the workload that it holds constant.
struct LifetimesConfiguration: ExperimentConfiguration {
  var lifetimes: [LifetimeLaw] = []
  /// Violation fractions, each above 0 and at most 1.
  var p: [Double] = []
  var workload = LifetimesWorkload()
  var seeds = Seeds()

  static let file = PackageResources.lifetimes_json

  static let parameters: [Parameter<Self>] =
    [
      .choices("lifetime", member: "lifetimes", \.lifetimes, "how long session objects live"),
      .numbers(
        "p", \.p, .one, NumberRange(0...1, .probability, includesLower: false),
        "violation fractions"),
    ] + LifetimesWorkload.parameters.map { $0.within(\.workload) }
    + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) { try workload.validateTogether() }

  /// Every combination of lifetime and p, in blocks of seeds.
  var arms: [LifetimesArm] {
    lifetimes.flatMap { law in
      p.flatMap { p in
        seeds.block(Lifetimes.name, law.rawValue, "\(p)").split().map { block in
          LifetimesArm(law: law, p: p, workload: workload, seeds: block)
        }
      }
    }
  }
}
