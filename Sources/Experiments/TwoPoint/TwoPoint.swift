import Exhibits
import Results

/// Mixed against isolated routing of the same objects.
enum TwoPoint: Experiment {
  static let name = "twopoint"

  static let words = ExperimentWords(
    "mixed against isolated routing of the same objects", seconds: 3,
    discussion: """
      Mixed routing puts session objects into the epoch of the request that makes them, isolated \
      routing into a persistent one. Nothing else differs, seed and sequence included.

      Sustained: a third of all objects are session objects and live to the end of the run. Mixed, \
      a slab of C slots is empty at its boundary with probability (1-f)^C, and with strict reuse \
      structural bytes grow without bound. Isolated, every request slab comes back.

      Pool, the workload that the published data document: 4,000 session objects, 2 % of which are \
      replaced with each request, in each epoch or within 1,000 requests (--churn), and requests \
      that free their 200 objects before they end. Live objects are bounded, and so are retained \
      slabs, whatever the routing.
      """,
    examples: [
      ("drainbench twopoint", "both arms at full length, sustained"),
      ("drainbench twopoint --protocol pool --reuse ring", "the documented workload"),
      ("drainbench twopoint --session-fraction 0.01", "one object in a hundred lives on"),
    ])

  static let standing = Standing.paper
  static let section = ReportSection("routing", "Routing: mixed against isolated")
  static let files = [
    CSVKind(TwoPointRow.self), CSVKind(TwoPointSample.self), CSVKind(TwoPointClassRow.self),
  ]
  static let arms: [any Arm.Type] = [TwoPointArm.self]
  static let coefficients: [CoefficientKind] = [
    .recycleRate, .twopointRetainedSlabs, .twopointStructuralBytes, .twopointBoundaryRate,
    .structuralRSquared, .recycleRateDifferential,
  ]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("twopoint", in: section, TwoPointRow.self) { rows, published in
        rows.sustained.isEmpty
          ? nil : [twopointTable(rows, published: published), boundaryTable(rows)]
      },
      TableGroup("differential", in: section, TwoPointRow.self, Coefficient.self) {
        differentialTable($0, $1).map { [$0] }
      },
      TableGroup("twopoint-pool", in: section, TwoPointRow.self) { poolTable($0).map { [$0] } },
      TableGroup("twopoint-published", in: section, TwoPointSample.self, TwoPointClassRow.self) {
        samples, classes, published in
        let verdicts = verdictTable(samples, classes, published: published)
        return classTable(classes, published: published).map { [$0, verdicts] }
      },
      .coefficients(of: name, in: section),
    ],
    plots: [twopointPlot],
    charts: [
      ChartGroup("twopoint", in: section, TwoPointSample.self) { samples in
        ReuseMode.allCases.compactMap { twopointChart(samples, reuse: $0) }
      }
    ],
    findings: [twopointFinding, differentialFinding, poolFinding],
    oddities: [lengthOddity, ratioOddity], answers: [twopointAnswer])

  static func run(
    _ configuration: TwoPointConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let arms = try TwoPointAnalysis(configuration, laboratory.run(configuration.arms))
    var analysis = try Analysis(
      arms.rows, arms.samples, coefficients: arms.coefficients(published: laboratory.published),
      checks: arms.checks(published: laboratory.published))
    try analysis.add(arms.classes)
    return analysis
  }
}
