import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench predictor`
enum PredictorCommand {
  static let command = Command.beyondPaper(
    PredictorConfiguration.self,
    summary: "DSR and structural bytes by the quality of a predictor",
    discussion: """
      A share of the objects lives to the end of the run. A predictor with the given precision and \
      recall, whose errors are independent, says which: those go to a granule of their own, one that \
      stays open (persistent) or one for every so many epochs (rotating); all others go to the epoch \
      of their request.

      DSR is that of the request epochs. Where the closed form says that structural bytes are half of \
      what they are without a predictor, that recall runs too.

      Writes predictor.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench predictor", "four precisions, seven recalls, both kinds of granule"),
      Example("drainbench predictor --quick", "a smaller grid, done in seconds"),
      Example("drainbench predictor --precision 0.8 --recall 0.9", "one predictor"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(_ configuration: PredictorConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms())
    let analysis = try PredictorAnalysis(configuration, outcomes.finished)
    return try session.report(
      analysis.rows, of: configuration, outcomes,
      tables: [predictorDSRTable(analysis.rows), predictorTable(analysis.rows)],
      finding: predictorFinding(analysis.rows), checks: analysis.checks,
      coefficients: analysis.coefficients)
  }
}
