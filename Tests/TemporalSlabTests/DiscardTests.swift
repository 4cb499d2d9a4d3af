import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct DiscardTests {
  @Test(
    "a close that discards ends live objects, whose handles are stale at once",
    arguments: [ReuseMode.ring, .strict], [4_096, 65_536])
  func region(reuse: ReuseMode, slabSize: Int) throws {
    let allocator = try SlabAllocator(
      smallConfiguration {
        $0.reuse = reuse
        $0.slabSize = slabSize
        $0.cachedSlabLimit = 2
      })
    let heap = try allocator.makeHeap()
    for epoch in [allocator.currentEpoch, try allocator.openPersistent()] {
      let objects = try [64, 192, 768].flatMap { try heap.allocate($0, count: 2_000, in: epoch) }
      heap.free(objects[..<500])
      let report = try heap.close(epoch, discarding: true)
      #expect(report.discardedObjects == 5_500)
      #expect(report.discardedSlabs > 0 && report.pinnedSlabs == 0 && report.deferredSlabs == 0)
      #expect(report.scannedSlabs == report.discardedSlabs + report.recycledSlabs)
      #expect(report.liveObjects == 0 && !report.isDrained)
      #expect(report.returnedByteCount > 0)
      #expect(heap.free(objects) == 0)
      for object in objects { #expect(heap.free(object.pointer) == false) }
      #expect(allocator.retainedSlabCount == 0)
      #expect(try allocator.checkInvariants() == 0)
      #expect(try heap.close(epoch, discarding: true).discardedObjects == 0)

      // The same slabs serve again, and the old names do not reach the new objects.
      let next = try heap.allocate(192, count: 2_000, in: try allocator.advance())
      #expect(heap.free(objects) == 0)
      #expect(heap.free(next) == 2_000)
      try heap.close(allocator.currentEpoch)
    }
  }

  @Test("a close that discards ends other heaps' objects too, and leaves the slabs to these heaps")
  func otherHeaps() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let closer = try allocator.makeHeap()
    let owner = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let plain = try owner.allocate(256, count: 40, in: epoch)
    let shared = try owner.allocate(768, count: 10, in: epoch)
    let own = try closer.allocate(64, count: 3, in: epoch)
    #expect(closer.free(shared[0].handle) == true)
    let report = try closer.close(epoch, discarding: true)
    #expect(report.discardedObjects == 40 + 9 + 3)
    #expect(report.discardedSlabs == 3 + 2 + 1)
    #expect(report.deferredSlabs == 0 && report.pinnedSlabs == 0)
    #expect(owner.free(plain + shared + own) == 0)
    #expect(closer.free(plain + shared + own) == 0)
    #expect(allocator.counters.recycledSlabs == 1)
    owner.flush()
    #expect(allocator.counters.recycledSlabs == 6)
    #expect(allocator.retainedSlabCount == 0)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("what an earlier era left in a slab of the ring outlives a close that discards")
  func mergedSlabs() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 2 })
    let heap = try allocator.makeHeap()
    let session = try heap.allocate(768, in: allocator.currentEpoch)
    try allocator.turn(2, closingWith: heap)
    let epoch = allocator.currentEpoch
    let objects = try heap.allocate(768, count: 14, in: epoch)
    #expect(objects[0].handle.slab == session.handle.slab)
    let report = try heap.close(epoch, discarding: true)
    #expect(report.discardedObjects == 10 && report.discardedSlabs == 2)
    #expect(report.liveObjects == 5 && report.pinnedSlabs == 1)
    #expect(heap.free(session.handle) == true)
    #expect(heap.free(objects) == 4)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("objects that pinned a closed epoch are discarded by a later close of it")
  func secondClose() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let objects = try heap.allocate(128, count: 100, in: epoch)
    #expect(try heap.close(epoch).pinnedSlabs == 4)
    #expect(allocator.retainedSlabCount == 4)
    let report = try heap.close(epoch, discarding: true)
    #expect(report.discardedObjects == 100 && report.discardedSlabs == 4)
    #expect(allocator.retainedSlabCount == 0)
    #expect(heap.free(objects) == 0)
    #expect(try allocator.checkInvariants() == 0)
  }

  /// What the threads of the race share.
  private final class Race: Sendable {
    let allocator: SlabAllocator<NoObserver>
    let epoch = Lock<Epoch?>(nil)
    let handles = Lock<[SlabHandle]>([])
    let freed = Atomic<Int>(0)
    let barrier = SpinBarrier(3)

    init(_ configuration: SlabConfiguration) throws {
      allocator = try SlabAllocator(configuration)
    }
  }

  @Test(
    "of frees that race with a close that discards, each object is freed once or discarded once",
    arguments: [4_096, 65_536])
  func racing(slabSize: Int) throws {
    let trials = stressOperations(ordinary: isSanitized ? 300 : 1_500)
    let race = try Race(smallConfiguration { $0.slabSize = slabSize })
    let count = 150
    try onThreads(3) { thread in
      let heap = try race.allocator.makeHeap()
      var failure: Broken?
      for trial in 0..<trials {
        if thread == 0 {
          // Every other trial the slabs belong to one heap alone until they race.
          heap.heap.pointee.sharedStarts[1].store(0, ordering: .relaxed)
          heap.flush()
          let epoch = race.allocator.currentEpoch
          let objects = try heap.allocate(128, count: count, in: epoch)
          race.handles.withLock { $0 = objects.map(\.handle) }
          race.epoch.withLock { $0 = epoch }
          race.freed.store(0, ordering: .relaxed)
        }
        race.barrier.wait()
        if thread == 2 {
          guard let epoch = race.epoch.withLock({ $0 }) else { continue }
          for _ in 0..<(trial * 13 % 97) { _ = race.freed.load(ordering: .acquiring) }
          let report = try heap.close(epoch, discarding: true)
          race.barrier.wait()
          let freed = race.freed.load(ordering: .acquiring)
          if freed + report.discardedObjects != count, failure == nil {
            failure = Broken(
              description: "trial \(trial): \(freed) freed of \(count), \(report)")
          }
          try race.allocator.advance()
        } else {
          var freed = 0
          let handles = race.handles.withLock { $0 }
          // The owner from the front, another from the back or, by turns, nobody else.
          if thread == 0 {
            for handle in handles where heap.free(handle) { freed += 1 }
          } else if trial % 2 == 0 {
            for handle in handles.reversed() where heap.free(handle) { freed += 1 }
          }
          race.freed.add(freed, ordering: .acquiringAndReleasing)
          race.barrier.wait()
        }
        race.barrier.wait()
      }
      if let failure { throw failure }
    }
    let heap = try race.allocator.makeHeap()
    heap.flush()
    try heap.close(race.allocator.currentEpoch)
    #expect(try race.allocator.checkInvariants() == 0)
  }
}
