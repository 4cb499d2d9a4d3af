import Statistics
import Testing

@testable import DrainProfiler

@Suite struct ProfilerTests {
  @Test("a granule drains when every object is deregistered by its close, and is pinned otherwise")
  func drainedAndPinned() throws {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    #expect(profiler.snapshot().dsr == nil)
    for granule: UInt64 in [10, 20] {
      #expect(profiler.open(granule))
      shard.register(1, size: 64, in: granule)
      shard.register(2, size: 64, in: granule)
      shard.deregister(1, in: granule)
    }
    shard.deregister(2, in: 10)
    for (number, granule) in [(1, 10), (2, 20)] as [(UInt64, UInt64)] {
      #expect(
        profiler.close(granule)
          == GranuleReport(
            granule: granule, number: number, liveObjects: Int(number) - 1, registered: 2,
            deregistered: 3 - Int(number), openedAt: 0))
    }
    let snapshot = profiler.snapshot()
    #expect(snapshot.closes == 2 && snapshot.drained == 1 && snapshot.pinned == 1)
    #expect(snapshot.dsr == 0.5 && profiler.dsr == 0.5)
    #expect(snapshot.registered == 4 && snapshot.deregistered == 3 && snapshot.live == 1)
    #expect(snapshot.openGranules == 0 && snapshot.peakOpenGranules == 2)
    #expect(snapshot.retainedGranules == 1)
    #expect(snapshot.misuse == ProfilerMisuse())
    shard.deregister(2, in: 20)
    #expect(profiler.snapshot().retainedGranules == 0)
    #expect(profiler.snapshot().live == 0)
  }

  @Test("an object that one shard registers and another deregisters leaves the granule drained")
  func handedOver() {
    let profiler = DrainProfiler()
    let (first, second) = (ShardBox(profiler), ShardBox(profiler))
    profiler.open(1)
    for id in 0..<100 { first.shard.register(UInt64(id), size: 8, in: 1) }
    for id in 0..<100 { second.shard.deregister(UInt64(id), in: 1) }
    #expect(profiler.close(1)?.isDrained == true)
    #expect(profiler.snapshot().misuse.total == 0)
  }

  @Test("a shard that ends leaves its counts, and the next one goes on in its memory")
  func shardsAreTakenOver() {
    let profiler = DrainProfiler()
    profiler.open(1)
    for id in 0..<1_000 {
      let shard = profiler.makeShard()
      shard.register(UInt64(id), size: 8, in: 1)
    }
    #expect(profiler.snapshot().registered == 1_000)
    #expect(profiler.state.withLock { $0.shards.count } == 1)
    #expect(profiler.close(1)?.liveObjects == 1_000)
  }

  @Test("granule ids can be used again, and cells with them, without an old count showing")
  func reusedGranules() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    var random = Xoshiro256StarStar(seed: 11)
    var pinned = 0
    var late: [UInt64] = []
    for round in 0..<20_000 {
      // Ids come back once they have drained.
      let granule = UInt64(round % 7_000) + (round % 7_000 < 3 ? UInt64(round) << 20 : 0)
      if profiler.state.withLock({ $0.places[granule] }) != nil { continue }
      profiler.open(granule)
      for id in 0..<UInt64(3) { shard.register(id, size: 8, in: granule) }
      shard.deregister(0, in: granule)
      shard.deregister(1, in: granule)
      if random.bernoulli(0.1) {
        late.append(granule)
        pinned += 1
      } else {
        shard.deregister(2, in: granule)
      }
      profiler.close(granule)
      if late.count == 50 {
        for granule in late { shard.deregister(2, in: granule) }
        late = []
      }
    }
    let snapshot = profiler.snapshot()
    #expect(snapshot.pinned == pinned, "seed 11")
    #expect(snapshot.live == late.count, "seed 11")
    #expect(snapshot.misuse.total == 0, "seed 11")
    // Cells are used again: far fewer than granules.
    let cells = profiler.state.withLock { state in
      state.shards.reduce(0) { $0 + $1.pointee.chunks.reduce(0) { $0 + $1.count } }
    }
    #expect(cells < 8_192, "\(cells) cells")
  }

  @Test("a sweep tells occupied from empty among the open granules")
  func sweep() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    #expect(profiler.sweep().drainableShare == nil)
    for granule in 0..<UInt64(10) { profiler.open(granule) }
    for granule in 0..<UInt64(4) { shard.register(granule, size: 8, in: granule) }
    shard.deregister(0, in: 0)
    profiler.close(9)
    let sweep = profiler.sweep()
    #expect(sweep.granules == 9 && sweep.drainable == 6 && sweep.pinned == 3)
    #expect(sweep.liveObjects == 3)
    #expect(sweep.drainableShare == 6.0 / 9)
  }

  @Test("reset starts counting afresh and keeps registered less deregistered at live")
  func reset() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    for granule in 0..<UInt64(3) { profiler.open(granule) }
    for id in 0..<UInt64(5) { shard.register(id, size: 8, in: 0) }
    shard.deregister(0, in: 0)
    profiler.close(0)
    profiler.close(2)
    profiler.close(2)
    shard.register(1, size: 8, in: .max)
    profiler.reset()
    var snapshot = profiler.snapshot()
    #expect(snapshot.closes == 0 && snapshot.dsr == nil && snapshot.misuse.total == 0)
    #expect(snapshot.openGranules == 1 && snapshot.peakOpenGranules == 1)
    #expect(snapshot.registered == 4 && snapshot.deregistered == 0 && snapshot.live == 4)
    for id in 1..<UInt64(5) { shard.deregister(id, in: 0) }
    profiler.close(1)
    snapshot = profiler.snapshot()
    #expect(snapshot.closes == 1 && snapshot.drained == 1 && snapshot.misuse.total == 0)
    #expect(snapshot.live == 0 && snapshot.deregistered == 4)
  }

  @Test("a million granules are open at once, and none is lost")
  func growth() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    let count = 1_000_000
    // Ids that differ in high bits, low bits, or both.
    func id(_ index: Int) -> UInt64 { UInt64(index) &* 0x1_0000_0001 }
    for index in 0..<count {
      profiler.open(id(index))
      shard.register(0, size: 8, in: id(index))
    }
    var sweep = profiler.sweep()
    #expect(sweep.granules == count && sweep.pinned == count)
    for index in stride(from: 0, to: count, by: 2) { shard.deregister(0, in: id(index)) }
    sweep = profiler.sweep()
    #expect(sweep.drainable == count / 2 && sweep.liveObjects == count / 2)
    var wrong = 0
    for index in 0..<count where profiler.close(id(index))?.liveObjects != index % 2 { wrong += 1 }
    #expect(wrong == 0)
    let snapshot = profiler.snapshot()
    #expect(snapshot.drained == count / 2 && snapshot.retainedGranules == count / 2)
    #expect(snapshot.peakOpenGranules == count && snapshot.misuse.total == 0)
  }
}

/// A shard that a test can hold beside another.
final class ShardBox {
  let shard: ProfilerShard
  init(_ profiler: DrainProfiler) { shard = profiler.makeShard() }
}
