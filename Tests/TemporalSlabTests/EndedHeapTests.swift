import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct EndedHeapTests {
  @Test("slabs that a heap had cached when it ended serve the next one, with their memory")
  func cacheIsHandedDown() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    var earlier: [Allocation] = []
    do {
      let heap = try allocator.makeHeap()
      earlier = try heap.allocate(512, count: 10 * 8, in: allocator.currentEpoch)
      for object in earlier { object.pointer.storeBytes(of: 77, as: UInt64.self) }
      heap.free(earlier)
      #expect(try heap.close(allocator.currentEpoch).returnedByteCount == 0)
      #expect(allocator.counters.cachedSlabs == 10)
    }
    #expect(allocator.counters.cachedSlabs == 0)
    #expect(allocator.counters.pooledSlabs == 10)
    #expect(allocator.counters.decommitCalls == 0)
    #expect(allocator.committedByteCount == 10 * 4_096)
    try allocator.checkInvariants()

    let heap = try allocator.makeHeap()
    let objects = try heap.allocate(128, count: 10 * 32, in: try allocator.advance())
    #expect(allocator.counters.createdSlabs == 10)
    #expect(allocator.counters.pooledSlabs == 0)
    for object in objects where Int(bitPattern: object.pointer) % 512 == 0 {
      #expect(object.pointer.load(as: UInt64.self) == 77)
    }
    #expect(heap.free(earlier) == 0)
    #expect(try allocator.checkInvariants() == objects.count)
  }

  @Test("ended heaps leave as many slabs as one may cache, and asking for them gives them back")
  func bound() throws {
    for limit in [0, 1, 32] {
      let allocator = try SlabAllocator(
        smallConfiguration {
          $0.sizeClasses = [256, 512]
          $0.cachedSlabLimit = limit
        })
      let epoch = allocator.currentEpoch
      func fill(_ heap: borrowing SlabHeap<NoObserver>) throws {
        for size in [256, 512] {
          let count = 40 * allocator.configuration.capacity(ofObjectSize: size)
          heap.free(try heap.allocate(size, count: count, in: epoch))
        }
      }
      do {
        let first = try allocator.makeHeap()
        let second = try allocator.makeHeap()
        try fill(first)
        try fill(second)
        #expect(try second.close(epoch).recycledSlabs == 80)
        first.flush()
        #expect(allocator.counters.cachedSlabs == 4 * limit)
      }
      #expect(allocator.counters.pooledSlabs == 2 * limit)
      #expect(allocator.committedByteCount == 2 * limit * 4_096)
      try allocator.checkInvariants()
      #expect(try allocator.makeHeap().releaseCache() == 2 * limit * 4_096)
      #expect(allocator.committedByteCount == 0)
      #expect(allocator.counters.pooledSlabs == 0)
      #expect(allocator.counters.decommitCalls == 160)
      try allocator.checkInvariants()
    }
  }

  @Test("slabs beyond a heap's cache that another emptied go to the pool, up to its bound")
  func emptiedByOthers() throws {
    let limit = 2
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = limit })
    let owner = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let bound = limit * allocator.configuration.sizeClasses.count
    let slabs = 3 + limit + bound
    #expect(other.free(try owner.allocate(512, count: slabs * 8, in: epoch)) == slabs * 8)
    #expect(try owner.close(epoch).returnedByteCount == 3 * 4_096)
    #expect(allocator.counters.cachedSlabs == limit)
    #expect(allocator.counters.pooledSlabs == bound)
    #expect(allocator.committedByteCount == (limit + bound) * 4_096)
    try allocator.checkInvariants()
    _ = try other.allocate(512, in: try allocator.advance())
    #expect(allocator.counters.createdSlabs == slabs)
    #expect(allocator.counters.pooledSlabs == bound - 1)
    #expect(owner.releaseCache() == (limit + bound - 1) * 4_096)
    #expect(try allocator.checkInvariants() == 1)
  }

  @Test("what an ended heap leaves in a closed epoch is shared, and new slabs do not start so")
  func closedSlabsAreShared() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let epoch = allocator.currentEpoch
    let other = try allocator.makeHeap()
    var kept: [Allocation] = []
    var open: [Allocation] = []
    do {
      let ended = try allocator.makeHeap()
      kept = try ended.allocate(256, count: 32, in: epoch)
      try ended.close(epoch)
      open = try ended.allocate(256, count: 16, in: try allocator.advance())
    }
    func owner(_ object: Allocation) -> UInt32 {
      let record = allocator.core.table.records + object.handle.slab
      return record.pointee.owner.load(ordering: .relaxed)
    }
    let next = try allocator.makeHeap()
    #expect(owner(kept[0]) == SlabRecord.sharedOwner)
    #expect(owner(open[0]) == next.heap.pointee.index)
    // The heap's next thread frees half of one slab, another one the rest and all of the other.
    #expect(next.free(kept[..<8]) == 8)
    #expect(other.free(kept) == 24)
    #expect(next.free(kept) == 0)
    #expect(allocator.counters.sharedFrees == 32)
    next.flush()
    #expect(allocator.retainedSlabCount == 0)
    #expect(allocator.counters.recycledSlabs == 2)
    _ = try next.allocate(256, in: allocator.currentEpoch)
    #expect(allocator.counters.sharedSlabs == 0)
    #expect(try allocator.checkInvariants() == 17)
  }

  @Test("the heap's own free that empties a shared slab of a closed epoch recycles it at once")
  func ownFreeRecycles() throws {
    for slabSize in [4_096, 65_536] {
      let allocator = try SlabAllocator(smallConfiguration { $0.slabSize = slabSize })
      let epoch = allocator.currentEpoch
      let count = allocator.configuration.capacity(ofObjectSize: 64)
      var kept: [Allocation] = []
      do {
        let ended = try allocator.makeHeap()
        kept = try ended.allocate(64, count: count, in: epoch)
        try ended.close(epoch)
      }
      let heap = try allocator.makeHeap()
      #expect(heap.free(kept.dropLast()) == count - 1)
      #expect(allocator.counters.recycledSlabs == 0)
      #expect(heap.free(kept) == 1)
      #expect(allocator.counters.recycledSlabs == 1)
      #expect(allocator.retainedSlabCount == 0)
      #expect(try allocator.checkInvariants() == 0)
    }
  }

  @Test("threads that hand their objects over and end, twice each: every object is freed once")
  func succession() throws {
    let lines = 4
    let pairs = lines / 2
    let generations = isSanitized ? 12 : 40
    let count = 150
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = 4 })
    // Each set goes to two threads of the next generation, which free it at once.
    let sets = Mutex([[SlabHandle]](repeating: [], count: lines))
    let epochs = Mutex([allocator.currentEpoch])
    let accepted = Atomic<Int>(0)
    for generation in 0..<generations {
      let inherited = sets.withLock { $0 }
      try onThreads(lines) { line in
        let heap = try allocator.makeHeap()
        let epoch = try allocator.advance()
        var handles: [SlabHandle] = []
        for index in 0..<count {
          handles.append(try heap.allocate(index % 3 * 200 + 64, in: epoch).handle)
          if index % 5 == 4 {
            try demand(heap.free(handles.removeLast()), "object \(index) was not freed")
          }
        }
        for victim in [line, line ^ pairs] {
          for handle in inherited[victim] where heap.free(handle) {
            accepted.add(1, ordering: .relaxed)
          }
        }
        sets.withLock { $0[line] = handles }
        // Every other line leaves the close to a thread without a heap.
        if line % 2 == 0 {
          try heap.close(epoch)
        } else {
          epochs.withLock { $0.append(epoch) }
        }
      }
      if generation > 0 {
        let expected = lines * count * 4 / 5
        let freed = accepted.exchange(0, ordering: .relaxed)
        try demand(freed == expected, "generation \(generation): \(freed) freed of \(expected)")
      }
      for epoch in epochs.withLock({ $0 }) { try allocator.close(epoch) }
      epochs.withLock { $0 = [] }
      try allocator.checkInvariants()
    }
    let heap = try allocator.makeHeap()
    for handle in sets.withLock({ $0.flatMap(\.self) }) { #expect(heap.free(handle) == true) }
    try heap.close(allocator.currentEpoch)
    #expect(try allocator.checkInvariants() == 0)
    #expect(allocator.retainedSlabCount == 0)
  }
}
