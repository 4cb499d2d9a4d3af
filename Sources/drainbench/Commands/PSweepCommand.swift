import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench psweep`
enum PSweepCommand {
  static let command = Command.experiment(
    ParameterOptions<PSweepConfiguration>(),
    summary: "the sweep of the violation fraction: seven points, or those named",
    discussion: """
      An epoch receives a session object, which is never freed during the run, with probability \
      p; all other objects die by their epoch's close. RSS growth is linear in requests and \
      proportional to p. Growth counts from the first sample to the last.

      With ring reuse, as published, sessions of several epochs share a slab. With strict reuse \
      each pinned epoch keeps a slab of its own, and the bound R(t) >= p m(t) of the pinning \
      growth theorem holds.

      Writes psweep.csv, psweep-timeseries.csv, coefficients.csv and manifest.json.
      """,
    options: [CommonOptions.noChart],
    examples: [
      Example("drainbench psweep", "the published sweep"),
      Example("drainbench psweep --p 0.05", "one point of it"),
      Example("drainbench psweep --reuse strict --p 0,0.5,1", "the theorem's setting"),
    ],
    run: { try run($0, $1).findings })

  /// Runs the sweep and writes its files.
  static func run(
    _ configuration: PSweepConfiguration, _ session: Session
  ) throws -> (findings: Findings, analysis: PSweepAnalysis) {
    let outcomes = try session.run(configuration.arms)
    let analysis = try PSweepAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.rows.isEmpty { return (findings, analysis) }
    try session.folder.write(analysis.samples)
    try session.folder.write(analysis.rows)
    let coefficients = try analysis.coefficients(published: session.published)
    findings.checks = try analysis.checks(published: session.published)
    for reuse in configuration.reuse {
      let rows = analysis.rows.filter { $0.reuse == reuse }
      if rows.isEmpty { continue }
      findings.tables.append(sweepTable(rows, reuse: reuse, published: session.published))
      findings.tables.append(linearityTable(rows, reuse: reuse, published: session.published))
    }
    findings.tables.append(coefficientTable(coefficients, of: PSweepConfiguration.experiment))
    findings.charts = configuration.reuse.compactMap { sweepChart(analysis.samples, reuse: $0) }
    try findings.show(analysis.rows)
    try session.write(coefficients, of: PSweepConfiguration.experiment)
    try session.record(configuration.json, of: PSweepConfiguration.experiment)
    return (findings, analysis)
  }
}
