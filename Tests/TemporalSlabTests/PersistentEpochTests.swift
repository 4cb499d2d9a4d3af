import Testing

@testable import TemporalSlab

@Suite struct PersistentEpochTests {
  @Test("a persistent epoch stays open while the ring turns, until the caller closes it")
  func staysOpen() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 4 })
    let heap = try allocator.makeHeap()
    let epoch = try allocator.openPersistent()
    var objects: [Allocation] = []
    for _ in 0..<100 {
      objects.append(try heap.allocate(384, in: epoch))
      try allocator.turn(1, closingWith: heap)
    }
    #expect(try allocator.state(of: epoch) == .open)
    #expect(heap.slabCount(in: epoch) == 10)
    #expect(allocator.retainedSlabCount == 0)

    let report = try heap.close(epoch)
    #expect(report.liveObjects == 100)
    #expect(report.pinnedSlabs == 10)
    #expect(heap.refusal(of: 384, in: epoch) == .epochClosing(epoch))
    #expect(allocator.retainedSlabCount == 10)
    #expect(heap.free(objects) == 100)
    #expect(allocator.retainedSlabCount == 0)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("empty slabs of an open persistent epoch are recycled, but for the current one")
  func recyclesSpareSlabs() throws {
    for slabSize in [4_096, 65_536] {
      let allocator = try SlabAllocator(smallConfiguration { $0.slabSize = slabSize })
      let heap = try allocator.makeHeap()
      let epoch = try allocator.openPersistent()
      let capacity = allocator.configuration.capacity(ofObjectSize: 64)
      let objects = try heap.allocate(64, count: 10 * capacity, in: epoch)
      #expect(heap.slabCount(in: epoch) == 10)
      heap.free(objects)
      #expect(heap.slabCount(in: epoch) == 1)
      #expect(allocator.counters.recycledSlabs == 9)
      #expect(allocator.counters.lateDrains == 0)
      _ = try heap.allocate(64, count: 10 * capacity, in: epoch)
      #expect(allocator.counters.createdSlabs == 10)
      try allocator.checkInvariants()
    }
  }

  @Test("frees by another heap recycle spare slabs too, when the owner collects them")
  func recyclesSharedSpareSlabs() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let owner = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    let epoch = try allocator.openPersistent()
    let objects = try owner.allocate(256, count: 160, in: epoch)
    #expect(other.free(objects) == 160)
    owner.flush()
    #expect(owner.slabCount(in: epoch) == 1)
    #expect(allocator.counters.recycledSlabs == 9)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("as many persistent epochs can be open as are configured, and slots are used again")
  func limit() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.persistentSlots = 3 })
    let heap = try allocator.makeHeap()
    let open = try (0..<3).map { _ in try allocator.openPersistent() }
    #expect(Set(open.map(\.slot)) == [16, 17, 18])
    #expect(throws: EpochError.persistentSlotsExhausted(limit: 3)) {
      try allocator.openPersistent()
    }
    let kept = try heap.allocate(64, in: open[1])
    try heap.close(open[1])
    let next = try allocator.openPersistent()
    #expect(next.slot == open[1].slot)
    #expect(heap.refusal(of: 64, in: open[1]) == .staleEpoch(open[1], currentEra: next.era))

    // Persistent slots never merge eras, whatever the reuse mode.
    let object = try heap.allocate(64, in: next)
    #expect(object.handle.slab != kept.handle.slab)
    #expect(allocator.retainedSlabCount == 1)
    heap.free(kept.handle)
    #expect(allocator.retainedSlabCount == 0)
    #expect(try allocator.checkInvariants() == 1)
  }
}
