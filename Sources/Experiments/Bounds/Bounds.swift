import Exhibits
import Results

/// What the theorems say of memory, and what they do not.
enum Bounds: Experiment {
  static let name = "bounds"

  static let words = ExperimentWords(
    "what the theorems say and what they do not", seconds: 20,
    discussion: """
      A slab is retained while it holds a live object, so retained slabs never exceed live \
      objects. What grows without bound has live objects that do; what pinning adds is a factor of at most \
      C, the slots of a slab. The runs measure that where the pinning growth theorem is silent: \
      every epoch pinned by sessions that die (retained slabs level, with a DSR of 0), lifetimes \
      without a mean (growth between constant and linear), a burst of violations, the connection \
      service of `diagnose` five times as long, and ten million closes.

      The remedies of which the paper says that they cannot help are tried: closing epochs more \
      often, and ordering their allocations. Slopes of the p-sweep are compared at every p.
      """,
    examples: [
      ("drainbench bounds", "all questions, ten seeds each"),
      ("drainbench bounds --quick", "shorter runs, done in two seconds"),
      ("drainbench bounds --mean-lifetime 800 --repeat 40", "sessions that live longer"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [
    CSVKind(BoundsRow.self), CSVKind(BoundsRunRow.self), CSVKind(BoundsSample.self),
  ]
  static let arms: [any Arm.Type] = [BoundsArm.self, BoundsServiceArm.self, BoundsSlopeArm.self]
  static let coefficients = [
    BoundsRow.Metric.dsr, .plateau, .doublingRatio, .incrementRatio, .amplification,
    .slabsPerSession, .slopeRatio,
  ].map { coefficient($0) }

  static let section = ReportSection(name, "What the theorems say and what they do not")

  static let exhibits = Exhibits(
    tables: [
      TableGroup(name, in: section, BoundsRow.self) { boundsTables($0) },
      TableGroup("bounds-counting", in: section, BoundsSample.self) { [countingTable($0)] },
    ],
    plots: [
      Plot(name, in: section, BoundsRow.self, BoundsSample.self) { rows, samples in
        boundsFigure(rows, samples)
      }
    ],
    findings: [FindingSource(name, in: section, BoundsRow.self) { boundsFinding($0) }])

  static func run(
    _ configuration: BoundsConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let analysis = try BoundsAnalysis(
      configuration, programs: laboratory.run(configuration.arms),
      services: laboratory.run(configuration.serviceArms),
      slopes: laboratory.run(configuration.slopeArms))
    var result = Analysis()
    try result.add(analysis.rows)
    try result.add(analysis.runRows)
    try result.add(analysis.samples)
    result.coefficients = analysis.coefficients
    result.checks = analysis.checks
    return result
  }
}
