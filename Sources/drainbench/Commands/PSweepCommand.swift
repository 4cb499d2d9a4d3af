import Experiments
import Reporting
import Results

/// `drainbench psweep`
enum PSweepCommand {
  private static let standard = PSweepConfiguration.standard

  static let p = Option.list(
    "p", .probability, default: standard.p, help: "violation fractions")
  static let reuse = Option.list(
    "reuse", ValueSyntax<ReuseMode>.choice, default: standard.reuse,
    help: "what partial slabs of a closed epoch do when its ring slot comes round")
  static let options = SweepOptions(standard)

  static let command = Command(
    name: "psweep", group: "Paper experiments",
    summary: "the seven-point sweep of the violation fraction, or the points named",
    discussion: """
      An epoch receives a session object, which is never freed during the run, with probability \
      p; all other objects die by their epoch's close. RSS growth is linear in requests and \
      proportional to p. Growth counts from the first sample to the last.

      With ring reuse, as published, sessions of several epochs share a slab. With strict reuse \
      each pinned epoch keeps a slab of its own, and the bound R(t) >= p m(t) of the pinning \
      growth theorem holds.

      Writes psweep.csv, psweep-timeseries.csv, coefficients.csv and manifest.json.
      """,
    options: [p, reuse] + options.declarations + CommonOptions.output,
    examples: [
      Example("drainbench psweep", "the published sweep"),
      Example("drainbench psweep --p 0.05", "one point of it"),
      Example("drainbench psweep --reuse strict --p 0,0.5,1", "the theorem's setting"),
    ],
    validate: { (invocation) throws(UsageError) in _ = try configuration(invocation) },
    action: .run { invocation in
      let configuration = try configuration(invocation)
      let session = try Session(invocation)
      return session.finish(try run(configuration, session).findings)
    })

  private static func configuration(
    _ invocation: Invocation
  ) throws(UsageError) -> PSweepConfiguration {
    var configuration = options.configuration(invocation, over: standard)
    configuration.p = invocation[p]
    configuration.reuse = invocation[reuse]
    do {
      try configuration.validate()
    } catch {
      throw error.usage
    }
    return configuration
  }

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
    findings.csv = try PSweepRow.csvText(of: analysis.rows)
    try session.write(coefficients, of: PSweepConfiguration.experiment)
    try session.record(configuration.json, of: PSweepConfiguration.experiment)
    return (findings, analysis)
  }
}

/// The parameters of the p-sweep's workload as options, which `psweep` and `slope` share.
struct SweepOptions: Sendable {
  let requests, requestsPerEpoch, requestObjects, requestSize, sessionSize: Option<Int>
  let slabSize, sampleEvery, repeats: Option<Int>
  let seed: Option<UInt64>

  init(_ standard: PSweepConfiguration) {
    requests = .one(
      "requests", .int(from: 1, to: 1_000_000_000), default: standard.requests,
      help: "requests of a run, a multiple of --sample-every")
    requestsPerEpoch = .one(
      "requests-per-epoch", .int(from: 1, to: 1_000_000), default: standard.requestsPerEpoch,
      help: "requests of an epoch")
    requestObjects = .one(
      "request-objects", .int(from: 0, to: 100_000), default: standard.requestObjects,
      help: "objects that a request allocates")
    requestSize = .one(
      "request-size", .int(from: 8, to: 768, "a number of bytes"), default: standard.requestSize,
      help: "bytes of a request object")
    sessionSize = .one(
      "session-size", .int(from: 8, to: 768, "a number of bytes"), default: standard.sessionSize,
      help: "bytes of a session object")
    slabSize = .one("slab-size", .slabSize, default: standard.slabSize, help: "bytes of a slab")
    sampleEvery = .one(
      "sample-every", .int(from: 1, to: 1_000_000_000), default: standard.sampleEvery,
      help: "requests between samples, whole epochs")
    seed = CommonOptions.seed(standard.seed)
    repeats = CommonOptions.repeats(standard.repeats)
  }

  var declarations: [any OptionDeclaration] {
    [
      requests, requestsPerEpoch, requestObjects, requestSize, sessionSize, slabSize, sampleEvery,
      seed, repeats,
    ]
  }

  func configuration(
    _ invocation: Invocation, over base: PSweepConfiguration
  ) -> PSweepConfiguration {
    var configuration = base
    configuration.requests = invocation[requests]
    configuration.requestsPerEpoch = invocation[requestsPerEpoch]
    configuration.requestObjects = invocation[requestObjects]
    configuration.requestSize = invocation[requestSize]
    configuration.sessionSize = invocation[sessionSize]
    configuration.slabSize = invocation[slabSize]
    configuration.sampleEvery = invocation[sampleEvery]
    configuration.seed = invocation[seed]
    configuration.repeats = invocation[repeats]
    return configuration
  }
}

extension ValueSyntax where Value == Int {
  /// Bytes of a slab.
  static var slabSize: ValueSyntax {
    int(from: 4_096, to: 262_144).requiring("a power of two from 4096 to 262144") {
      $0 & ($0 - 1) == 0
    }
  }
}
