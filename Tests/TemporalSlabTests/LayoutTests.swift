import Foundation
import Testing

@testable import TemporalSlab

@Suite struct LayoutTests {
  @Test("what several threads write takes whole cache lines")
  func cacheLines() throws {
    #expect(MemoryLayout<EpochRecord>.stride == CacheLine.byteCount)
    #expect(MemoryLayout<EpochHold>.stride == CacheLine.byteCount)
    #expect(MemoryLayout<EpochRegistry>.stride <= CacheLine.byteCount)
    #expect(MemoryLayout<SlabRecord>.stride == CacheLine.byteCount)
    let core = try SlabAllocator(smallConfiguration()).core
    for address in [
      UnsafeRawPointer(core.epochs), UnsafeRawPointer(core.holds), UnsafeRawPointer(core.registry),
      UnsafeRawPointer(core.table.records),
    ] {
      #expect(UInt(bitPattern: address) % UInt(CacheLine.byteCount) == 0)
    }
  }

  @Test("no two epochs of the process have the same era, and an allocator's grow")
  func eras() throws {
    let allocators = try [
      SlabAllocator(smallConfiguration()), SlabAllocator(smallConfiguration()),
    ]
    var eras = allocators.map { [$0.currentEpoch.era] }
    for _ in 0..<2_500 {
      for (index, allocator) in allocators.enumerated() {
        try allocator.close(allocator.currentEpoch)
        eras[index].append(try allocator.advance().era)
      }
    }
    for own in eras { #expect(zip(own, own.dropFirst()).allSatisfy { $0 < $1 }) }
    #expect(Set(eras.joined()).count == 2 * 2_501)
  }

  static let slabSizes = (0...6).map { 4_096 << $0 }

  @Test(
    "every byte of every slot is the object's, aligned and shared with nobody",
    arguments: slabSizes)
  func wholeObjects(slabSize: Int) throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.slabSize = slabSize })
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    var objects: [(allocation: Allocation, size: Int, pattern: Int32)] = []
    for size in allocator.configuration.sizeClasses {
      // Full slabs, and one more that is not.
      for index in 0..<slabSize / size * 2 + 1 {
        let object = try heap.allocate(size, in: epoch)
        let alignment = 1 << min(size.trailingZeroBitCount, slabSize.trailingZeroBitCount)
        try #require(UInt(bitPattern: object.pointer) % UInt(alignment) == 0)
        let pattern = Int32(truncatingIfNeeded: index &* 31 &+ size) & 0xff
        memset(object.pointer, pattern, size)
        objects.append((object, size, pattern))
      }
    }
    // No slot has metadata: writing all of them has changed nothing that the allocator knows.
    #expect(try allocator.checkInvariants() == objects.count)
    let intact = objects.allSatisfy { object in
      let bytes = UnsafeRawBufferPointer(start: object.allocation.pointer, count: object.size)
      return bytes.allSatisfy { Int32($0) == object.pattern }
    }
    #expect(intact)

    let sorted = objects.sorted { $0.allocation.pointer < $1.allocation.pointer }
    for (object, next) in zip(sorted, sorted.dropFirst()) {
      try #require(object.allocation.pointer + object.size <= next.allocation.pointer)
    }
    #expect(heap.free(objects.map(\.allocation)) == objects.count)
    let report = try heap.close(epoch)
    #expect(report.recycledSlabs == 3 * 8)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("metadata is at most 2 % of the bytes of slabs of 4 KiB, and is counted")
  func metadata() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let heap = try allocator.makeHeap()
    let slabs = 10_000
    for _ in 0..<slabs * (4_096 / 768) {
      _ = try heap.allocate(768, in: allocator.currentEpoch)
    }
    let counters = allocator.counters
    #expect(counters.committedByteCount == slabs * 4_096)
    #expect(counters.metadataByteCount >= slabs * MemoryLayout<SlabRecord>.stride)
    #expect(Double(counters.metadataByteCount) <= 0.02 * Double(counters.committedByteCount))
  }

  @Test("a slab holds exactly its capacity", arguments: slabSizes)
  func capacity(slabSize: Int) throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.slabSize = slabSize })
    let heap = try allocator.makeHeap()
    for size in allocator.configuration.sizeClasses {
      let capacity = slabSize / size
      let objects = try heap.allocate(size, count: capacity + 1, in: allocator.currentEpoch)
      #expect(Set(objects.dropLast().map(\.handle.slab)).count == 1)
      #expect(Set(objects.dropLast().map(\.handle.slot)) == Set(0..<capacity))
      #expect(objects[capacity].handle.slab != objects[0].handle.slab)
    }
  }
}
