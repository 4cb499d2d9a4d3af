import Testing

@testable import TemporalSlab

@Suite struct HeapLimitTests {
  /// A heap in an array: heaps themselves cannot be copied.
  final class HeldHeap {
    let heap: SlabHeap<NoObserver>
    init(of allocator: SlabAllocator<NoObserver>) throws { heap = try allocator.makeHeap() }
  }

  @Test("six thousand heaps live at once, and each is served")
  func manyHeaps() throws {
    let allocator = try SlabAllocator(
      smallConfiguration {
        $0.ringSlots = 2
        $0.persistentSlots = 1
        $0.sizeClasses = [64]
      })
    let epoch = allocator.currentEpoch
    var heaps = try (0..<6_000).map { _ in try HeldHeap(of: allocator) }
    let objects = try heaps.map { try $0.heap.allocate(64, in: epoch) }
    #expect(Set(objects.map(\.handle)).count == heaps.count)
    #expect(try allocator.checkInvariants() == heaps.count)
    #expect(try heaps[5_999].heap.close(epoch).liveObjects == heaps.count)
    for (held, object) in zip(heaps.reversed(), objects) {
      #expect(held.heap.free(object.handle) == true)
    }
    heaps = []
    #expect(try allocator.makeHeap().close(epoch).liveObjects == 0)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("a heap past the limit is refused with an error, and made when another has ended")
  func refused() throws {
    let core = try SlabCore(smallConfiguration(), heapLimit: 3)
    let heaps = try (0..<3).map { _ in try core.makeHeap() }
    #expect(throws: HeapError.tooManyHeaps(limit: 3)) { try core.makeHeap() }
    #expect(throws: HeapError.tooManyHeaps(limit: 3)) { try core.makeHeap() }
    core.retire(heaps[1])
    #expect(try core.makeHeap() == heaps[1])
    #expect(throws: HeapError.tooManyHeaps(limit: 3)) { try core.makeHeap() }
    for heap in heaps { core.retire(heap) }
  }

  @Test("a slab names its heap in 24 bits: one past 65,535 owns it and collects others' frees")
  func wideOwner() throws {
    #expect(SlabRecord.ownerLimit == 1 << 24)
    let core = try SlabCore(smallConfiguration())
    #expect(core.heapLimit == SlabRecord.ownerLimit)
    let index = SlabRecord.ownerLimit - 1
    let far = try HeapRecord.make(
      index: UInt32(index), slotCount: core.slotCount, ringSlots: 16, table: core.table,
      cachedSlabLimit: 32)
    defer { HeapRecord.release(far) }
    core.heaps[index] = far
    let near = try core.makeHeap()
    let epoch = try core.advance(label: "")
    let objects = try (0..<3).map { _ in try core.allocateSlow(far, size: 768, in: epoch) }
    let record = core.table.records + objects[0].handle.slab
    #expect(record.pointee.owner.load(ordering: .relaxed) == UInt32(index))
    #expect(record.pointee.home.load(ordering: .relaxed) == UInt32(index))
    #expect(core.freeSlow(far, objects[0].handle))
    #expect(core.freeSlow(near, objects[1].handle))
    #expect(!core.freeSlow(near, objects[1].handle))
    #expect(record.pointee.owner.load(ordering: .relaxed) == SlabRecord.sharedOwner)
    core.attend(far)
    #expect(far.pointee.counters.collectedFrees.load(ordering: .relaxed) == 1)
    #expect(core.table.liveCount(record) == 1)
    core.retire(near)
  }

  @Test("heaps that ended serve again, the last one first, and a close looks after all of them")
  func vacantHeaps() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let epoch = allocator.currentEpoch
    var held = try (0..<5).map { _ in try HeldHeap(of: allocator) }
    let objects = try held.map { try $0.heap.allocate(256, in: epoch) }
    let indices = held.map { $0.heap.heap.pointee.index }
    while !held.isEmpty { held.removeLast() }
    let closer = try allocator.makeHeap()
    #expect(closer.heap.pointee.index == indices[0])
    #expect(closer.free(objects) == 5)
    #expect(try closer.close(epoch).deferredSlabs == 0)
    #expect(try allocator.checkInvariants() == 0)
    held = try (0..<4).map { _ in try HeldHeap(of: allocator) }
    #expect(held.map { $0.heap.heap.pointee.index } == Array(indices[1...]))
    #expect(allocator.core.registry.pointee.heapCount.load(ordering: .relaxed) == 5)
  }

  @Test("ten thousand threads that come and go leave as many heaps as lived at once")
  func comingAndGoing() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let epoch = allocator.currentEpoch
    let together = 8
    for _ in 0..<10_000 / together {
      try onThreads(together) { _ in
        let heap = try allocator.makeHeap()
        let object = try heap.allocate(192, in: epoch)
        try demand(heap.free(object.handle), "\(object.handle) was not freed")
      }
    }
    let counters = allocator.counters
    let heaps = allocator.core.registry.pointee.heapCount.load(ordering: .relaxed)
    #expect(heaps <= together)
    #expect(counters.createdSlabs <= together)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("messages say what was asked and what is allowed")
  func messages() {
    #expect("\(HeapError.tooManyHeaps(limit: 7))".hasPrefix("all 7 heaps are in use: "))
    #expect(
      "\(HeapError.outOfMemory(byteCount: 70_000))"
        == "the system has no memory for a heap's 70000 bytes")
  }
}
