import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench sensitivity`
enum SensitivityCommand {
  static let command = Command.beyondPaper(
    SensitivityConfiguration.self,
    summary: "slab size, object size and load against their closed forms",
    discussion: """
      Fills slabs of every size with objects of every size, of which a share f lives on, and counts \
      the slabs that are empty at their epoch's boundary: (1-f)^C for slabs of C objects. Half of \
      them are at f = 1 - 2^(-1/C), which is interpolated from two fractions on either side.

      Then runs the p-sweep's workload for every slab size, session size and number of objects a \
      request, and counts what a pinned epoch costs: a slab in strict reuse, about a C-th of one in \
      ring reuse.

      Writes sensitivity.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench sensitivity", "350 boundary rates and 140 costs"),
      Example("drainbench sensitivity --quick", "three slab sizes, done in seconds"),
      Example("drainbench sensitivity --slab-size 65536 --object-size 256", "one pair of sizes"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(
    _ configuration: SensitivityConfiguration, _ session: Session
  ) throws -> Findings {
    let boundaries = try session.run(configuration.boundaryArms)
    // An interruption leaves none of the second set to start.
    let costs = try session.run(configuration.costArms)
    let analysis = try SensitivityAnalysis(
      configuration, boundaries: boundaries.finished, costs: costs.finished)
    let rows = analysis.rows
    var findings = try session.report(
      rows, of: configuration, boundaries, tables: [boundaryGridTable(rows), costTable(rows)],
      finding: sensitivityFinding(rows), checks: analysis.checks,
      coefficients: analysis.coefficients)
    findings.note(costs)
    return findings
  }
}
