import Exhibits
import Results

/// A real Redis, some of whose keys are deleted.
enum Redis: Experiment {
  static let name = "redis"

  static let words = ExperimentWords(
    "a real Redis: half of its keys deleted, and no slab comes back", seconds: 1,
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
  static let section = ReportSection("redis", "A real Redis on jemalloc")
  static let files = [CSVKind(RedisRow.self)]
  static let arms: [any Arm.Type] = []
  static let coefficients: [CoefficientKind] = [.drainedShare, .slabUtilization, .rssRatio]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("redis", in: section, needs: [RedisRow.self]) { results in
        redisTables(
          try results(RedisRow.self), try results(Coefficient.self), published: results.published)
      }
    ],
    plots: [redisPlot], findings: [redisFindingSource], answers: [redisAnswer])

  static func checkRequirements(_ configuration: RedisConfiguration, given: Set<String>) throws {
    _ = try RedisProgram.find(configuration.server)
  }

  static func run(
    _ configuration: RedisConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let program = try RedisProgram.find(configuration.server)
    let server = RedisRun(configuration: configuration, program: program)
    laboratory.record.programs.append(
      ProgramRecord(
        "redis-server", version: "\(program.version), \(program.allocator)", path: program.path))
    let redis = RedisAnalysis(
      configuration,
      try laboratory.run(configuration.patterns, label: \.rawValue, part: server.run))
    return try Analysis(redis.rows, coefficients: redis.coefficients(), checks: redis.checks)
  }
}
