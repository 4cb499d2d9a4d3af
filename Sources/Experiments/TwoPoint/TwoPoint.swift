import Exhibits
import Results

/// Mixed against isolated routing of the same objects.
enum TwoPoint: Experiment {
  static let name = "twopoint"

  static let words = ExperimentWords(
    "mixed against isolated routing of the same objects",
    discussion: """
      Each request allocates objects; a third of them, the session objects, live to the end of \
      the run. Mixed routing puts them into the request's epoch, isolated routing into a \
      persistent one. Nothing else differs, seed and sequence included.

      Mixed, a slab of C slots is empty at its boundary with probability (1-f)^C, and structural \
      bytes grow without bound. Isolated, every request slab comes back.
      """,
    examples: [
      ("drainbench twopoint", "the published experiment, both arms at full length"),
      ("drainbench twopoint --session-fraction 0.01", "one object in a hundred lives on"),
    ])

  static let standing = Standing.paper
  static let section = ReportSection("routing", "Routing: mixed against isolated")
  static let files = [CSVKind(TwoPointRow.self), CSVKind(TwoPointSample.self)]
  static let arms: [any Arm.Type] = [TwoPointArm.self]
  static let coefficients: [CoefficientKind] = [
    .recycleRate, .twopointStructuralBytes, .twopointBoundaryRate, .structuralRSquared,
    .recycleRateDifferential,
  ]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("twopoint", in: section, TwoPointRow.self) {
        [twopointTable($0, published: $1), boundaryTable($0), classTable($0, published: $1)]
      },
      TableGroup("differential", in: section, TwoPointRow.self, Coefficient.self) {
        _, coefficients in
        let rows = coefficients.all(.recycleRateDifferential)
        return rows.isEmpty ? nil : [differentialTable(rows)]
      },
      .coefficients(of: name, in: section),
    ],
    plots: [twopointPlot],
    charts: [
      ChartGroup("twopoint", in: section, TwoPointSample.self) { samples in
        ReuseMode.allCases.compactMap { twopointChart(samples, reuse: $0) }
      }
    ],
    findings: [twopointFinding], oddities: [lengthOddity, ratioOddity])

  static func run(
    _ configuration: TwoPointConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let arms = TwoPointAnalysis(configuration, try laboratory.run(configuration.arms))
    return try Analysis(
      arms.rows, arms.samples, coefficients: arms.coefficients(published: laboratory.published),
      checks: arms.checks(published: laboratory.published))
  }
}
