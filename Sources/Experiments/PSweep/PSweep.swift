import Exhibits
import Results

/// The sweep of the violation fraction.
enum PSweep: Experiment {
  static let name = "psweep"

  static let words = ExperimentWords(
    "the sweep of the violation fraction: seven points, or those named", seconds: 6,
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
  static let section = ReportSection("sweep", "Growth against the violation fraction")
  static let files = [CSVKind(PSweepRow.self), CSVKind(PSweepSample.self)]
  static let arms: [any Arm.Type] = [ViolationRun.self]
  static let coefficients: [CoefficientKind] = [
    .rssGrowth, .growthPerP, .rSquared, .rSquaredSlabs, .boundRatio,
  ]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("psweep", in: section, PSweepRow.self) { rows, published in
        ReuseMode.allCases.flatMap { reuse -> [Table] in
          let group = rows.own.filter { $0.reuse == reuse }
          let makers = group.isEmpty ? [] : [psweepTable, linearityTable, growthPerPTable]
          return makers.map { $0(group, reuse, published) }
        }
      },
      TableGroup("psweep-session-size", in: section, PSweepRow.self) { rows, published in
        sessionSizeTable(rows, published: published).map { [$0] }
      },
      TableGroup("psweep-r-squared", in: section, PSweepSample.self) { samples, published in
        rSquaredTable(samples, published: published).map { [$0] }
      },
      .coefficients(of: name, in: section),
    ],
    plots: [psweepPlot(.ring), psweepPlot(.strict), growthPlot, growthPerPPlot, linearityPlot],
    charts: [
      ChartGroup("psweep", in: section, PSweepSample.self) { samples in
        ReuseMode.allCases.compactMap { psweepChart(samples, reuse: $0) }
      }
    ],
    findings: [psweepFinding, boundFinding], oddities: [liveBytesOddity, roundingOddity],
    answers: [psweepAnswer])

  static func run(
    _ configuration: PSweepConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let sweep = try PSweepAnalysis(configuration, laboratory.run(configuration.arms))
    return try Analysis(
      sweep.rows, sweep.samples, coefficients: sweep.coefficients(published: laboratory.published),
      checks: sweep.checks(published: laboratory.published))
  }
}

extension ViolationRun: Arm {
  static let kind = PSweep.name

  var label: String {
    "psweep p=\(p) reuse=\(reuse.rawValue) session_size=\(workload.sessionSize) seed=\(seed)"
  }
}
