import Exhibits
import Results

/// The violation sweep through the drainability profiler.
enum DSR: Experiment {
  static let name = "dsr"

  static let words = ExperimentWords(
    "DSR = 1 - p through the profiler", seconds: 4,
    discussion: """
      An epoch receives a session object, which is never freed during the run, with probability \
      p; all other objects die by their epoch's close. The drainability profiler watches the \
      allocator and counts the closes that drained. Their share is 1 - p within binomial noise, \
      and exactly 1 and 0 at the ends.

      Each run also compares the profiler with the allocator's own close reports, close by close.
      """,
    examples: [
      ("drainbench dsr", "seven violation fractions, five seeds each"),
      ("drainbench dsr --p 0.05 --seed 100", "one of them, from another seed on"),
    ])

  static let standing = Standing.paper
  static let files = [CSVKind(DSRRow.self)]
  static let arms: [any Arm.Type] = [DSRArm.self]
  static let coefficients: [CoefficientKind] = [.dsr]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("dsr", in: .profiler, DSRRow.self) { [dsrTable($0)] },
      .coefficients(of: name, in: .profiler),
    ],
    plots: [dsrPlot], findings: [dsrFinding])

  static func run(_ configuration: DSRConfiguration, _ laboratory: Laboratory) throws -> Analysis {
    let sweep = DSRAnalysis(configuration, try laboratory.run(configuration.arms))
    return try Analysis(sweep.rows, coefficients: sweep.coefficients(), checks: sweep.checks())
  }
}
