import Exhibits
import Results

/// A real Redis, some of whose keys are deleted.
enum Redis: Experiment {
  static let name = "redis"

  static let words = ExperimentWords(
    "a real Redis: half of its keys deleted, and no slab comes back",
    discussion: """
      Starts a redis-server of its own, unmodified and without persistence, loads keys by DEBUG \
      POPULATE, deletes some, asks it to purge, and reads jemalloc's own figures of every size class \
      after each step. The server ends with the command, however that ends, and leaves no file.

      Patterns: odd deletes every second key, as published (at another fraction, the most even \
      spread); random any, by the seed; sequential the first ones loaded, the control whose slabs do \
      drain. For a slab of C objects the share that drains is max(0, 1 - C (1 - fraction)), \
      fraction^C, and the fraction.
      """,
    examples: [
      ("drainbench redis", "the published pattern"),
      ("drainbench redis --pattern odd,random,sequential", "with the two controls"),
      ("drainbench redis --server ./redis/src/redis-server", "another Redis"),
    ])

  static let standing = Standing(isInPaper: false, isParallel: false)
  static let files = [CSVKind(RedisRow.self)]
  static let arms: [any Arm.Type] = []
  static let coefficients: [CoefficientKind] = [.drainedShare, .slabUtilization, .rssRatio]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("redis", in: .redis, needs: [RedisRow.self]) { results in
        redisTables(
          try results(RedisRow.self), try results(Coefficient.self), published: results.published)
      }
    ],
    plots: [redisPlot], findings: [redisFindingSource])

  static func checkRequirements(_ configuration: RedisConfiguration, given: Set<String>) throws {
    _ = try RedisProgram.find(configuration.server)
  }

  static func run(
    _ configuration: RedisConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let server = RedisRun(
      configuration: configuration, program: try RedisProgram.find(configuration.server))
    let redis = RedisAnalysis(
      configuration,
      try laboratory.run(configuration.patterns, label: \.rawValue, part: server.run))
    var analysis = Analysis()
    try analysis.add(redis.rows)
    analysis.coefficients = try redis.coefficients()
    analysis.checks = redis.checks
    return analysis
  }
}

extension ReportSection {
  static let redis = ReportSection("redis", "A real Redis on jemalloc")
}
