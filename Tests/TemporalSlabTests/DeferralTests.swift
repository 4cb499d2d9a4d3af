import Testing

@testable import TemporalSlab

@Suite struct DeferralTests {
  @Test("a close leaves the empty slabs of another heap to it, and its flush recycles them")
  func flushRecyclesDeferredSlabs() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let closer = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    other.free(try other.allocate(256, count: 48, in: epoch))
    closer.free(try closer.allocate(256, count: 16, in: epoch))

    let first = try closer.close(epoch)
    #expect(first.scannedSlabs == 4)
    #expect(first.recycledSlabs == 1)
    #expect(first.deferredSlabs == 3)
    #expect(first.isDrained)
    other.flush()
    #expect(allocator.counters.recycledSlabs == 4)

    let second = try closer.close(epoch)
    #expect(second.scannedSlabs == 0)
    #expect(second.deferredSlabs == 0)
    try allocator.checkInvariants()
  }

  @Test("a close counts the slabs of every heap that entered the epoch, of 130 heaps as well")
  func manyHeaps() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let epoch = allocator.currentEpoch
    try withHeaps(130, of: allocator, from: 0) { heap, index in
      // Heaps whose indices differ by 64, and some that stay away.
      if index % 64 < 3 { _ = try heap.allocate(256, count: 16 + index, in: epoch) }
    } then: { closer in
      let report = try closer.close(epoch)
      let counts = [0, 1, 2, 64, 65, 66, 128, 129].map { 16 + $0 }
      #expect(report.liveObjects == counts.reduce(0, +))
      #expect(report.scannedSlabs == counts.reduce(0) { $0 + ($1 + 15) / 16 })
      #expect(closer.refusal(of: 256, in: epoch) == .epochClosing(epoch))
    }
  }

  /// Makes heaps that all live at once, hands each to `body`, and the last to `then`.
  private func withHeaps(
    _ count: Int, of allocator: SlabAllocator<NoObserver>, from index: Int,
    _ body: (borrowing SlabHeap<NoObserver>, Int) throws -> Void,
    then: (borrowing SlabHeap<NoObserver>) throws -> Void
  ) throws {
    let heap = try allocator.makeHeap()
    try body(heap, index)
    if index + 1 < count {
      try withHeaps(count, of: allocator, from: index + 1, body, then: then)
    } else {
      try then(heap)
    }
  }

  @Test("a close stops the heaps alone that have entered its epoch")
  func closeAlone() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let closer = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    let first = allocator.currentEpoch
    _ = try other.allocate(256, in: first)
    let second = try allocator.advance()
    _ = try closer.allocate(256, in: second)
    #expect(
      allocator.core.epochs[first.slot].entrants.load(ordering: .relaxed)
        == other.heap.pointee.entrantBit)
    #expect(
      allocator.core.epochs[second.slot].entrants.load(ordering: .relaxed)
        == closer.heap.pointee.entrantBit)
    #expect(try closer.close(second).liveObjects == 1)
    #expect(other.heap.openEra(first.slot).pointee.load(ordering: .relaxed) == first.era)
    #expect(try closer.close(first).liveObjects == 1)
    #expect(other.refusal(of: 256, in: first) == .epochClosing(first))
  }

  @Test("a close recycles the slabs of a heap that has ended")
  func closeRecyclesForEndedHeaps() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let epoch = allocator.currentEpoch
    let closer = try allocator.makeHeap()
    var kept: [Allocation] = []
    do {
      let ended = try allocator.makeHeap()
      kept = try ended.allocate(256, count: 48, in: epoch)
      #expect(try closer.close(epoch).deferredSlabs == 0)
    }
    #expect(closer.free(kept) == 48)
    let report = try closer.close(epoch)
    #expect(report.liveObjects == 0)
    #expect(report.deferredSlabs == 0)
    #expect(allocator.retainedSlabCount == 0)
    #expect(allocator.counters.recycledSlabs == 3)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test(
    "slabs of a heap that slept through the next lap of the ring come back",
    arguments: [
      ReuseMode.ring, .strict,
    ])
  func lateFlushRecycles(reuse: ReuseMode) throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.reuse = reuse })
    let closer = try allocator.makeHeap()
    let sleeper = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let objects = try sleeper.allocate(256, count: 160, in: epoch)
    sleeper.free(objects[16...])
    try allocator.turn(16, closingWith: closer)
    #expect(allocator.currentEpoch.slot == epoch.slot)

    sleeper.flush()
    #expect(allocator.counters.recycledSlabs == 9)
    #expect(allocator.retainedSlabCount == 1)
    sleeper.free(objects[..<16])
    #expect(allocator.counters.recycledSlabs == 10)
    #expect(allocator.counters.lateDrains == 1)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("a heap that takes over an ended one goes on in its slabs, on the fast path")
  func adoption() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let epoch = allocator.currentEpoch
    var first: [Allocation] = []
    do {
      let ended = try allocator.makeHeap()
      first = try ended.allocate(64, count: 2, in: epoch)
    }
    let heap = try allocator.makeHeap()
    _ = try heap.allocate(64, in: epoch)
    #expect(heap.heap.openEra(epoch.slot).pointee.load(ordering: .relaxed) == epoch.era)
    #expect(allocator.counters.createdSlabs == 1)
    #expect(allocator.counters.epochEntries == 1)
    #expect(heap.free(first) == 2)
    #expect(allocator.counters.sharedFrees == 0)
    #expect(try allocator.checkInvariants() == 1)
  }

  @Test("a push that comes after the slab was given back leaves the slab free to be pushed again")
  func latePush() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = 0 })
    let earlier = try allocator.makeHeap()
    let later = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let first = try earlier.allocate(256, in: epoch)
    let record = allocator.core.table.records + first.handle.slab
    // What a thread does that was held up between its free and its push.
    #expect(later.free(first.handle) == true)
    try earlier.close(epoch)
    #expect(record.pointee.place == .pooled)
    allocator.core.push(record, by: later.heap)
    #expect(record.pointee.remoteNext.load(ordering: .relaxed) == 0)

    let next = try allocator.advance()
    let object = try later.allocate(256, in: next)
    #expect(object.handle.slab == first.handle.slab)
    #expect(earlier.free(object.handle) == true)
    try later.close(next)
    #expect(try allocator.checkInvariants() == 0)
    #expect(record.pointee.place == .pooled)
  }

  @Test("a slab on the stack of an earlier owner is handed on to the present one")
  func handingOn() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = 0 })
    let earlier = try allocator.makeHeap()
    let later = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let first = try earlier.allocate(256, in: epoch)
    let record = allocator.core.table.records + first.handle.slab
    #expect(earlier.free(first.handle) == true)
    allocator.core.push(record, by: later.heap)
    // Recycles the slab without looking at the stack, as a close by another thread does.
    _ = allocator.core.settle(earlier.heap, slot: epoch.slot, inScan: false)
    #expect(record.pointee.place == .pooled)

    let next = try allocator.advance()
    let object = try later.allocate(256, in: next)
    try later.close(next)
    #expect(earlier.free(object.handle) == true)
    #expect(allocator.retainedSlabCount == 1)
    earlier.flush()
    later.flush()
    #expect(allocator.retainedSlabCount == 0)
    #expect(allocator.counters.lateDrains == 1)
    #expect(try allocator.checkInvariants() == 0)
  }
}
