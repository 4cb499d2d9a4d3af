import Testing

@testable import TemporalSlab

@Suite struct ForeignHandleTests {
  @Test("an allocator refuses the handles of another, the first ones and later ones")
  func twoAllocators() throws {
    let first = try SlabAllocator(smallConfiguration())
    let second = try SlabAllocator(smallConfiguration())
    let firstHeap = try first.makeHeap()
    let secondHeap = try second.makeHeap()
    for _ in 0..<100 {
      let theirs = try firstHeap.allocate(128, count: 33, in: first.currentEpoch)
      let own = try secondHeap.allocate(128, count: 33, in: second.currentEpoch)
      #expect(secondHeap.free(theirs) == 0)
      #expect(firstHeap.free(own) == 0)
      #expect(firstHeap.free(theirs) == 33 && secondHeap.free(own) == 33)
      try first.turn(1, closingWith: firstHeap)
      try second.turn(1, closingWith: secondHeap)
    }
  }

  @Test("a hundred allocators refuse a million handles of each other", arguments: [4_096, 65_536])
  func hundredAllocators(slabSize: Int) throws {
    /// Heaps are not copyable, so an array holds them like this.
    final class Party {
      let allocator: SlabAllocator<NoObserver>
      let heap: SlabHeap<NoObserver>
      var handles: [SlabHandle] = []

      init(slabSize: Int) throws {
        allocator = try SlabAllocator(
          smallConfiguration(reservedByteCount: 1 << 24) { $0.slabSize = slabSize })
        heap = try allocator.makeHeap()
      }
    }
    let parties = try (0..<100).map { _ in try Party(slabSize: slabSize) }
    for party in parties {
      let sizes = party.allocator.configuration.sizeClasses
      for number in 0..<102 {
        let size = sizes[number % sizes.count]
        party.handles.append(
          try party.heap.allocate(size, in: party.allocator.currentEpoch).handle)
      }
    }
    var refused = 0
    for party in parties {
      for other in parties where other !== party {
        for handle in other.handles where !party.heap.free(handle) { refused += 1 }
      }
    }
    #expect(refused == 100 * 99 * 102)
    for party in parties {
      #expect(try party.allocator.checkInvariants() == party.handles.count)
      for handle in party.handles { #expect(party.heap.free(handle) == true) }
    }
  }

  @Test(
    "the generations that n allocators begin with lie more than 2^24 / 3n apart",
    arguments: [2, 10, 100, 1_000, 10_000])
  func distances(count: UInt64) {
    let starts = (1...count).map { SlabTable.firstGeneration(ofAllocator: $0) }.sorted()
    let around = starts + [starts[0] + 1 << 24]
    let smallest = zip(around, around.dropFirst()).map { $1 - $0 }.min() ?? 0
    #expect(smallest > (1 << 24) / (3 * count), "\(smallest)")
  }

  @Test("generations run past the end of their range")
  func wrapping() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = 1 })
    let heap = try allocator.makeHeap()
    // Brings slab 0 to the last generation of the range.
    _ = try allocator.core.table.takeID()
    #expect(allocator.core.table.giveBack(id: 0, retiring: false) == 4_096)
    let last = UInt64(SlabHandle.generationLimit)
    allocator.core.table.records[0].handleBase.store(
      SlabHandle.vacantBase(slab: 0, generation: last, sizeClass: 0), ordering: .relaxed)
    for generation in [Int(last), 0, 1] {
      let object = try heap.allocate(64, in: allocator.currentEpoch)
      #expect(object.handle.generation == generation)
      #expect(object.handle.slab == 0)
      #expect(heap.free(object.handle) == true)
      try allocator.turn(1, closingWith: heap)
      #expect(heap.free(object.handle) == false)
    }
    #expect(allocator.counters.retiredSlabs == 0)
    try allocator.checkInvariants()
  }
}
