import Exhibits
import Results

/// Lifetime classes in shared granules.
enum Classes: Experiment {
  static let name = "classes"

  static let words = ExperimentWords(
    "which lifetime classes may share granules, and at what cost",
    discussion: """
      A program has objects of five lifetime classes: request, transaction, session, cache entry \
      and process. Each has granules whose boundary fits it; classes that share granules take \
      those of the shortest-lived. Every class runs alone, every pair in shared granules, and the \
      whole program mixed, isolated, and in the division among two, three and four kinds of \
      granule that the closed form finds best.

      Structural bytes are those beyond the fewest slabs that could hold the live objects. Their \
      growth over the second half of the run tells what levels from what does not.
      """,
    examples: [
      ("drainbench classes", "all pairs, and the whole program"),
      ("drainbench classes --quick", "a shorter run, done in a second"),
      ("drainbench classes --session-span 128", "longer granules for sessions"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(ClassesRow.self)
  static let arms: [any Arm.Type] = [ClassesArm.self]

  static let exhibits = Exhibits.grid(
    name, titled: "Which lifetimes may share granules?",
    tables: { rows, _ in [classesMatrixTable(rows), classesRoutingTable(rows)] },
    figure: classesFigure, finding: { rows, _ in classesFinding(rows) })

  static func run(
    _ configuration: ClassesConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let analysis = try ClassesAnalysis(configuration, laboratory.run(configuration.arms))
    return try Analysis(analysis.rows, checks: analysis.checks)
  }
}
