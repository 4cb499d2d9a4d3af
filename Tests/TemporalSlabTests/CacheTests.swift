import Foundation
import Testing

@testable import TemporalSlab

@Suite struct CacheTests {
  @Test(
    "each class keeps its bound of empty slabs, and the memory of the rest goes back",
    arguments: [
      0, 1, 32,
    ])
  func bound(limit: Int) throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = limit })
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let slabs = 50
    for size in [256, 768] {
      let capacity = allocator.configuration.capacity(ofObjectSize: size)
      heap.free(try heap.allocate(size, count: slabs * capacity, in: epoch))
    }
    #expect(allocator.committedByteCount == 2 * slabs * 4_096)
    let report = try heap.close(epoch)
    #expect(report.recycledSlabs == 2 * slabs)
    #expect(report.returnedByteCount == 2 * (slabs - limit) * 4_096)

    let counters = allocator.counters
    #expect(counters.createdSlabs == 2 * slabs)
    #expect(counters.recycledSlabs == 2 * slabs)
    #expect(counters.cachedSlabs == 2 * limit)
    #expect(counters.committedByteCount == 2 * limit * 4_096)
    #expect(counters.decommitCalls == 2 * (slabs - limit))
    #expect(counters.decommittedByteCount == report.returnedByteCount)
    #expect(counters.decommitFailures == 0)
    try allocator.checkInvariants()

    #expect(heap.releaseCache() == 2 * limit * 4_096)
    #expect(allocator.committedByteCount == 0)
    #expect(allocator.counters.cachedSlabs == 0)
    try allocator.checkInvariants()
  }

  @Test("slabs come from the cache first, then from the pool, then fresh")
  func order() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = 2 })
    let heap = try allocator.makeHeap()
    heap.free(try heap.allocate(768, count: 25, in: allocator.currentEpoch))
    try allocator.turn(1, closingWith: heap)
    var used: [(cache: Int, pool: Int, fresh: Int)] = []
    for _ in 0..<7 {
      _ = try heap.allocate(768, count: 5, in: allocator.currentEpoch)
      let counters = allocator.counters
      used.append((counters.cacheRefills, counters.poolRefills, counters.freshRefills - 5))
    }
    #expect(used.map(\.cache) == [1, 2, 2, 2, 2, 2, 2])
    #expect(used.map(\.pool) == [0, 0, 1, 2, 3, 3, 3])
    #expect(used.map(\.fresh) == [0, 0, 0, 0, 0, 1, 2])
    #expect(try allocator.checkInvariants() == 35)
  }

  @Test("the pages of a slab beyond the cache leave memory, those of a cached one stay")
  func pagesLeave() throws {
    for (limit, resident) in [(0, 0), (32, 8)] {
      let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = limit })
      let heap = try allocator.makeHeap()
      let objects = try heap.allocate(512, count: 64, in: allocator.currentEpoch)
      for object in objects { memset(object.pointer, 0xa5, 512) }
      let base = allocator.core.table.base
      #expect(residentPages(at: base, byteCount: 8 * 4_096) == 8)
      heap.free(objects)
      try heap.close(allocator.currentEpoch)
      #expect(residentPages(at: base, byteCount: 8 * 4_096) == resident)
    }
  }

  @Test("a stale handle answers false and a stale pointer reads, with the memory kept or gone")
  func staleHandles() throws {
    for limit in [0, 32] {
      let allocator = try SlabAllocator(smallConfiguration { $0.cachedSlabLimit = limit })
      let heap = try allocator.makeHeap()
      let objects = try heap.allocate(192, count: 100, in: allocator.currentEpoch)
      for object in objects { object.pointer.storeBytes(of: 77, as: UInt64.self) }
      heap.free(objects)
      try allocator.turn(1, closingWith: heap)
      #expect(heap.free(objects) == 0)
      for object in objects {
        #expect(heap.free(object.pointer) == false)
        #expect(object.pointer.load(as: UInt64.self) == (limit == 0 ? 0 : 77))
      }

      // The same slabs serve again; the old names stay dead, and the new objects unharmed.
      let next = try heap.allocate(192, count: 100, in: allocator.currentEpoch)
      #expect(Set(next.map(\.pointer)) == Set(objects.map(\.pointer)))
      #expect(heap.free(objects) == 0)
      #expect(try allocator.checkInvariants() == 100)
      #expect(heap.free(next) == 100)
    }
  }

  @Test("slab ids are used as often as the limit says, then retired and counted")
  func generationExhaustion() throws {
    for limit in [0, 32] {
      let allocator = try SlabAllocator(
        smallConfiguration {
          $0.generationLimit = 3
          $0.cachedSlabLimit = limit
        })
      let heap = try allocator.makeHeap()
      let first = Int(allocator.core.table.firstGeneration)
      var handles: [SlabHandle] = []
      var pointers: [UnsafeMutableRawPointer] = []
      for lap in 1...12 {
        let object = try heap.allocate(64, in: allocator.currentEpoch)
        #expect(object.handle.generation == (first + (lap - 1) % 3) % (1 << 24))
        handles.append(object.handle)
        pointers.append(object.pointer)
        heap.free(object.handle)
        try allocator.turn(1, closingWith: heap)
        #expect(allocator.counters.retiredSlabs == lap / 3)
        try allocator.checkInvariants()
      }
      #expect(allocator.counters.createdSlabs == 4)
      #expect(Set(handles).count == 12)
      #expect(allocator.committedByteCount == 0)
      for handle in handles { #expect(heap.free(handle) == false) }
      for pointer in pointers { #expect(heap.free(pointer) == false) }
      for slab in 0..<4 {
        for generation in [0, 1] + ((first - 1)...(first + 4)).map({ $0 & 0xff_ffff }) {
          let forged = SlabHandle(
            slab: slab, generation: UInt64(generation), slot: 0, sizeClass: 0)
          #expect(heap.free(forged) == false)
        }
      }
    }
  }

  @Test(
    "a slab whose memory the system does not take is counted, kept and used again first",
    .enabled(if: canLockPages, "pages cannot be locked here"))
  func decommitFailure() throws {
    for generationLimit in [1, SlabHandle.generationLimit] {
      let allocator = try SlabAllocator(
        smallConfiguration {
          $0.cachedSlabLimit = 0
          $0.generationLimit = generationLimit
        })
      let heap = try allocator.makeHeap()
      let object = try heap.allocate(768, in: allocator.currentEpoch)
      // madvise(2) refuses to drop a locked page.
      #expect(mlock(object.pointer, 4_096) == 0)
      heap.free(object.handle)
      let report = try heap.close(allocator.currentEpoch)
      #expect(report.recycledSlabs == 1)
      #expect(report.returnedByteCount == 0)
      #expect(allocator.counters.decommitFailures == 1)
      #expect(allocator.committedByteCount == 4_096)
      try allocator.checkInvariants()

      let next = try heap.allocate(64, in: try allocator.advance())
      let isRetired = generationLimit == 1
      #expect(next.handle.slab == (isRetired ? 1 : 0))
      #expect(allocator.committedByteCount == (isRetired ? 8_192 : 4_096))
      #expect(try allocator.checkInvariants() == 1)
      munlock(object.pointer, 4_096)
    }
  }
}

/// Whether a page can be locked in memory, which madvise(2) then refuses to drop; sanitizers only
/// pretend to lock.
private let canLockPages: Bool = {
  let page = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 4_096)
  defer { page.deallocate() }
  guard !isSanitized, mlock(page, 4_096) == 0 else { return false }
  return munlock(page, 4_096) == 0
}()
