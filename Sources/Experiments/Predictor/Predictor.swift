import Exhibits
import Results

/// Routing by a predictor of lifetimes.
enum Predictor: Experiment {
  static let name = "predictor"

  static let words = ExperimentWords(
    "DSR and structural bytes by the quality of a predictor", seconds: 11,
    discussion: """
      A share of the objects lives to the end of the run. A predictor with the given precision and \
      recall, whose errors are independent, says which: those go to a granule of their own, one \
      that stays open (persistent) or one for every so many epochs (rotating); all others go to \
      the epoch of their request.

      DSR is that of the request epochs. Where the closed form says that structural bytes are half \
      of what they are without a predictor, that recall runs too.
      """,
    examples: [
      ("drainbench predictor", "four precisions, seven recalls, both kinds of granule"),
      ("drainbench predictor --quick", "a smaller grid, done in seconds"),
      ("drainbench predictor --precision 0.8 --recall 0.9", "one predictor"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(PredictorRow.self)
  static let arms: [any Arm.Type] = [PredictorArm.self]
  static let coefficients = [coefficient(PredictorRow.Metric.halvingRecall)]

  static let exhibits = Exhibits.grid(
    name, titled: "How good must a predictor be?",
    tables: { rows, _ in [predictorDSRTable(rows), predictorTable(rows)] },
    figure: predictorFigure, finding: { rows, _ in predictorFinding(rows) })

  static func run(
    _ configuration: PredictorConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    try laboratory.untilInterrupted {
      let analysis = try PredictorAnalysis(configuration, laboratory.run(configuration.arms()))
      return try Analysis(
        analysis.rows, coefficients: analysis.coefficients, checks: analysis.checks())
    } ?? Analysis()
  }
}
