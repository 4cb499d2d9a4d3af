import Testing

@testable import TemporalSlab

@Suite struct SlabHandleTests {
  @Test("a handle is slab 22, generation 24, slot 12, class 4 and version 2 bits from the top")
  func layout() {
    let handle = SlabHandle(slab: 0x2a_aaaa, generation: 0xcd_ef01, slot: 0x5a5, sizeClass: 0x9)
    #expect(handle.bits >> 42 == 0x2a_aaaa)
    #expect(handle.bits >> 18 & 0xff_ffff == 0xcd_ef01)
    #expect(handle.bits >> 6 & 0xfff == 0x5a5)
    #expect(handle.bits >> 2 & 0xf == 0x9)
    #expect(handle.bits & 0b11 == 0b01)
  }

  @Test("the largest and the smallest value of each field leave the others alone")
  func edges() {
    let fields = [
      (0, 1, 0, 0), (SlabHandle.slabLimit - 1, 1, 0, 0), (0, SlabHandle.generationLimit, 0, 0),
      (0, 1, SlabHandle.slotLimit - 1, 0), (0, 1, 0, SlabHandle.sizeClassLimit - 1),
      (
        SlabHandle.slabLimit - 1, SlabHandle.generationLimit, SlabHandle.slotLimit - 1,
        SlabHandle.sizeClassLimit - 1
      ),
    ]
    for (slab, generation, slot, sizeClass) in fields {
      let handle = SlabHandle(
        slab: slab, generation: UInt64(generation), slot: slot, sizeClass: sizeClass)
      #expect(handle.slab == slab)
      #expect(handle.generation == generation)
      #expect(handle.slot == slot)
      #expect(handle.sizeClass == sizeClass)
      #expect(SlabHandle(bits: handle.bits) == handle)
    }
  }

  @Test("a handle describes itself by its fields")
  func description() {
    let handle = SlabHandle(slab: 7, generation: 3, slot: 12, sizeClass: 4)
    #expect("\(handle)" == "slab 7 generation 3 slot 12 class 4")
  }

  @Test("a handle with any one bit changed is refused and changes nothing")
  func flippedBits() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    let object = try heap.allocate(256, in: allocator.currentEpoch)
    for bit in 0..<64 {
      let forged = SlabHandle(bits: object.handle.bits ^ 1 << UInt64(bit))
      #expect(heap.free(forged) == false, "bit \(bit)")
    }
    #expect(allocator.counters.rejectedFrees == 64)
    #expect(try allocator.checkInvariants() == 1)
    #expect(heap.free(object.handle) == true)
    #expect(heap.free(SlabHandle(bits: 0)) == false)
    #expect(heap.free(SlabHandle(bits: .max)) == false)
  }
}
