import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench threshold`
enum ThresholdCommand {
  static let command = Command.beyondPaper(
    ThresholdConfiguration.self,
    summary: "from which p on a monitor sees growth",
    discussion: """
      Runs the p-sweep's workload and shows it to a monitor that knows one series: RSS as the \
      kernel reports it, RSS counted in steps of 128 KiB as in the published runs, or retained \
      slabs. Growth is claimed when the 95 % interval of the least-squares slope lies above 0; the \
      share of runs with a claim is the power, and at p = 0 the rate of false alarms.

      A growing count does not err independently from sample to sample, and one step is enough for \
      that claim. So a second rule is shown beside it, on the mean increment.

      Writes threshold.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench threshold", "ten violation fractions, a hundred runs each"),
      Example("drainbench threshold --quick", "four of them, done in seconds"),
      Example("drainbench threshold --p 0,0.002 --reuse strict", "one point and its false alarms"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(_ configuration: ThresholdConfiguration, _ session: Session) throws -> Findings {
    var analysis = try ThresholdAnalysis(configuration)
    let outcomes = try session.run(analysis.arms)
    try analysis.analyse(outcomes.finished)
    let rows = analysis.rows
    return try session.report(
      rows, of: configuration, outcomes,
      tables: [powerTable(rows), countedLinearityTable(rows, published: session.published)],
      finding: thresholdFinding(rows, published: session.published),
      checks: analysis.checks(published: session.published),
      coefficients: analysis.coefficients)
  }
}
