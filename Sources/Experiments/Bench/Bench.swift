import Exhibits
import Results

/// Speed beside the allocators that people run.
enum Bench: Experiment {
  static let name = "bench"

  static let words = ExperimentWords(
    "speed against malloc, jemalloc, mimalloc and tcmalloc", seconds: 370,
    discussion: """
      Runs the same loops on every allocator, each in a process of its own, in rounds that are \
      interleaved so that drift of the machine meets all alike. The other allocators are \
      preloaded as malloc; one that is not installed is named and skipped, unless --allocator asks \
      for it. temporal-slab frees by handle, with every check, and has \
      \(BenchArm.classesInWords) here, about as close as those of the others.

      A process times a loop in 50 blocks of some milliseconds and reports their low decile, \
      which leaves out what the rest of the machine adds; the tables show medians over the \
      rounds.

      Patterns: pair, batch (1,000), random-replace (100,000 live, 64 to 512 bytes), epoch (64 \
      objects, freed, closed), discard (1,000 objects that end with their epoch; malloc frees each), \
      producer-consumer (another thread frees), latency (percentiles of \
      one operation), burst (100,000 objects freed in random order), larson (threads that hand over \
      their objects and end), request (200 objects of a request beside sessions).

      Each pattern and thread count has processes of its own, of which the resident memory is \
      written beside the time; the machine's limits, such as a load from the first cache, are \
      measured first, and a pattern's floor is made of those that it cannot do without. --peer \
      NAME=PATH.so measures another malloc along.
      """,
    examples: [
      ("drainbench bench", "everything, ten rounds"),
      ("drainbench bench --pattern pair --rounds 20", "one pattern, more closely"),
    ])

  static let standing = Standing(isTimed: true, isParallel: false)
  static let section = ReportSection("speed", "Speed")
  static let files = [
    CSVKind(BenchRow.self), CSVKind(BenchMemory.self), CSVKind(BenchLimitRow.self),
  ]
  static let arms: [any Arm.Type] = [BenchArm.self, BenchLimitsArm.self, PeerProbe.self]
  static let coefficients: [CoefficientKind] = [.nsPerPair, .timeRatio]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("bench", in: section, needs: [BenchRow.self]) { results in
        let rows = try results(BenchRow.self)
        let speed = benchTable(
          rows, try results(Coefficient.self), limits: try results(BenchLimitRow.self))
        return rows.contains { $0.p50NS != nil }
          ? [speed, latencyTable(rows, published: results.published)] : [speed]
      },
      TableGroup("bench-memory", in: section, needs: [BenchMemory.self]) { results in
        [benchMemoryTable(try results(BenchMemory.self))]
      },
      TableGroup("bench-limits", in: section, needs: [BenchLimitRow.self]) { results in
        [benchLimitTable(try results(BenchLimitRow.self))]
      },
    ],
    plots: [benchPlot, latencyPlot], findings: [benchFinding])

  static func checkRequirements(_ configuration: BenchConfiguration, given: Set<String>) throws {
    try Allocator.require(configuration.allocators, given: given)
    _ = try PeerProbe.records(BenchPeer.all(of: configuration.peers ?? ""))
  }

  static func run(
    _ configuration: BenchConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let libraries = try laboratory.libraries(of: configuration.allocators)
    let peers = BenchPeer.all(of: configuration.peers ?? "")
    laboratory.record.programs += try PeerProbe.records(peers)
    let limits = try laboratory.run(
      (1...configuration.rounds).map {
        BenchLimitsArm(round: $0, scale: configuration.workload.scale)
      })
    let bench = BenchAnalysis(
      configuration, try laboratory.run(configuration.arms(libraries: libraries)))
    var analysis = try Analysis(bench.rows, bench.memory, coefficients: bench.coefficients())
    try analysis.add(limits.flatMap(\.outcome))
    return analysis
  }
}
