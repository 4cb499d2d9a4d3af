import Exhibits
import Results

/// Slab size, object size and load: what they do to a boundary, and to the cost of a pinned epoch.
enum Sensitivity: Experiment {
  static let name = "sensitivity"

  static let words = ExperimentWords(
    "slab size, object size and load against their closed forms", seconds: 39,
    discussion: """
      Fills slabs of every size with objects of every size, of which a share f lives on, and \
      counts the slabs that are empty at their epoch's boundary: (1-f)^C for slabs of C objects. \
      Half of them are at f = 1 - 2^(-1/C), which is interpolated from two fractions on either side.

      Then runs the p-sweep's workload for every slab size, session size and number of objects a \
      request, and counts what a pinned epoch costs: a slab in strict reuse, about a C-th of one \
      in ring reuse.
      """,
    examples: [
      ("drainbench sensitivity", "350 boundary rates and 140 costs"),
      ("drainbench sensitivity --quick", "three slab sizes, done in seconds"),
      ("drainbench sensitivity --slab-size 65536 --object-size 256", "one pair of sizes"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(SensitivityRow.self)
  static let arms: [any Arm.Type] = [BoundaryArm.self, CostArm.self]
  static let coefficients = [
    coefficient(SensitivityRow.Metric.halfDrainFraction),
    coefficient(SensitivityRow.Metric.costBytes, unit: "bytes"),
  ]

  static let exhibits = Exhibits.grid(
    name, titled: "What slab and object sizes do",
    tables: { rows, _ in [sensitivityBoundaryTable(rows), sensitivityCostTable(rows)] },
    figure: sensitivityFigure, finding: { rows, _ in sensitivityFinding(rows) })

  static func run(
    _ configuration: SensitivityConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    // An interruption leaves none of the second set to start.
    let analysis = try SensitivityAnalysis(
      configuration, boundaries: laboratory.run(configuration.boundaryArms),
      costs: laboratory.run(configuration.costArms))
    return try Analysis(
      analysis.rows, coefficients: analysis.coefficients, checks: analysis.checks())
  }
}
