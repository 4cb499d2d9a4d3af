import Testing

@testable import TemporalSlab

@Suite struct ReuseTests {
  @Test("ten sessions in ten laps of the ring share one slab in ring mode and take ten in strict")
  func sessionsOfOneSlot() throws {
    for (reuse, slabs) in [(ReuseMode.ring, 1), (.strict, 10)] {
      let allocator = try SlabAllocator(
        smallConfiguration {
          $0.reuse = reuse
          $0.ringSlots = 2
        })
      let heap = try allocator.makeHeap()
      var sessions: [Allocation] = []
      for lap in 0..<10 {
        sessions.append(try heap.allocate(384, in: allocator.currentEpoch))
        let report = try heap.close(allocator.currentEpoch)
        #expect(report.pinnedSlabs == 1)
        #expect(report.liveObjects == (reuse == .ring ? lap + 1 : 1))
        #expect(allocator.retainedSlabCount == (reuse == .ring ? 1 : lap + 1))
        // The other slot of the ring, and back again.
        try allocator.advance()
        try allocator.turn(1, closingWith: heap)
      }
      #expect(allocator.retainedSlabCount == slabs)
      #expect(Set(sessions.map(\.handle.slab)).count == slabs)
      #expect(allocator.counters.createdSlabs == slabs)
      #expect(heap.free(sessions) == 10)
      #expect(allocator.retainedSlabCount == 0)
      #expect(try allocator.checkInvariants() == 0)
    }
  }

  @Test("in ring mode a slab that was full at its lap rejoins the ring when an object is freed")
  func fullSlabRejoins() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 2 })
    let heap = try allocator.makeHeap()
    let objects = try heap.allocate(768, count: 5, in: allocator.currentEpoch)
    try allocator.turn(2, closingWith: heap)
    let later = try heap.allocate(768, in: allocator.currentEpoch)
    #expect(later.handle.slab != objects[0].handle.slab)
    #expect(allocator.retainedSlabCount == 1)
    heap.free(objects[0].handle)
    #expect(allocator.retainedSlabCount == 0)
    #expect(heap.slabCount(in: allocator.currentEpoch) == 2)
    let fill = try heap.allocate(768, count: 5, in: allocator.currentEpoch)
    #expect(fill.last?.handle.slab == objects[0].handle.slab)
    #expect(try allocator.checkInvariants() == 10)
  }

  @Test("in strict mode no era allocates in a slab of an earlier one", arguments: 0..<4)
  func strictNeverMerges(seed: Int) throws {
    let allocator = try SlabAllocator(
      smallConfiguration {
        $0.reuse = .strict
        $0.ringSlots = 4
      })
    let heap = try allocator.makeHeap()
    var slabsOfEra: [UInt64: Set<UInt64>] = [:]
    for lap in 0..<40 {
      let epoch = allocator.currentEpoch
      let objects = try heap.allocate(128, count: 7 + (lap * 5 + seed) % 60, in: epoch)
      // A slab and its generation, which a recycled slab has changed.
      slabsOfEra[epoch.era] = Set(objects.map { $0.handle.bits >> 18 })
      heap.free(objects.dropFirst(1 + seed))
      try allocator.turn(1, closingWith: heap)
    }
    let all = slabsOfEra.values.map(\.count).reduce(0, +)
    #expect(slabsOfEra.values.reduce(into: Set()) { $0.formUnion($1) }.count == all)
    #expect(allocator.retainedSlabCount == 40)
    try allocator.checkInvariants()
  }

  @Test(
    "the free that empties a slab of a closed epoch recycles it",
    arguments: [
      (ReuseMode.ring, false), (.ring, true), (.strict, false), (.strict, true),
    ])
  func lateDrain(reuse: ReuseMode, isReused: Bool) throws {
    let allocator = try SlabAllocator(
      smallConfiguration {
        $0.reuse = reuse
        $0.ringSlots = 2
      })
    let heap = try allocator.makeHeap()
    let objects = try heap.allocate(768, count: 10, in: allocator.currentEpoch)
    try heap.close(allocator.currentEpoch)
    if isReused {
      try allocator.advance()
      try allocator.turn(1, closingWith: heap)
      // Another class, so that the heap enters the era without using the slabs.
      _ = try heap.allocate(64, in: allocator.currentEpoch)
    }
    #expect(allocator.retainedSlabCount == 2)
    heap.free(objects[..<4])
    let rejoined = reuse == .ring && isReused ? 1 : 0
    #expect(allocator.retainedSlabCount == 2 - rejoined)
    #expect(allocator.counters.lateDrains == 0)
    heap.free(objects[4].handle)
    #expect(allocator.retainedSlabCount == 1)
    #expect(allocator.counters.lateDrains == 1 - rejoined)
    for object in objects[5..<9] { heap.free(object.handle) }
    #expect(allocator.counters.lateDrains == 1 - rejoined)
    heap.free(objects[9].handle)
    #expect(allocator.retainedSlabCount == 0)
    #expect(allocator.counters.lateDrains == 2 - 2 * rejoined)
    #expect(try allocator.checkInvariants() == (isReused ? 1 : 0))
  }

  @Test("reclaimed at closes only, an emptied slab is recycled when its slot is closed again")
  func atClose() throws {
    let allocator = try SlabAllocator(
      smallConfiguration {
        $0.reuse = .strict
        $0.reclaim = .atClose
        $0.ringSlots = 2
      })
    let heap = try allocator.makeHeap()
    let objects = try heap.allocate(768, count: 10, in: allocator.currentEpoch)
    try heap.close(allocator.currentEpoch)
    heap.free(objects[..<5])
    #expect(allocator.retainedSlabCount == 1)
    #expect(allocator.counters.recycledSlabs == 0)
    try allocator.advance()
    try allocator.turn(1, closingWith: heap)
    let kept = try heap.allocate(64, in: allocator.currentEpoch)
    heap.free(objects[5...])
    #expect(allocator.retainedSlabCount == 0)
    #expect(allocator.counters.recycledSlabs == 0)
    #expect(try allocator.checkInvariants() == 1)
    let report = try heap.close(allocator.currentEpoch)
    #expect(report.scannedSlabs == 3 && report.recycledSlabs == 2 && report.pinnedSlabs == 1)
    #expect(allocator.counters.lateDrains == 0)
    heap.free(kept.handle)
    #expect(try heap.close(report.epoch).recycledSlabs == 1)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("reclaimed at closes only, an emptied slab serves the next era of its slot in ring reuse")
  func atCloseInRing() throws {
    let allocator = try SlabAllocator(
      smallConfiguration {
        $0.reclaim = .atClose
        $0.ringSlots = 2
      })
    let heap = try allocator.makeHeap()
    let first = try heap.allocate(768, in: allocator.currentEpoch)
    try heap.close(allocator.currentEpoch)
    heap.free(first.handle)
    try allocator.advance()
    try allocator.turn(1, closingWith: heap)
    let second = try heap.allocate(768, in: allocator.currentEpoch)
    #expect(second.handle.slab == first.handle.slab)
    #expect(allocator.counters.recycledSlabs == 0 && allocator.counters.createdSlabs == 1)
    #expect(try allocator.checkInvariants() == 1)
  }

  @Test("a free by another thread's heap drains a closed slab at the owner's next slow operation")
  func remoteLateDrain() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let owner = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    let objects = try owner.allocate(256, count: 16, in: allocator.currentEpoch)
    try owner.close(allocator.currentEpoch)
    #expect(other.free(objects) == 16)
    #expect(other.free(objects) == 0)
    #expect(allocator.retainedSlabCount == 1)
    owner.flush()
    #expect(allocator.retainedSlabCount == 0)
    #expect(allocator.counters.lateDrains == 1)
    #expect(allocator.counters.sharedFrees == 16)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("a close report adds up, and a second close finds what is left")
  func closeReport() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = 2 })
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let small = try heap.allocate(64, count: 200, in: epoch)
    let large = try heap.allocate(768, count: 25, in: epoch)
    heap.free(small.dropFirst(70))
    heap.free(large)

    let report = try heap.close(epoch)
    #expect(report.epoch == epoch)
    #expect(report.scannedSlabs == 9)
    #expect(report.pinnedSlabs == 2)
    #expect(report.recycledSlabs == 7)
    #expect(report.emptySlabs == 7)
    #expect(report.deferredSlabs == 0)
    #expect(report.liveObjects == 70)
    #expect(!report.isDrained)
    // Of five large and two small slabs two of each class are kept.
    #expect(report.returnedByteCount == 3 * 4_096)
    #expect(allocator.counters.cachedSlabs == 4)

    heap.free(small[..<64])
    let second = try heap.close(epoch)
    #expect(second.scannedSlabs == 1)
    #expect(second.pinnedSlabs == 1)
    #expect(second.recycledSlabs == 0)
    #expect(second.liveObjects == 6)
    #expect(second.returnedByteCount == 0)
    heap.free(small[64..<70])
    let third = try heap.close(epoch)
    #expect(third.scannedSlabs == 0)
    #expect(third.isDrained)
    #expect(try allocator.checkInvariants() == 0)
  }
}
