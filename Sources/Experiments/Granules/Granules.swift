import Exhibits
import Results

/// Slab lists, regions and epoch-based reclamation under the same pins.
enum Granules: Experiment {
  static let name = "granules"

  static let words = ExperimentWords(
    "one workload on slab lists, regions and epoch-based reclamation", seconds: 8,
    discussion: """
      Every epoch makes request objects that die by its close. With probability p it is pinned: in \
      slab lists and regions by an object, in epoch-based reclamation by a reader's guard. Pins \
      never end, or have exponential lifetimes. Objects carry stamps that are checked when they \
      are freed, and by stalled readers when they leave.

      Slab lists and regions retain the granules that are pinned, which is the bound \
      R(t) >= p m(t) of the pinning growth theorem; a guard holds back everything retired since \
      its reader came.
      """,
    examples: [
      ("drainbench granules", "three kinds of granule, seven violation fractions"),
      ("drainbench granules --quick", "a shorter run, done in seconds"),
      ("drainbench granules --granules guards --p 0.01", "stalled readers that are rare"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(GranulesRow.self)
  static let arms: [any Arm.Type] = [GranulesArm.self]
  static let coefficients = [coefficient(GranulesRow.Metric.boundRatio)]

  static let exhibits = Exhibits.grid(
    name, titled: "Slabs, regions and guards", tables: { rows, _ in [granulesTable(rows)] },
    figure: granulesFigure, finding: { rows, _ in granulesFinding(rows) })

  static func run(
    _ configuration: GranulesConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let analysis = try GranulesAnalysis(configuration, laboratory.run(configuration.arms))
    return try Analysis(
      analysis.rows, coefficients: analysis.coefficients, checks: analysis.checks())
  }
}
