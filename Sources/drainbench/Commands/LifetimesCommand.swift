import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench lifetimes`
enum LifetimesCommand {
  static let command = Command.beyondPaper(
    LifetimesConfiguration.self,
    summary: "sessions that die: when growth is a transient",
    discussion: """
      The p-sweep's workload in strict reuse, with session objects that live some number of epochs: \
      a fixed one, or one drawn from an exponential, lognormal or Pareto distribution.

      Retained slabs follow R(t) = p times the sum of P(W > a) over ages a up to t. Where the mean \
      lifetime is finite they level at p E[W]; where it is infinite they grow for ever, slower than \
      linearly. The exponent of that growth is fitted to increments over doublings of t.

      Writes lifetimes.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench lifetimes", "five lifetimes, five violation fractions"),
      Example("drainbench lifetimes --quick", "a smaller grid, done in seconds"),
      Example("drainbench lifetimes --lifetime exponential --p 0.1", "one curve"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(_ configuration: LifetimesConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = try LifetimesAnalysis(configuration, outcomes.finished)
    return try session.report(
      analysis.rows, of: configuration, outcomes, tables: [lifetimesTable(analysis.rows)],
      finding: lifetimesFinding(analysis.rows), checks: analysis.checks,
      coefficients: analysis.coefficients)
  }
}
