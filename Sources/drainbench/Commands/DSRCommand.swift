import Experiments
import Reporting
import Results

/// `drainbench dsr`
enum DSRCommand {
  private static let standard = DSRConfiguration.standard

  static let p = Option.list(
    "p", .probability, default: standard.p, help: "violation fractions")
  static let closes = Option.one(
    "closes", .int(from: 1, to: 4_000_000), default: standard.closes, help: "epochs of a run")
  static let requestObjects = Option.one(
    "request-objects", .int(from: 0, to: 100_000), default: standard.requestObjects,
    help: "request objects of an epoch")
  static let requestSize = Option.one(
    "request-size", .int(from: 8, to: 768, "a number of bytes"), default: standard.requestSize,
    help: "bytes of a request object")
  static let sessionSize = Option.one(
    "session-size", .int(from: 8, to: 768, "a number of bytes"), default: standard.sessionSize,
    help: "bytes of a session object")
  static let seed = CommonOptions.seed(standard.seed)
  static let repeats = CommonOptions.repeats(standard.repeats)

  static let command = Command(
    name: "dsr", group: "Paper experiments",
    summary: "DSR = 1 - p through the profiler",
    discussion: """
      An epoch receives a session object, which is never freed during the run, with probability \
      p; all other objects die by their epoch's close. The drainability profiler watches the \
      allocator and counts the closes that drained. Their share is 1 - p within binomial noise, \
      and exactly 1 and 0 at the ends.

      Each run also compares the profiler with the allocator's own close reports, close by close.

      Writes dsr.csv, coefficients.csv and manifest.json.
      """,
    options: [p, closes, requestObjects, requestSize, sessionSize, seed, repeats]
      + CommonOptions.output,
    examples: [
      Example("drainbench dsr", "seven violation fractions, five seeds each"),
      Example("drainbench dsr --p 0.05 --seed 100", "one of them, from another seed on"),
    ],
    validate: { (invocation) throws(UsageError) in _ = try configuration(invocation) },
    action: .run { invocation in
      let configuration = try configuration(invocation)
      let session = try Session(invocation)
      return session.finish(try run(configuration, session))
    })

  private static func configuration(
    _ invocation: Invocation
  ) throws(UsageError) -> DSRConfiguration {
    var configuration = standard
    configuration.p = invocation[p]
    configuration.closes = invocation[closes]
    configuration.requestObjects = invocation[requestObjects]
    configuration.requestSize = invocation[requestSize]
    configuration.sessionSize = invocation[sessionSize]
    configuration.seed = invocation[seed]
    configuration.repeats = invocation[repeats]
    do {
      try configuration.validate()
    } catch {
      throw error.usage
    }
    return configuration
  }

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
    findings.csv = try DSRRow.csvText(of: analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(coefficients, of: DSRConfiguration.experiment)
    try session.record(configuration.json, of: DSRConfiguration.experiment)
    return findings
  }
}
