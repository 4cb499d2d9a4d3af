import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench granules`
enum GranulesCommand {
  static let command = Command.beyondPaper(
    GranulesConfiguration.self,
    summary: "one workload on slab lists, regions and epoch-based reclamation",
    discussion: """
      Every epoch makes request objects that die by its close. With probability p it is pinned: in \
      slab lists and regions by an object, in epoch-based reclamation by a reader's guard. Pins never \
      end, or have exponential lifetimes. Objects carry stamps that are checked when they are freed, \
      and by stalled readers when they leave.

      Slab lists and regions retain the granules that are pinned, which is the bound R(t) >= p m(t) \
      of the pinning growth theorem; a guard holds back everything retired since its reader came.

      Writes granules.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench granules", "three kinds of granule, seven violation fractions"),
      Example("drainbench granules --quick", "a shorter run, done in seconds"),
      Example("drainbench granules --granules guards --p 0.01", "stalled readers that are rare"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(_ configuration: GranulesConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = try GranulesAnalysis(configuration, outcomes.finished)
    return try session.report(
      analysis.rows, of: configuration, outcomes, tables: [granulesTable(analysis.rows)],
      finding: granulesFinding(analysis.rows), checks: analysis.checks,
      coefficients: analysis.coefficients)
  }
}
