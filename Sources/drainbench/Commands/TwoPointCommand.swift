import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench twopoint`
enum TwoPointCommand {
  static let command = Command.experiment(
    ParameterOptions<TwoPointConfiguration>(defaultTexts: ["session-fraction": "1/3"]),
    summary: "mixed against isolated routing of the same objects",
    discussion: """
      Each request allocates objects; a third of them, the session objects, live to the end of \
      the run. Mixed routing puts them into the request's epoch, isolated routing into a \
      persistent one. Nothing else differs, seed and sequence included.

      Mixed, a slab of C slots is empty at its boundary with probability (1-f)^C, and structural \
      bytes grow without bound. Isolated, every request slab comes back.

      Writes twopoint.csv, twopoint-timeseries.csv, coefficients.csv and manifest.json.
      """,
    options: [CommonOptions.noChart],
    examples: [
      Example("drainbench twopoint", "the published experiment, both arms at full length"),
      Example("drainbench twopoint --session-fraction 0.01", "one object in a hundred lives on"),
    ],
    run: run)

  /// Runs the experiment and writes its files.
  static func run(_ configuration: TwoPointConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = TwoPointAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.rows.isEmpty { return findings }
    try session.folder.write(analysis.samples)
    try session.folder.write(analysis.rows)
    let coefficients = try analysis.coefficients(published: session.published)
    findings.checks = try analysis.checks(published: session.published)
    findings.tables = [
      twoPointTable(analysis.rows, published: session.published),
      boundaryTable(analysis.rows),
      coefficientTable(coefficients, of: TwoPointConfiguration.experiment),
    ]
    findings.charts = configuration.reuse.compactMap { twoPointChart(analysis.samples, reuse: $0) }
    try findings.show(analysis.rows)
    try session.write(coefficients, of: TwoPointConfiguration.experiment)
    try session.record(configuration.json, of: TwoPointConfiguration.experiment)
    return findings
  }
}
