import Statistics
import Testing

@testable import DrainProfiler

/// What registering and deregistering answer.
@Suite struct AnswerTests {
  @Test("a registration answers whether its granule is open")
  func registration() {
    let profiler = DrainProfiler()
    let shard = ShardHolder(profiler)
    #expect(!shard.register(1, size: 8, in: 1))
    profiler.open(1)
    #expect(shard.register(1, size: 8, in: 1))
    #expect(shard.register(2, size: 8, in: 1))
    profiler.close(1)
    #expect(!shard.register(3, size: 8, in: 1))
    #expect(!shard.register(3, size: 8, in: .max))
    #expect(profiler.snapshot().misuse.total == 3)
  }

  @Test("a deregistration answers whether its granule has a live object, at any time of its life")
  func deregistration() {
    let profiler = DrainProfiler()
    let shard = ShardHolder(profiler)
    #expect(!shard.deregister(1, in: 1))
    #expect(!shard.deregister(1, in: .max))
    profiler.open(1)
    #expect(!shard.deregister(1, in: 1))
    for object in 1...UInt64(2) { #expect(shard.register(object, size: 8, in: 1)) }
    #expect(shard.deregister(1, in: 1))
    profiler.close(1)
    #expect(shard.deregister(2, in: 1))
    #expect(!shard.deregister(2, in: 1))
    #expect(profiler.snapshot().misuse.total == 4)
  }

  @Test(
    "no live object is refused, and where one shard deregisters, none that is not live is accepted",
    arguments: 1...20)
  func model(seed: UInt64) {
    var random = Xoshiro256StarStar(seed: seed)
    let profiler = DrainProfiler()
    let shards = [ShardHolder(profiler), ShardHolder(profiler), ShardHolder(profiler)]
    let freers = seed % 2 == 0 ? 1 : shards.count
    var live = [0, 0, 0, 0]
    var refusals = 0
    for granule in 0..<UInt64(live.count) { profiler.open(granule) }
    for step in 0..<4_000 {
      let granule = Int(random.next() % UInt64(live.count))
      if random.next() % 2 == 0 {
        let shard = shards[Int(random.next() % 3)]
        #expect(shard.register(0, size: 8, in: UInt64(granule)), "seed \(seed) step \(step)")
        live[granule] += 1
      } else {
        // With several freers, more than what lives is not asked for: one may hear true for it.
        if freers > 1 && live[granule] == 0 { continue }
        let accepted = shards[Int(random.next() % UInt64(freers))].deregister(
          0, in: UInt64(granule))
        #expect(accepted == (live[granule] > 0), "seed \(seed) step \(step)")
        live[granule] -= accepted ? 1 : 0
        refusals += accepted ? 0 : 1
      }
    }
    #expect(
      profiler.snapshot().misuse.deregistrationsWithoutRegistration == refusals, "seed \(seed)")
    for (granule, count) in live.enumerated() {
      #expect(profiler.close(UInt64(granule))?.liveObjects == count, "seed \(seed)")
    }
  }

  @Test("diagnostic mode answers for the object itself")
  func diagnostic() {
    let profiler = DiagnosticProfiler()
    let shard = DiagnosticHolder(profiler)
    #expect(!shard.register(1, size: 8, in: 1))
    profiler.open(1)
    #expect(shard.register(1, size: 8, in: 1))
    #expect(!shard.deregister(2, in: 1))
    #expect(shard.deregister(1, in: 1))
    #expect(!shard.deregister(1, in: 1))
    profiler.close(1)
    #expect(!shard.register(3, size: 8, in: 1))
  }

  @Test("a site that is known at run time alone is named like any other")
  func runTimeSites() {
    let profiler = DiagnosticProfiler()
    let shard = profiler.makeShard()
    profiler.open(1)
    for (object, name) in ["main.py", "session.py", "main.py"].enumerated() {
      shard.register(
        UInt64(object), size: 8, in: 1, at: AllocationSite(fileID: name, line: 7, column: 0))
    }
    profiler.close(1)
    let sites = profiler.summary().map { "\($0.site) \($0.objects)" }
    #expect(sites == ["main.py:7 2", "session.py:7 1"])
  }

  @Test("names that C gives are told apart by what they say, not by where they lie")
  func namesOfC() {
    let profiler = DiagnosticProfiler()
    let shard = profiler.lendShard()
    profiler.open(1)
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { name in
      for object in 0..<UInt64(600) {
        for (index, byte) in "file\(object % 3).c".utf8CString.enumerated() { name[index] = byte }
        // Lines that share a place in the cache, too.
        let line = UInt32(object % 2) * 256
        let isOpen = profiler.register(
          object, size: 1, in: 1, file: UnsafePointer(name.baseAddress), line: line, shard)
        #expect(isOpen)
      }
    }
    #expect(profiler.register(600, size: 1, in: 1, file: nil, line: 0, shard))
    profiler.close(1)
    let sites = Set(profiler.summary().map { "\($0.site) \($0.objects)" })
    let expected = (0..<3).flatMap { ["file\($0).c:0 100", "file\($0).c:256 100"] }
    #expect(sites == Set(expected + ["(unknown):0 1"]))
    profiler.takeBack(shard)
  }
}

/// A shard that an expectation can name.
private final class ShardHolder {
  private let shard: ProfilerShard
  init(_ profiler: DrainProfiler) { shard = profiler.makeShard() }

  func register(_ object: UInt64, size: Int, in granule: UInt64) -> Bool {
    shard.register(object, size: size, in: granule)
  }

  func deregister(_ object: UInt64, in granule: UInt64) -> Bool {
    shard.deregister(object, in: granule)
  }
}

private final class DiagnosticHolder {
  private let shard: DiagnosticShard
  init(_ profiler: DiagnosticProfiler) { shard = profiler.makeShard() }

  func register(_ object: UInt64, size: Int, in granule: UInt64) -> Bool {
    shard.register(object, size: size, in: granule)
  }

  func deregister(_ object: UInt64, in granule: UInt64) -> Bool {
    shard.deregister(object, in: granule)
  }
}
