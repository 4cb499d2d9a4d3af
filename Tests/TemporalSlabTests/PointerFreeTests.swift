import Foundation
import Testing

@testable import TemporalSlab

@Suite struct PointerFreeTests {
  private let allocator: SlabAllocator<NoObserver>

  init() throws { allocator = try SlabAllocator(smallConfiguration(reservedByteCount: 1 << 22)) }

  @Test(
    "an object is freed by the pointer to its first byte, once",
    arguments: [
      64, 96, 128, 192, 256, 384, 512, 768,
    ])
  func firstByte(size: Int) throws {
    let heap = try allocator.makeHeap()
    let capacity = allocator.configuration.capacity(ofObjectSize: size)
    let objects = try heap.allocate(size, count: 2 * capacity, in: allocator.currentEpoch)
    for object in objects {
      for offset in [1, 7, 8, size / 2, size - 1] {
        #expect(heap.free(object.pointer + offset) == false)
      }
    }
    #expect(try allocator.checkInvariants() == 2 * capacity)
    for object in objects {
      #expect(heap.free(object.pointer) == true)
      #expect(heap.free(object.pointer) == false)
      #expect(heap.free(object.handle) == false)
    }
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("the bytes after the last slot of a slab are nobody's")
  func tail() throws {
    let heap = try allocator.makeHeap()
    for size in [96, 192, 384, 768] {
      let object = try heap.allocate(size, in: allocator.currentEpoch)
      let slab = allocator.core.table.address(ofSlab: object.handle.slab)
      let end = allocator.configuration.capacity(ofObjectSize: size) * size
      for offset in stride(from: end, to: 4_096, by: 8) {
        #expect(heap.free(slab + offset) == false)
      }
    }
    #expect(try allocator.checkInvariants() == 4)
  }

  @Test("pointers outside the created slabs are refused")
  func outside() throws {
    let heap = try allocator.makeHeap()
    let object = try heap.allocate(64, in: allocator.currentEpoch)
    let base = allocator.core.table.base
    let end = base + (1 << 22)
    let outside = [
      base - 1, base - 64, base - 4_096, base + 4_096, base + (1 << 20), end - 64, end - 4_096, end,
      end + 64, UnsafeMutableRawPointer(bitPattern: 8)!, UnsafeMutableRawPointer(bitPattern: -8)!,
      UnsafeMutableRawPointer(bitPattern: Int.min)!, UnsafeMutableRawPointer(bitPattern: Int.max)!,
    ]
    for pointer in outside { #expect(heap.free(pointer) == false, "\(pointer)") }
    #expect(allocator.counters.rejectedFrees == outside.count)
    #expect(heap.free(object.pointer) == true)
  }

  @Test("foreign memory and objects of another allocator are refused")
  func foreign() throws {
    let other = try SlabAllocator(smallConfiguration(reservedByteCount: 1 << 22))
    let heap = try allocator.makeHeap()
    let otherHeap = try other.makeHeap()
    let theirs = try otherHeap.allocate(64, in: other.currentEpoch)
    let block = UnsafeMutableRawPointer.allocate(byteCount: 4_096, alignment: 4_096)
    defer { block.deallocate() }
    var local = 0
    #expect(heap.free(theirs.pointer) == false)
    #expect(heap.free(block) == false)
    withUnsafeMutablePointer(to: &local) { pointer in
      #expect(heap.free(UnsafeMutableRawPointer(pointer)) == false)
    }
    #expect(try other.checkInvariants() == 1)
    #expect(otherHeap.free(theirs.pointer) == true)
  }
}
