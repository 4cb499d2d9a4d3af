import Testing

@testable import TemporalSlab

@Suite struct ExhaustionTests {
  @Test("when every slab of the reservation is in use, allocation throws and goes on after frees")
  func addressSpace() throws {
    let reserved = 8 * 4_096
    let allocator = try SlabAllocator(
      smallConfiguration(reservedByteCount: reserved) { $0.cachedSlabLimit = 0 })
    #expect(allocator.slabLimit == 8)
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let objects = try heap.allocate(768, count: 40, in: epoch)
    let refusal = AllocationError.addressSpaceExhausted(reservedByteCount: reserved)
    for size in [64, 384, 768] { #expect(heap.refusal(of: size, in: epoch) == refusal) }
    #expect("\(refusal)".contains("32768"))
    #expect(allocator.committedByteCount == reserved)
    #expect(try allocator.checkInvariants() == 40)

    // A free slot of the class is enough for that class alone.
    heap.free(objects[0].handle)
    #expect(try heap.allocate(768, in: epoch).pointer == objects[0].pointer)
    #expect(heap.refusal(of: 64, in: epoch) == refusal)

    heap.free(objects.dropFirst(5))
    #expect(try heap.close(epoch).recycledSlabs == 7)
    let next = try allocator.advance()
    let later = try heap.allocate(64, count: 7 * 64, in: next)
    #expect(heap.refusal(of: 64, in: next) == refusal)
    #expect(try allocator.checkInvariants() == later.count + 5)
  }

  @Test("slabs that another heap caches are not taken from it, and come back when it lets go")
  func cachedElsewhere() throws {
    let allocator = try SlabAllocator(smallConfiguration(reservedByteCount: 2 * 4_096))
    let first = try allocator.makeHeap()
    let second = try allocator.makeHeap()
    first.free(try first.allocate(768, count: 10, in: allocator.currentEpoch))
    try allocator.turn(1, closingWith: first)
    let refusal = AllocationError.addressSpaceExhausted(reservedByteCount: 2 * 4_096)
    #expect(second.refusal(of: 768, in: allocator.currentEpoch) == refusal)
    #expect(first.releaseCache() == 2 * 4_096)
    #expect(second.refusal(of: 768, in: allocator.currentEpoch) == nil)
    #expect(try allocator.checkInvariants() == 1)
  }

  @Test("retired ids use up the reservation for good")
  func retiredAway() throws {
    let allocator = try SlabAllocator(
      smallConfiguration(reservedByteCount: 3 * 4_096) { $0.generationLimit = 2 })
    let heap = try allocator.makeHeap()
    for _ in 0..<6 {
      heap.free(try heap.allocate(64, in: allocator.currentEpoch).handle)
      try allocator.turn(1, closingWith: heap)
    }
    #expect(
      heap.refusal(of: 64, in: allocator.currentEpoch)
        == .addressSpaceExhausted(reservedByteCount: 3 * 4_096))
    #expect(allocator.counters.retiredSlabs == 3)
    #expect(try allocator.checkInvariants() == 0)
  }
}
