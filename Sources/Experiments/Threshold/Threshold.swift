import Exhibits
import Results

/// The least violation fraction that a monitor sees.
enum Threshold: Experiment {
  static let name = "threshold"

  static let words = ExperimentWords(
    "from which p on a monitor sees growth", seconds: 78,
    discussion: """
      Runs the p-sweep's workload and shows it to a monitor that knows one series: RSS as the \
      kernel reports it, RSS counted in steps of 128 KiB as in the published runs, or retained \
      slabs. Growth is claimed when the 95 % interval of the least-squares slope lies above 0; the \
      share of runs with a claim is the power, and at p = 0 the rate of false alarms.

      A growing count does not err independently from sample to sample, and one step is enough for \
      that claim. So a second rule is shown beside it, on the mean increment.

      The p-sweep's load is constant, so at p = 0 no series moves. False alarms are therefore also \
      counted on a service whose load has a daily wave and bursts, whose process has memory of its \
      own with noise, and which does not grow: once with all epochs drained, once with requests \
      that end a few closes late.
      """,
    examples: [
      ("drainbench threshold", "ten violation fractions, a hundred runs each"),
      ("drainbench threshold --quick", "four of them, done in seconds"),
      ("drainbench threshold --p 0,0.002 --reuse strict", "one point and its false alarms"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(ThresholdRow.self) + [CSVKind].grid(ThresholdLoadRow.self)
  static let arms: [any Arm.Type] = [ThresholdArm.self, ThresholdLoadArm.self]
  static let coefficients =
    [
      ThresholdRow.Metric.power, .rSquared, .rSquaredLeast, .rSquaredGreatest,
    ].map { metric in
      coefficient(metric) { $0.matches(["metric": GrowthSignal.retainedSlabs]) }
    } + [
      coefficient(ThresholdLoadRow.Metric.falseAlarms) {
        $0.matches(["metric": GrowthSignal.retainedSlabs])
      }
    ]

  static let exhibits: Exhibits = {
    var exhibits = Exhibits.grid(
      name, titled: "When growth can be seen",
      tables: { [thresholdPowerTable($0), thresholdLinearityTable($0, published: $1)] },
      figure: thresholdFigure, finding: { thresholdFinding($0, published: $1) })
    let section = exhibits.tables[0].section
    exhibits.tables.append(
      TableGroup("threshold-load", in: section, ThresholdLoadRow.self) { [falseAlarmTable($0)] })
    exhibits.findings.append(
      FindingSource("threshold-load", in: section, ThresholdLoadRow.self) { falseAlarmFinding($0) })
    return exhibits
  }()

  static func run(
    _ configuration: ThresholdConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    try laboratory.untilInterrupted {
      var analysis = try ThresholdAnalysis(configuration)
      try analysis.analyse(laboratory.run(analysis.arms))
      let loads = try ThresholdLoadAnalysis(
        configuration, laboratory.run(configuration.loadArms))
      var result = try Analysis(
        analysis.rows,
        coefficients: analysis.coefficients
          + loads.rows.coefficients(coefficients) {
            ["load": $0.load, "metric": $0.signal, "rule": $0.rule, "epochs": $0.epochs]
          },
        checks: try analysis.checks(published: laboratory.published) + loads.checks)
      try result.add(loads.rows)
      try result.add(loads.rows.runs)
      return result
    } ?? Analysis()
  }
}
