import Exhibits
import Results

/// Sustained replacement in a full working set: does memory stay where it is?
enum Churn: Experiment {
  static let name = "churn"

  static let words = ExperimentWords(
    "bounded memory under sustained replacement", seconds: 5,
    discussion: """
      Fills a persistent epoch with objects, then frees and replaces random ones for many cycles. \
      Committed bytes must not move after the fill. Then closes the epoch, frees most of the \
      objects, and allocates as many in another: committed bytes follow them down and up.
      """,
    examples: [("drainbench churn", "2,000 cycles over 100,000 objects")])

  static let standing = Standing.paper
  static let section = ReportSection("churn", "Sustained replacement")
  static let files = [CSVKind(ChurnRow.self)]
  static let arms: [any Arm.Type] = [ChurnArm.self]
  static let coefficients: [CoefficientKind] = [.rssGrowthRatio]

  static let exhibits = Exhibits(
    tables: [TableGroup("churn", in: section, ChurnRow.self) { [churnTable($0, published: $1)] }],
    plots: [churnPlot], findings: [churnFinding])

  static func run(_ configuration: ChurnConfiguration, _ laboratory: Laboratory) throws -> Analysis
  {
    let arms = try laboratory.run([ChurnArm(configuration: configuration)])
    guard let rows = arms.first?.outcome else { return Analysis() }
    let churn = ChurnAnalysis(configuration: configuration, rows: rows)
    return try Analysis(churn.rows, coefficients: churn.coefficients, checks: churn.checks)
  }
}
