import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench dsr`
enum DSRCommand {
  static let command = Command.experiment(
    ParameterOptions<DSRConfiguration>(),
    summary: "DSR = 1 - p through the profiler",
    discussion: """
      An epoch receives a session object, which is never freed during the run, with probability \
      p; all other objects die by their epoch's close. The drainability profiler watches the \
      allocator and counts the closes that drained. Their share is 1 - p within binomial noise, \
      and exactly 1 and 0 at the ends.

      Each run also compares the profiler with the allocator's own close reports, close by close.

      Writes dsr.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench dsr", "seven violation fractions, five seeds each"),
      Example("drainbench dsr --p 0.05 --seed 100", "one of them, from another seed on"),
    ],
    run: run)

  /// Runs the sweep and writes its files.
  static func run(_ configuration: DSRConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = DSRAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.rows.isEmpty { return findings }
    let coefficients = try analysis.coefficients()
    findings.tables = [
      dsrTable(analysis.rows), coefficientTable(coefficients, of: DSRConfiguration.experiment),
    ]
    findings.checks = try analysis.checks()
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(coefficients, of: DSRConfiguration.experiment)
    try session.record(configuration.json, of: DSRConfiguration.experiment)
    return findings
  }
}
