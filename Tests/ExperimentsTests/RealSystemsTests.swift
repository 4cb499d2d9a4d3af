import TestSupport
import Results
import Testing

@testable import Experiments
@testable import Exhibits

@Suite struct RealSystemsTests {
  private let published = PublishedFigures.bundled

  private func row(
    _ pattern: DeletionPattern, _ phase: RedisPhase, _ sizeClass: SlabClass, live: Int, slabs: Int,
    drained: Int = 0, resident: Double? = nil
  ) -> RedisRow {
    var row = RedisRow.blank
    row.pattern = pattern
    row.phase = phase
    row.sizeClass = sizeClass
    row.liveObjects = live
    row.slabs = slabs
    row.drainedSlabs = drained
    if case .bytes(let size) = sizeClass {
      row.regionsPerSlab = 4_096 / size
      row.utilization = Double(live * size) / Double(slabs * 4_096)
    }
    row.rssBytes = resident.map { Int($0 * 1_048_576) }
    row.usedMemoryBytes = resident.map { _ in live * 1_024 }
    return row
  }

  /// A server of 25,000 slabs that loses half of its objects and a number of slabs.
  private func rows(_ pattern: DeletionPattern, drained: Int, resident: Double) -> [RedisRow] {
    [RedisPhase.loaded, .deleted, .purged].flatMap { phase -> [RedisRow] in
      let isLoaded = phase == .loaded
      let (live, slabs) = (isLoaded ? 100_000 : 50_000, isLoaded ? 25_000 : 25_000 - drained)
      let gone = isLoaded ? 0 : drained
      return [
        row(pattern, phase, .bytes(64), live: 64, slabs: 1),
        row(pattern, phase, .bytes(1_024), live: live, slabs: slabs, drained: gone),
        row(
          pattern, phase, .all, live: live + 64, slabs: slabs + 1, drained: gone,
          resident: phase == .purged ? resident : 120),
      ]
    }
  }

  private var redis: [RedisRow] {
    rows(.odd, drained: 2, resident: 119.5) + rows(.random, drained: 1_562, resident: 114)
  }

  private var predicted: Coefficient {
    Coefficient(
      .drainedShare, at: ["pattern": DeletionPattern.random, "class": 1_024], 0, predicted: 0.0625)
  }

  @Test("The published Redis stands beside the measured one")
  func publishedRedis() throws {
    let tables = redisTables(redis, [predicted], published: published)
    #expect(tables.map(\.name) == ["redis-published", "redis", "redis-classes"])
    #expect(
      tables[0].rows == [
        ["live objects", "403,000", "208,000", "100,064", "50,064"],
        ["slabs", "256", "256", "25,001", "24,999"],
        ["drained slabs", "0", "0", "0", "2"],
        ["RSS, MiB", "183", "183", "120.0", "119.5"],
        ["used memory, MiB", "-", "84", "97.7", "48.9"],
      ])
  }

  @Test("Each pattern has a row with its predicted share, and each class with many slabs")
  func patterns() {
    let tables = redisTables(redis, [predicted], published: published)
    #expect(
      tables[1].rows == [
        [
          "odd", "50.0 %", "4", "25,000", "24,998", "2", "0.01 %", "-", "1.000", "0.500", "48.82",
          "120.0", "120.0", "119.5",
        ],
        [
          "random", "50.0 %", "4", "25,000", "23,438", "1,562", "6.25 %", "6.25 %", "1.000",
          "0.533", "42.73", "120.0", "120.0", "114.0",
        ],
      ])
    #expect(
      tables[2].rows == [
        ["1024", "4", "100,000", "50,000", "25,000", "24,998", "2", "0.500", "48.82"]
      ])
    #expect(redisTables([], [], published: published).isEmpty)
  }

  @Test("The finding of Redis is computed from its rows")
  func redisSentences() throws {
    let finding = try #require(redisFinding(redis, [predicted], published: published))
    #expect(
      finding.headline
        == "An unmodified Redis that loses 50 % of its keys (odd) gets back 2 of the 25,000 slabs "
        + "that hold its values")
    #expect(finding.paragraphs.count == 2)
    #expect(finding.paragraphs[0].contains("utilization 1.000 to 0.500, and RSS from 120.00 MiB"))
    #expect(finding.paragraphs[0].contains("256 slabs of this class hold 1,024 of its 100,000"))
    #expect(
      finding.paragraphs[1].contains(
        "6.25 % of the slabs drain, and fraction^C predicts 6.25 %, C being 4 objects a slab; RSS "
          + "falls by 6.00 MiB, and the slabs that drained in all classes have 6.10 MiB"))
    #expect(redisFinding([], [], published: published) == nil)
  }

  private func peer(
    _ allocator: String, _ routing: Routing, _ fraction: Double, seed: UInt64, retained: Double
  ) -> PeersRow {
    var row = PeersRow.blank
    row.allocator = allocator
    row.routing = routing
    row.sessionFraction = fraction
    row.seed = seed
    row.liveBytes = Int(fraction * 100 * 1_048_576)
    row.retainedBytes = Int(retained * 1_048_576)
    row.structuralBytes = row.retainedBytes - row.liveBytes
    row.retainedBytesPredicted = 15 * 1_048_576
    return row
  }

  private var peers: [PeersRow] {
    [UInt64(1), 2].flatMap { seed in
      [
        peer("glibc", .mixed, 0.01, seed: seed, retained: 15 + Double(seed)),
        peer("jemalloc", .mixed, 0.01, seed: seed, retained: 14 + Double(seed)),
        peer("jemalloc", .isolated, 0.01, seed: seed, retained: 1.5),
        peer("jemalloc", .isolated, 0.5, seed: seed, retained: 51),
        peer("glibc", .mixed, 0, seed: seed, retained: 0),
        peer("glibc", .mixed, 0.5, seed: seed, retained: 100),
        peer("jemalloc", .mixed, 0.5, seed: seed, retained: 100),
      ]
    }
  }

  private var peerCoefficients: [Coefficient] {
    ["glibc", "jemalloc"].flatMap { name in
      let point: Parameters = ["allocator": name]
      return [
        Coefficient(.effectiveGranule, at: point, 4.4, predicted: 4),
        Coefficient(.effectiveCapacity, at: point, 17.6, predicted: 16),
        Coefficient(.peakGranules, at: point, 100 * 1_048_576),
        Coefficient(.peersFloor, at: point.and(["routing": Routing.mixed]), 2 * 1_048_576),
      ]
    } + [Coefficient(.routingRecovery, at: ["allocator": "jemalloc", "f": 0.01], 0.964)]
  }

  @Test("What allocators retain is a mean over seeds, with the granule and what routing gives back")
  func peersTablesOfRows() {
    let tables = peersTables(peers, peerCoefficients)
    #expect(tables.map(\.name) == ["peers", "peers-granules", "peers-routing"])
    #expect(tables[0].rows[0] == ["0.01", "1.00", "16.50", "15.00", "15.50", "15.00"])
    #expect(
      tables[1].rows[0]
        == ["glibc", "4.40", "-", "-", "4", "1.10", "17.6", "16.0", "2.00"])
    #expect(
      tables[2].rows[0] == [
        "jemalloc", "0.01", "1.00", "15.50", "1.50", "14.50", "0.50", "10.3", "96.4 %", "-", "-",
      ])
    #expect(peersTables([], []).isEmpty)
  }

  @Test("The finding of the allocators names the least and the most, and what routing gives back")
  func peersSentences() throws {
    let finding = try #require(peersFinding(peers, peerCoefficients))
    #expect(
      finding.headline
        == "For 1.00 MiB that stay live after a peak (f = 0.01), allocators retain 15.50 (jemalloc) "
        + "to 16.50 MiB (glibc) beyond their floor")
    #expect(finding.paragraphs[0].contains("glibc 4.40 KiB (documented 4)"))
    #expect(
      finding.paragraphs[1].contains(
        "jemalloc from 15.50 to 1.50 MiB (96.4 % of what is beyond live bytes): routing by lifetime "
          + "needs no new allocator"))
    #expect(peersFinding([], []) == nil)
  }

  @Test("The plots state what the rows show, and there is none without rows")
  func plots() throws {
    let redis = try #require(redisFigure(redis, [predicted]))
    #expect(redis.title.hasSuffix("odd 0.01 % of the slabs, random 6.25 % of the slabs"))
    #expect(redis.charts.count == 2)
    let curves = try #require(peersFigure(peers, peerCoefficients))
    // 1 - 0.99^17.6 is 0.1621 of the peak; the means are 0.165 and 0.155.
    #expect(curves.title.hasSuffix("is at most 0.7 % of the peak off, on 2 allocators"))
    let routing = try #require(peersRoutingFigure(peers))
    #expect(routing.title.contains("from up to 15.5\u{A0}MiB to 1.50\u{A0}MiB at most"))
    #expect(redisFigure([], []) == nil && peersRoutingFigure([]) == nil)
    #expect(peersFigure([], []) == nil)
    for figure in [redis, curves, routing] { #expect(figure.svg() == figure.svg()) }
  }
}
