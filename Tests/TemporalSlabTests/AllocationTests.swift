import Testing

@testable import TemporalSlab

@Suite struct AllocationTests {
  @Test(
    "an object's memory is the bytes that were asked for, from its first one",
    arguments: [1, 8, 65, 768])
  func memory(size: Int) throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    let object = try heap.allocate(size, in: allocator.currentEpoch)
    #expect(object.byteCount == size)
    #expect(object.memory.baseAddress == object.pointer)
    #expect(object.memory.count == size)
    object.memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
    #expect(object.memory.allSatisfy { $0 == 0xa5 })
    #expect(object.memory.bytes.byteCount == size)
    #expect(object.memory.bytes.unsafeLoad(fromByteOffset: size - 1, as: UInt8.self) == 0xa5)
    #expect(heap.free(object.handle) == true)
  }
}
