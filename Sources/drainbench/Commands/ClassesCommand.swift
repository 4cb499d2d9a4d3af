import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench classes`
enum ClassesCommand {
  static let command = Command.beyondPaper(
    ClassesConfiguration.self,
    summary: "which lifetime classes may share granules, and at what cost",
    discussion: """
      A program has objects of five lifetime classes: request, transaction, session, cache entry and \
      process. Each has granules whose boundary fits it; classes that share granules take those of \
      the shortest-lived. Every class runs alone, every pair in shared granules, and the whole \
      program mixed, isolated, and in the division among two, three and four kinds of granule that \
      the closed form finds best.

      Structural bytes are those beyond the fewest slabs that could hold the live objects. Their \
      growth over the second half of the run tells what levels from what does not.

      Writes classes.csv and manifest.json.
      """,
    examples: [
      Example("drainbench classes", "all pairs, and the whole program"),
      Example("drainbench classes --quick", "a shorter run, done in a second"),
      Example("drainbench classes --session-span 128", "longer granules for sessions"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(_ configuration: ClassesConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = try ClassesAnalysis(configuration, outcomes.finished)
    return try session.report(
      analysis.rows, of: configuration, outcomes,
      tables: [classMatrixTable(analysis.rows), classRoutingTable(analysis.rows)],
      finding: classesFinding(analysis.rows), checks: analysis.checks, coefficients: [])
  }
}
