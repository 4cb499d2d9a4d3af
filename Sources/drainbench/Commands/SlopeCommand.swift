import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench slope`
enum SlopeCommand {
  static let parameters = ParameterOptions<SlopeConfiguration>()

  static let command = Command(
    name: "slope", group: "Paper experiments",
    summary: "quartile slopes of a sweep's series: is growth sustained?",
    discussion: """
      Fits a least-squares line to RSS and to retained slabs within each quarter of a run. Equal \
      slopes mean that growth is sustained and not the start of a plateau.

      Without FILE it runs the p-sweep's workload itself, at p = 1. With FILE, a \
      psweep-timeseries.csv, it analyses the series in it, those of p > 0, and runs nothing.

      Writes slope.csv, coefficients.csv and manifest.json.
      """,
    arguments: [
      Positional(.file("FILE"), .optional, help: "time series to analyse in place of a run")
    ],
    options: parameters.declarations + CommonOptions.output,
    examples: [
      Example("drainbench slope", "runs at p = 1, in both reuse modes"),
      Example("drainbench slope results/psweep-timeseries.csv", "the series of an earlier sweep"),
    ],
    validate: { (invocation) throws(UsageError) in
      let about = parameters.declarations + [CommonOptions.resume]
      let given = about.filter { invocation.given.contains($0.name) }
      if let option = given.first, !invocation.arguments.isEmpty {
        throw UsageError("--\(option.name) is about a run, and FILE asks for none: leave one out")
      }
      _ = try parameters.configuration(invocation)
    },
    action: .run { invocation in
      let configuration = try parameters.configuration(invocation)
      let session = try Session(invocation)
      if let file = invocation.arguments.first {
        return try session.finish(analyse(file: file, session))
      }
      return try session.finish(run(configuration, session))
    })

  private static func analyse(file: String, _ session: Session) throws -> Findings {
    let bytes = try readInput(
      file, hint: "`drainbench psweep` writes \(PSweepSample.fileName), which is such a file")
    let samples = try PSweepSample.read(bytes, file: file)
    guard samples.contains(where: { $0.p > 0 }) else { throw NoSeries(file: file) }
    do {
      return try finish(SlopeAnalysis(samples), ["file": JSONValue(.string(file))], session)
    } catch let error as ExperimentError {
      throw BadSeries(file: file, error: error)
    }
  }

  /// Runs the sweep that the analysis needs, and writes the analysis.
  static func run(_ configuration: SlopeConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.sweep.arms)
    let sweep = try PSweepAnalysis(configuration.sweep, outcomes.finished)
    var findings = Findings()
    if !sweep.samples.isEmpty {
      findings = try finish(SlopeAnalysis(sweep.samples), configuration.json, session)
    }
    findings.note(outcomes)
    return findings
  }

  /// Writes an analysis, and what its series came from.
  static func finish(
    _ analysis: SlopeAnalysis, _ source: JSONValue, _ session: Session
  ) throws -> Findings {
    let coefficients = try analysis.coefficients(published: session.published)
    var findings = Findings()
    findings.tables = [
      slopeTable(analysis.rows, published: session.published),
      coefficientTable(coefficients, of: SlopeConfiguration.experiment),
    ]
    findings.checks = try analysis.checks()
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(coefficients, of: SlopeConfiguration.experiment)
    try session.record(source, of: SlopeConfiguration.experiment)
    return findings
  }

  struct BadSeries: StatusError, CustomStringConvertible {
    let file: String
    let error: ExperimentError
    var status: ExitStatus { .data }
    var description: String { "\(file): \(error)" }
  }

  struct NoSeries: StatusError, CustomStringConvertible {
    let file: String
    var status: ExitStatus { .data }
    var description: String { "\(file): no series of p > 0, and slopes need one" }
  }
}
