import Exhibits
import Results

/// Lifetime classes in shared granules.
enum Classes: Experiment {
  static let name = "classes"

  static let words = ExperimentWords(
    "which lifetime classes may share granules, and at what cost", seconds: 3,
    discussion: """
      A program has objects of five lifetime classes: request, transaction, session, cache entry \
      and process. Each has granules whose boundary fits it; classes that share granules take \
      those of the shortest-lived. Every class runs alone, every pair in shared granules, and the \
      whole program mixed, isolated, and in the division among two, three and four kinds of \
      granule that the closed form finds best.

      Structural bytes are those beyond the fewest slabs that could hold the live objects. Their \
      growth over the second half of the run tells what levels from what does not.

      An object that dies before its granule's close is freed at the close, as in an arena, whose \
      slots are given out once while it is open; the closed forms are of that rule. All runs are \
      done again with slots that serve later objects of the granule as soon as an object has died.
      """,
    examples: [
      ("drainbench classes", "all pairs, and the whole program"),
      ("drainbench classes --quick", "a shorter run, done in a second or two"),
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
