import Exhibits
import Results

/// The least violation fraction that a monitor sees.
enum Threshold: Experiment {
  static let name = "threshold"

  static let words = ExperimentWords(
    "from which p on a monitor sees growth",
    discussion: """
      Runs the p-sweep's workload and shows it to a monitor that knows one series: RSS as the \
      kernel reports it, RSS counted in steps of 128 KiB as in the published runs, or retained \
      slabs. Growth is claimed when the 95 % interval of the least-squares slope lies above 0; the \
      share of runs with a claim is the power, and at p = 0 the rate of false alarms.

      A growing count does not err independently from sample to sample, and one step is enough for \
      that claim. So a second rule is shown beside it, on the mean increment.
      """,
    examples: [
      ("drainbench threshold", "ten violation fractions, a hundred runs each"),
      ("drainbench threshold --quick", "four of them, done in seconds"),
      ("drainbench threshold --p 0,0.002 --reuse strict", "one point and its false alarms"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(ThresholdRow.self)
  static let arms: [any Arm.Type] = [ThresholdArm.self]
  static let coefficients = [
    ThresholdRow.Metric.power, .rSquared, .rSquaredLeast, .rSquaredGreatest,
  ].map { metric in coefficient(metric) { $0.matches(["metric": GrowthSignal.retainedSlabs]) } }

  static let exhibits = Exhibits.grid(
    name, titled: "When growth can be seen",
    tables: { [thresholdPowerTable($0), thresholdLinearityTable($0, published: $1)] },
    figure: thresholdFigure, finding: { thresholdFinding($0, published: $1) })

  static func run(
    _ configuration: ThresholdConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    try laboratory.untilInterrupted {
      var analysis = try ThresholdAnalysis(configuration)
      try analysis.analyse(laboratory.run(analysis.arms))
      return try Analysis(
        analysis.rows, coefficients: analysis.coefficients,
        checks: try analysis.checks(published: laboratory.published))
    } ?? Analysis()
  }
}
