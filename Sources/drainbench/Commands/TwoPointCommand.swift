import Experiments
import Reporting
import Results

/// `drainbench twopoint`
enum TwoPointCommand {
  private static let standard = TwoPointConfiguration.standard

  static let routing = Option.list(
    "routing", ValueSyntax<Routing>.choice, default: standard.routing,
    help: "where session objects go")
  static let reuse = Option.list(
    "reuse", ValueSyntax<ReuseMode>.choice, default: standard.reuse,
    help: "what partial slabs of a closed epoch do when its ring slot comes round")
  static let requests = Option.one(
    "requests", .int(from: 1, to: 1_000_000_000), default: standard.requests,
    help: "requests of a run, a multiple of --sample-every")
  static let requestsPerEpoch = Option.one(
    "requests-per-epoch", .int(from: 1, to: 1_000_000), default: standard.requestsPerEpoch,
    help: "requests of an epoch")
  static let objectsPerRequest = Option.one(
    "objects-per-request", .int(from: 1, to: 100_000), default: standard.objectsPerRequest,
    help: "objects that a request allocates")
  static let sessionFraction = Option.one(
    "session-fraction", .double(above: 0, below: 1, "a fraction", placeholder: "F"),
    default: standard.sessionFraction, defaultText: "1/3",
    help: "share of objects that are session objects")
  static let objectSize = Option.one(
    "object-size", .int(from: 8, to: 768, "a number of bytes"), default: standard.objectSize,
    help: "bytes of an object")
  static let closeLag = Option.one(
    "close-lag", .int(from: 1, to: 14), default: standard.closeLag,
    help: "epochs between the current one and the one that is closed")
  static let slabSize = Option.one(
    "slab-size", .slabSize, default: standard.slabSize, help: "bytes of a slab")
  static let sampleEvery = Option.one(
    "sample-every", .int(from: 1, to: 1_000_000_000), default: standard.sampleEvery,
    help: "requests between samples, whole epochs")
  static let seed = CommonOptions.seed(standard.seed)
  static let repeats = CommonOptions.repeats(standard.repeats)

  static let command = Command(
    name: "twopoint", group: "Paper experiments",
    summary: "mixed against isolated routing of the same objects",
    discussion: """
      Each request allocates objects; a third of them, the session objects, live to the end of \
      the run. Mixed routing puts them into the request's epoch, isolated routing into a \
      persistent one. Nothing else differs, seed and sequence included.

      Mixed, a slab of C slots is empty at its boundary with probability (1-f)^C, and structural \
      bytes grow without bound. Isolated, every request slab comes back.

      Writes twopoint.csv, twopoint-timeseries.csv, coefficients.csv and manifest.json.
      """,
    options: [
      routing, reuse, requests, requestsPerEpoch, objectsPerRequest, sessionFraction, objectSize,
      closeLag, slabSize, sampleEvery, seed, repeats,
    ] + CommonOptions.output,
    examples: [
      Example("drainbench twopoint", "the published experiment, both arms at full length"),
      Example("drainbench twopoint --session-fraction 0.01", "one object in a hundred lives on"),
    ],
    validate: { (invocation) throws(UsageError) in _ = try configuration(invocation) },
    action: .run { invocation in
      let configuration = try configuration(invocation)
      let session = try Session(invocation)
      return session.finish(try run(configuration, session))
    })

  private static func configuration(
    _ invocation: Invocation
  ) throws(UsageError) -> TwoPointConfiguration {
    var configuration = standard
    configuration.routing = invocation[routing]
    configuration.reuse = invocation[reuse]
    configuration.requests = invocation[requests]
    configuration.requestsPerEpoch = invocation[requestsPerEpoch]
    configuration.objectsPerRequest = invocation[objectsPerRequest]
    configuration.sessionFraction = invocation[sessionFraction]
    configuration.objectSize = invocation[objectSize]
    configuration.closeLag = invocation[closeLag]
    configuration.slabSize = invocation[slabSize]
    configuration.sampleEvery = invocation[sampleEvery]
    configuration.seed = invocation[seed]
    configuration.repeats = invocation[repeats]
    do {
      try configuration.validate()
    } catch {
      throw error.usage
    }
    return configuration
  }

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
    findings.csv = try TwoPointRow.csvText(of: analysis.rows)
    try session.write(coefficients, of: TwoPointConfiguration.experiment)
    try session.record(configuration.json, of: TwoPointConfiguration.experiment)
    return findings
  }
}
