import Exhibits
import Results

/// Sustained replacement in a full working set: does memory stay where it is?
enum Churn: Experiment {
  static let name = "churn"

  static let words = ExperimentWords(
    "bounded memory under sustained replacement",
    discussion: """
      Fills a persistent epoch with objects, then frees and replaces random ones for many cycles. \
      Committed bytes must not move after the fill.
      """,
    examples: [("drainbench churn", "2,000 cycles over 100,000 objects")])

  static let standing = Standing.paper
  static let files = [CSVKind(ChurnRow.self)]
  static let arms: [any Arm.Type] = [ChurnArm.self]
  static let coefficients: [CoefficientKind] = [.rssGrowthRatio]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("churn", in: .churn, needs: [ChurnRow.self]) { results in
        [churnTable(try results(ChurnRow.self), published: results.published)]
      }
    ],
    plots: [churnPlot], findings: [churnFinding])

  static func run(_ configuration: ChurnConfiguration, _ laboratory: Laboratory) throws -> Analysis
  {
    var analysis = Analysis()
    let arms = try laboratory.run([ChurnArm(configuration: configuration)])
    guard let outcome = arms.first?.outcome else { return analysis }
    let churn = ChurnAnalysis(configuration, outcome)
    try analysis.add(churn.rows)
    analysis.coefficients = churn.coefficients
    analysis.checks = churn.checks
    return analysis
  }
}

extension ReportSection {
  static let churn = ReportSection("churn", "Sustained replacement")
}
