import TestSupport
import Foundation
import Statistics
import Testing

@testable import Experiments

@Suite struct RegionTests {
  @Test("A region comes back as a whole when it is closed and its last object dies")
  func reclaim() throws {
    var regions = try RegionAllocator(blockSize: 4_096)
    let region = regions.open()
    let objects = try (0..<40).map { _ in try regions.allocate(128, in: region) }
    #expect(regions.committedByteCount == 2 * 4_096)
    for object in objects.dropLast() {
      let isFreed = regions.free(object)
      #expect(isFreed)
    }
    let isDrained = regions.close(region)
    #expect(!isDrained)
    #expect(regions.retainedCount == 1 && regions.retainedBlockCount == 2)
    let frees = [regions.free(objects[39]), regions.free(objects[39])]
    #expect(frees == [true, false])
    #expect(regions.retainedCount == 0 && regions.retainedBlockCount == 0)
    let next = regions.close(regions.open())
    #expect(next)
  }

  @Test("Objects are aligned and apart, and keep what is written to them until they are freed")
  func layout() throws {
    let seed: UInt64 = 3
    var random = Xoshiro256StarStar(seed: seed)
    var regions = try RegionAllocator(blockSize: 8_192)
    var live: [(RegionAllocator.Object, StampedObject)] = []
    var open = [regions.open()]
    for serial in 0..<5_000 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        _ = regions.close(open.removeFirst())
        open.append(regions.open())
      case 1...8:
        guard !live.isEmpty else { continue }
        let (object, stamp) = live.remove(at: Int.random(in: live.indices, using: &random))
        #expect(stamp.end(), "seed \(seed), operation \(serial)")
        let isFreed = regions.free(object)
        #expect(isFreed)
      default:
        let size = Int.random(in: 8...768, using: &random)
        let object = try regions.allocate(size, in: open[0])
        #expect(Int(bitPattern: object.pointer) % RegionAllocator.alignment == 0)
        live.append((object, StampedObject(object.pointer, size: size, stamp: UInt64(serial))))
      }
    }
    let expected = Set(live.map(\.0.region)).subtracting(open).count
    #expect(regions.retainedCount == expected, "seed \(seed)")
    for (_, stamp) in live { #expect(stamp.isIntact, "seed \(seed)") }
  }

  @Test("Memory beyond the cache goes back to the system and reads as zero when it is used again")
  func discard() throws {
    var pool = try BlockPool(blockSize: 4_096, cacheLimit: 1, reservedByteCount: 3 * 4_096)
    let blocks = try (0..<3).map { _ in try pool.take() }
    #expect(Set(blocks).count == 3 && pool.committedCount == 3)
    let exhausted = error(GranuleError.self) { _ = try pool.take() }
    #expect(exhausted == .exhausted(reservedByteCount: 3 * 4_096))
    for block in blocks { pool.address(of: block).storeBytes(of: 7, as: UInt64.self) }
    for block in blocks { pool.giveBack(block) }
    #expect(pool.committedCount == 1)
    let first = try pool.take()
    #expect(first == blocks[0])
    #expect(pool.address(of: blocks[0]).load(as: UInt64.self) == 7)
    let again = try pool.take()
    #expect(pool.address(of: again).load(as: UInt64.self) == 0)
    #expect(pool.committedCount == 2)
  }

  @Test("An object larger than a block is refused")
  func oversized() throws {
    var regions = try RegionAllocator(blockSize: 4_096)
    let region = regions.open()
    let oversized = error(GranuleError.self) { _ = try regions.allocate(4_097, in: region) }
    #expect(oversized == .oversized(byteCount: 4_112, blockSize: 4_096))
  }

  @Test("A damaged stamp is noticed at either end, and a second end as well")
  func stamps() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    defer { memory.deallocate() }
    for (size, damaged) in [(8, 7), (12, 0), (16, 15), (64, 3), (64, 63)] {
      let object = StampedObject(memory, size: size, stamp: 99)
      #expect(object.isIntact)
      memory.storeBytes(of: 255, toByteOffset: damaged, as: UInt8.self)
      #expect(!object.isIntact)
      let other = StampedObject(memory, size: size, stamp: 100)
      #expect(!object.isIntact && other.end() && !other.end())
    }
  }
}
