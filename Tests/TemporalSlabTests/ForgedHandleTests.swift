import Foundation
import Statistics
import Testing

@testable import TemporalSlab

/// Forged handles of each kind, slab size and moment; `DRAINBENCH_FORGED_HANDLES` asks for more
/// than the default.
private let forgedCount =
  Int(ProcessInfo.processInfo.environment["DRAINBENCH_FORGED_HANDLES"] ?? "") ?? 2_000

@Suite struct ForgedHandleTests {
  static let slabSizes = (12...18).map { 1 << $0 }

  enum Kind: CaseIterable {
    case zero, small, random, flipped
  }

  @Test("before slab 0 is used its handles are refused, and no address is handed out twice")
  func firstSlab() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.slabSize = 8_192 })
    let heap = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    for slot in 0..<SlabHandle.slotLimit {
      let forged = SlabHandle(bits: UInt64(slot) << SlabHandle.slotShift)
      #expect(heap.free(forged) == false, "slot \(slot)")
      #expect(other.free(forged) == false, "slot \(slot), by another heap")
    }
    let epoch = allocator.currentEpoch
    var addresses = Set<UnsafeMutableRawPointer>()
    for size in allocator.configuration.sizeClasses {
      let capacity = allocator.configuration.capacity(ofObjectSize: size)
      for object in try heap.allocate(size, count: capacity + 1, in: epoch)
        + other.allocate(size, count: capacity + 1, in: epoch)
      {
        #expect(addresses.insert(object.pointer).inserted, "\(object.handle)")
      }
    }
    #expect(try allocator.checkInvariants() == addresses.count)
  }

  @Test(
    "forged handles are refused at every slab size, from the first moment on",
    arguments: slabSizes, Kind.allCases)
  func refused(slabSize: Int, kind: Kind) throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.slabSize = slabSize })
    let heap = try allocator.makeHeap()
    let other = try allocator.makeHeap()
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Xoshiro256StarStar(seed: seed)
    var live: [SlabHandle] = []
    var names = Set<SlabHandle>()

    /// A handle that names one object may be made by chance; every other must be refused.
    func forge(_ count: Int) throws {
      for number in 0..<count {
        let forged: SlabHandle
        switch kind {
        case .zero: forged = SlabHandle(bits: 0)
        case .small: forged = SlabHandle(bits: UInt64(number))
        case .random: forged = SlabHandle(bits: random.next())
        case .flipped:
          let bits = live.isEmpty ? 0 : live[number % live.count].bits
          let second = random.next() & random.next() & random.next() & random.next()
          forged = SlabHandle(bits: bits ^ second ^ 1 << random.nextBounded(64))
        }
        let freed = number % 2 == 0 ? heap.free(forged) : other.free(forged)
        if freed {
          try #require(names.remove(forged) != nil, "\(forged) was freed, seed \(seed)")
          live.removeAll { $0 == forged }
        }
      }
      heap.flush()
      other.flush()
      #expect(try allocator.checkInvariants() == live.count, "seed \(seed)")
    }

    try forge(forgedCount)
    for _ in 0..<3 {
      let epoch = allocator.currentEpoch
      for size in allocator.configuration.sizeClasses {
        let count = Int(random.nextBounded(100))
        let objects = try heap.allocate(size, count: count, in: epoch)
        let others = try other.allocate(size, count: count, in: epoch)
        // Of each class some slabs are shared, some empty and some in use.
        #expect(other.free(objects[(count / 2)...]) == count - count / 2, "seed \(seed)")
        live += (objects[..<(count / 2)] + others).map(\.handle)
      }
      names = Set(live)
      try forge(forgedCount / 3)
      try heap.close(epoch)
      heap.releaseCache()
      other.flush()
      try forge(forgedCount / 3)
      try allocator.advance()
    }
    for handle in live { #expect(heap.free(handle) == true, "\(handle), seed \(seed)") }
    other.flush()
    #expect(try allocator.checkInvariants() == 0, "seed \(seed)")
  }
}
