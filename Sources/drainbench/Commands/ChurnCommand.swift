import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench churn`
enum ChurnCommand {
  static let command = Command.experiment(
    ParameterOptions<ChurnConfiguration>(),
    summary: "bounded memory under sustained replacement",
    discussion: """
      Fills a persistent epoch with objects, then frees and replaces random ones for many cycles. \
      Committed bytes must not move after the fill.

      Writes churn.csv, coefficients.csv and manifest.json.
      """,
    examples: [Example("drainbench churn", "2,000 cycles over 100,000 objects")],
    run: run)

  /// Runs the workload and writes its files.
  static func run(_ configuration: ChurnConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run([configuration.arm])
    var findings = Findings()
    findings.note(outcomes)
    guard let outcome = outcomes.finished.first?.outcome else { return findings }
    let analysis = ChurnAnalysis(configuration, outcome)
    findings.tables = [churnTable(analysis.rows, published: session.published)]
    findings.checks = analysis.checks
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(analysis.coefficients, of: ChurnConfiguration.experiment)
    try session.record(configuration.json, of: ChurnConfiguration.experiment)
    return findings
  }
}
