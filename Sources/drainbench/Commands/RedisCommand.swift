import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench redis`
enum RedisCommand {
  static let server = Option.optional(
    "server", .file(), defaultText: "redis-server in PATH", help: "the redis-server to start")
  static let port = Option.optional(
    "port", .int(from: 1, to: 65_535), defaultText: "any free one",
    help: "the loopback port that the server listens on")

  static let command = Command.beyondPaper(
    ParameterOptions<RedisConfiguration>(),
    output: [server, port, CommonOptions.out, CommonOptions.format, CommonOptions.quiet],
    summary: "a real Redis: half of its keys deleted, and no slab comes back",
    discussion: """
      Starts a redis-server of its own, unmodified and without persistence, loads keys by DEBUG \
      POPULATE, deletes some, asks it to purge, and reads jemalloc's own figures of every size class \
      after each step. The server ends with the command, however that ends, and leaves no file.

      Patterns: odd deletes every second key, as published (at another fraction, the most even \
      spread); random any, by the seed; sequential the first ones loaded, the control whose slabs do \
      drain. For a slab of C objects the share that drains is max(0, 1 - C (1 - fraction)), \
      fraction^C, and the fraction.

      Writes redis.csv, coefficients.csv and manifest.json.
      """,
    examples: [
      Example("drainbench redis", "the published pattern"),
      Example("drainbench redis --pattern odd,random,sequential", "with the two controls"),
      Example("drainbench redis --server ./redis/src/redis-server", "another Redis"),
    ]
  ) { configuration, invocation in
    let program = try RedisProgram.find(invocation[server])
    let port = invocation[port]
    return { try run(configuration, program, port: port, $0) }
  }

  /// Runs the patterns one after the other and writes their files.
  static func run(
    _ configuration: RedisConfiguration, _ program: RedisProgram, port: Int?, _ session: Session
  ) throws -> Findings {
    let redis = RedisRun(configuration, program, port: port)
    var findings = Findings()
    var outcomes: [RedisRun.Outcome] = []
    do {
      let progress = ProgressLine(total: configuration.patterns.count, quiet: session.isQuiet)
      defer { progress.finish() }
      for pattern in configuration.patterns {
        outcomes.append(try redis.run(pattern))
        progress.advance(pattern.rawValue)
      }
    } catch RedisError.interrupted {
      findings.wasInterrupted = true
    }
    if outcomes.isEmpty { return findings }
    let analysis = RedisAnalysis(configuration, outcomes)
    let coefficients = try analysis.coefficients()
    findings.tables = redisTables(analysis.rows, coefficients, published: session.published)
    findings.tables.state(
      redisFinding(analysis.rows, coefficients, published: session.published))
    findings.checks = analysis.checks
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(coefficients, of: RedisConfiguration.experiment)
    try session.record(configuration.json, of: RedisConfiguration.experiment)
    return findings
  }
}

extension RedisCommand {
  /// Every pattern, as one of several experiments: a server that is not installed is no failure,
  /// and one that fails takes no other experiment with it.
  static func runAllPatterns(
    _ configuration: RedisConfiguration, _ session: Session
  ) throws -> Findings {
    var configuration = configuration
    configuration.patterns = DeletionPattern.allCases
    do {
      return try run(configuration, RedisProgram.find(nil), port: nil, session)
    } catch let error as RedisError {
      var findings = Findings()
      if error.isUnavailable {
        session.warn("redis is skipped: \(error)")
      } else {
        Terminal.errors.tell("drainbench: redis: \(error)\n")
        findings.failedArms = 1
      }
      return findings
    }
  }
}

extension RedisError: StatusError {
  var status: ExitStatus { isUnavailable ? .unavailable : .internalError }
}
