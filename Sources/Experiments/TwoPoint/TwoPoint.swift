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
  static let files = [CSVKind(TwoPointRow.self), CSVKind(TwoPointSample.self)]
  static let arms: [any Arm.Type] = [TwoPointArm.self]
  static let coefficients: [CoefficientKind] = [
    .recycleRate, .twopointStructuralBytes, .twopointBoundaryRate, .structuralRSquared,
    .recycleRateDifferential,
  ]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("twopoint", in: .routing, needs: [TwoPointRow.self]) { results in
        let rows = try results(TwoPointRow.self)
        return [
          twopointTable(rows, published: results.published), boundaryTable(rows),
          classTable(rows, published: results.published),
        ]
      },
      TableGroup("differential", in: .routing, needs: [TwoPointRow.self, Coefficient.self]) {
        results in
        let rows = try results.coefficients(.recycleRateDifferential)
        return rows.isEmpty ? nil : [differentialTable(rows)]
      },
      .coefficients(of: name, in: .routing),
    ],
    plots: [twopointPlot],
    charts: [
      ChartGroup("twopoint", in: .routing, needs: [TwoPointSample.self]) { results in
        let samples = try results(TwoPointSample.self)
        return ReuseMode.allCases.compactMap { twopointChart(samples, reuse: $0) }
      }
    ],
    findings: [twopointFinding], oddities: [lengthOddity, ratioOddity])

  static func run(
    _ configuration: TwoPointConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let arms = TwoPointAnalysis(configuration, try laboratory.run(configuration.arms))
    var analysis = Analysis()
    try analysis.add(arms.rows)
    try analysis.add(arms.samples)
    analysis.coefficients = try arms.coefficients(published: laboratory.published)
    analysis.checks = try arms.checks(published: laboratory.published)
    return analysis
  }
}

extension ReportSection {
  static let routing = ReportSection("routing", "Routing: mixed against isolated")
}
