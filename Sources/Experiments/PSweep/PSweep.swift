import Exhibits
import Results

/// The sweep of the violation fraction.
enum PSweep: Experiment {
  static let name = "psweep"

  static let words = ExperimentWords(
    "the sweep of the violation fraction: seven points, or those named",
    discussion: """
      An epoch receives a session object, which is never freed during the run, with probability \
      p; all other objects die by their epoch's close. RSS growth is linear in requests and \
      proportional to p. Growth counts from the first sample to the last.

      With ring reuse, as published, sessions of several epochs share a slab. With strict reuse \
      each pinned epoch keeps a slab of its own, and the bound R(t) >= p m(t) of the pinning \
      growth theorem holds.
      """,
    examples: [
      ("drainbench psweep", "the published sweep"),
      ("drainbench psweep --p 0.05", "one point of it"),
      ("drainbench psweep --reuse strict --p 0,0.5,1", "the theorem's setting"),
    ])

  static let standing = Standing.paper
  static let files = [CSVKind(PSweepRow.self), CSVKind(PSweepSample.self)]
  static let arms: [any Arm.Type] = [ViolationRun.self]
  static let coefficients: [CoefficientKind] = [
    .rssGrowth, .growthPerP, .rSquared, .rSquaredSlabs, .boundRatio,
  ]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("psweep", in: .sweep, needs: [PSweepRow.self]) { results in
        let rows = try results(PSweepRow.self)
        return ReuseMode.allCases.flatMap { reuse -> [Table] in
          let group = rows.filter { $0.reuse == reuse }
          if group.isEmpty { return [] }
          return [
            psweepTable(group, reuse: reuse, published: results.published),
            linearityTable(group, reuse: reuse, published: results.published),
            growthPerPTable(group, reuse: reuse, published: results.published),
          ]
        }
      },
      .coefficients(of: name, in: .sweep),
    ],
    plots: [psweepPlot(.ring), psweepPlot(.strict), growthPlot, growthPerPPlot, linearityPlot],
    charts: [
      ChartGroup("psweep", in: .sweep, needs: [PSweepSample.self]) { results in
        let samples = try results(PSweepSample.self)
        return ReuseMode.allCases.compactMap { psweepChart(samples, reuse: $0) }
      }
    ],
    findings: [psweepFinding, boundFinding], oddities: [liveBytesOddity, roundingOddity])

  static func run(
    _ configuration: PSweepConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let sweep = try PSweepAnalysis(configuration, laboratory.run(configuration.arms))
    var analysis = Analysis()
    try analysis.add(sweep.rows)
    try analysis.add(sweep.samples)
    analysis.coefficients = try sweep.coefficients(published: laboratory.published)
    analysis.checks = try sweep.checks(published: laboratory.published)
    return analysis
  }
}

extension ViolationRun: Arm {
  static let kind = PSweep.name

  var label: String { "psweep p=\(p) reuse=\(reuse.rawValue) seed=\(seed)" }
}

extension ReportSection {
  static let sweep = ReportSection("sweep", "Growth against the violation fraction")
}
