import Exhibits
import Results

/// What the drainability profiler costs.
enum Profiler: Experiment {
  static let name = "profiler"

  static let words = ExperimentWords(
    "what the drainability profiler costs", seconds: 18,
    discussion: """
      Measures the drainability profiler: register and deregister in both modes, what it adds to an \
      allocation and a free, and a sweep of open granules. Every round is a process of its own, \
      which measures in 50 short blocks and reports their low decile; the tables show medians over \
      the rounds.
      """,
    examples: [
      ("drainbench profiler", "everything, ten rounds"),
      ("drainbench profiler --rounds 3 --scale 0.1", "a quick look"),
    ])

  static let standing = Standing(isTimed: true, isParallel: false)
  static let files = [CSVKind(ProfilerRow.self)]
  static let arms: [any Arm.Type] = [ProfilerArm.self]
  static let coefficients: [CoefficientKind] = [.nsPerOperation]

  static let exhibits = Exhibits(
    tables: [TableGroup("profiler", in: .profiler, ProfilerRow.self) { [profilerTable($0)] }])

  static func run(
    _ configuration: ProfilerConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let profiler = ProfilerAnalysis(configuration, try laboratory.run(configuration.arms))
    return try Analysis(
      profiler.rows, coefficients: profiler.coefficients(), checks: profiler.checks())
  }
}
