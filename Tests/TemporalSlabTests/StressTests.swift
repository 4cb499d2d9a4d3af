import Foundation
import Statistics
import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct StressTests {
  struct Setting: CustomTestStringConvertible {
    var reuse: ReuseMode
    var slabSize = 4_096
    var cachedSlabLimit = 32
    var generationLimit = SlabHandle.generationLimit
    var traders = 8
    var testDescription: String {
      "\(traders) threads, \(reuse), \(slabSize) bytes a slab, \(cachedSlabLimit) cached, "
        + "\(generationLimit) lives"
    }
  }

  static let settings = [
    Setting(reuse: .ring), Setting(reuse: .strict, cachedSlabLimit: 1),
    Setting(reuse: .ring, slabSize: 65_536, cachedSlabLimit: 0),
    Setting(reuse: .strict, cachedSlabLimit: 0, generationLimit: 200),
    Setting(reuse: .ring, cachedSlabLimit: 2, traders: 16),
  ]

  @Test(
    "many threads allocate and free each other's objects while epochs close, and nothing is lost",
    arguments: settings)
  func survives(setting: Setting) throws {
    let operations = stressOperations(ordinary: isSanitized ? 5_000 : 12_000)
    let seed = UInt64.random(in: 0...UInt64.max)
    let exchange = try Exchange(
      smallConfiguration(reservedByteCount: 1 << 30) {
        $0.reuse = setting.reuse
        $0.slabSize = setting.slabSize
        $0.cachedSlabLimit = setting.cachedSlabLimit
        $0.generationLimit = setting.generationLimit
      }, traders: setting.traders)
    do {
      try onThreads(setting.traders + 1) { thread in
        if thread == setting.traders {
          try exchange.turnEpochs()
        } else {
          defer { exchange.busy.subtract(1, ordering: .releasing) }
          try exchange.trade(thread, operations: operations, seed: seed &+ UInt64(thread))
        }
      }
      try exchange.checkEnd()
    } catch {
      Issue.record("seed \(seed), \(setting.testDescription): \(error)")
    }
  }
}

/// A market of objects: traders allocate, hand objects to each other, and free what they were
/// given.
private final class Exchange: Sendable {
  struct Object {
    var pointer: UInt
    var handle: SlabHandle
    var size: Int
    var stamp: UInt64
  }

  let traders: Int
  let allocator: SlabAllocator<NoObserver>
  let persistent: Lock<Epoch>
  let mailboxes: Lock<[[Object]]>
  let busy: Atomic<Int>
  let allocated = Atomic<Int>(0)
  let freed = Atomic<Int>(0)
  let refused = Atomic<Int>(0)

  init(_ configuration: SlabConfiguration, traders: Int) throws {
    self.traders = traders
    busy = Atomic(traders)
    allocator = try SlabAllocator(configuration)
    persistent = Lock(try allocator.openPersistent())
    mailboxes = Lock(Array(repeating: [], count: traders))
  }

  /// One trader's life: several heaps one after the other.
  func trade(_ trader: Int, operations: Int, seed: UInt64) throws {
    var random = Xoshiro256StarStar(seed: seed)
    var own: [Object] = []
    let heaps = 5
    for _ in 0..<heaps {
      let heap = try allocator.makeHeap()
      for _ in 0..<operations / heaps {
        try step(trader, heap, &own, &random)
      }
      for object in own where object.size > 512 { try free(object, heap) }
      own.removeAll { $0.size > 512 }
    }
    let heap = try allocator.makeHeap()
    for object in own { try free(object, heap) }
  }

  private func step(
    _ trader: Int, _ heap: borrowing SlabHeap<NoObserver>, _ own: inout [Object],
    _ random: inout Xoshiro256StarStar
  ) throws {
    switch random.nextBounded(100) {
    case 0..<50:
      guard let object = try allocate(heap, &random) else { return }
      // The largest class stays with its heap, so that there are slabs that one thread owns alone;
      // of the next smaller ones a few objects are handed on, so that slabs come to be shared.
      let handedOf64 = object.size > 512 ? 0 : object.size > 256 ? 1 : 48
      if random.nextBounded(64) < UInt64(handedOf64) {
        let receiver = Int(random.nextBounded(UInt64(traders)))
        mailboxes.withLock { $0[receiver].append(object) }
      } else {
        own.append(object)
      }
    case 50..<75:
      guard !own.isEmpty else { return }
      own.swapAt(Int(random.nextBounded(UInt64(own.count))), own.count - 1)
      try free(own.removeLast(), heap)
    case 75..<98:
      if let object = mailboxes.withLock({ $0[trader].popLast() }) { try free(object, heap) }
    case 98: heap.flush()
    default:
      let junk = SlabHandle(bits: random.next() & 0xff_ffff_ffff_fffc)
      try demand(!heap.free(junk), "\(junk) has no version and was freed")
    }
  }

  private func allocate(
    _ heap: borrowing SlabHeap<NoObserver>, _ random: inout Xoshiro256StarStar
  ) throws -> Object? {
    let isLong = random.nextBounded(8) == 0
    let epoch = isLong ? persistent.withLock { $0 } : allocator.currentEpoch
    let isLarge = random.nextBounded(3) == 0
    let size = Int(isLarge ? 257 + random.nextBounded(512) : 16 + random.nextBounded(241))
    do throws(AllocationError) {
      let object = try heap.allocate(size, in: epoch)
      let stamp = random.next()
      object.pointer.storeBytes(of: stamp, as: UInt64.self)
      (object.pointer + (size & ~7) - 8).storeBytes(of: stamp, as: UInt64.self)
      allocated.add(1, ordering: .relaxed)
      return Object(
        pointer: UInt(bitPattern: object.pointer), handle: object.handle, size: size, stamp: stamp)
    } catch {
      switch error {
      case .epochClosing, .staleEpoch:
        refused.add(1, ordering: .relaxed)
        return nil
      default: throw error
      }
    }
  }

  private func free(_ object: Object, _ heap: borrowing SlabHeap<NoObserver>) throws {
    guard let pointer = UnsafeMutableRawPointer(bitPattern: object.pointer) else { return }
    let first = pointer.load(as: UInt64.self)
    let last = (pointer + (object.size & ~7) - 8).load(as: UInt64.self)
    try demand(
      first == object.stamp && last == object.stamp,
      "\(object.handle) holds \(first) and \(last), not \(object.stamp)")
    try demand(heap.free(object.handle), "\(object.handle) is live and was not freed")
    freed.add(1, ordering: .relaxed)
  }

  /// Opens and closes epochs as long as anyone trades.
  func turnEpochs() throws {
    let heap = try allocator.makeHeap()
    var open = [allocator.currentEpoch]
    var turns = 0
    while busy.load(ordering: .acquiring) > 0 {
      turns += 1
      open.append(try allocator.advance())
      if open.count > 3 {
        let epoch = open.removeFirst()
        let report =
          turns % 2 == 0 ? try heap.close(epoch) : try allocator.close(epoch)
        try demand(report.liveObjects >= 0, "\(report)")
        if turns % 3 == 0 { _ = try allocator.close(epoch) }
      }
      if turns % 50 == 0 { try turnPersistent(heap) }
      let counters = allocator.counters
      try demand(
        counters.committedByteCount >= 0 && counters.cachedSlabs >= 0
          && counters.retainedSlabs >= 0 && allocator.retainedSlabCount >= 0, "\(counters)")
    }
  }

  private func turnPersistent(_ heap: borrowing SlabHeap<NoObserver>) throws {
    let next = try allocator.openPersistent()
    let last = persistent.withLock { epoch in
      defer { epoch = next }
      return epoch
    }
    try heap.close(last)
  }

  /// Frees what nobody took, closes what is open, and finds everything back in its place.
  func checkEnd() throws {
    let heap = try allocator.makeHeap()
    for object in mailboxes.withLock({ $0.flatMap { $0 } }) { try free(object, heap) }
    for slot in 0..<allocator.core.slotCount where allocator.core.epochs[slot].now.state == .open {
      let epoch = Epoch(slot: slot, era: allocator.core.epochs[slot].now.era)
      let report = try heap.close(epoch)
      try demand(report.deferredSlabs == 0, "with one heap left: \(report)")
    }
    let live = try allocator.checkInvariants()
    let counters = allocator.counters
    let count = allocated.load(ordering: .relaxed)
    try demand(count == freed.load(ordering: .relaxed), "\(count) allocated")
    try demand(live == 0 && counters.retainedSlabs == 0, "\(live) live, \(counters)")
    try demand(
      counters.committedByteCount
        == (counters.cachedSlabs + allocator.core.table.pool.withLock { $0.committed.count })
          * allocator.configuration.slabSize,
      "memory is held without a use: \(counters)")
    try demand(
      counters.sharedFrees > count / 16 && counters.sharedFrees < count - count / 16,
      "\(counters.sharedFrees) of \(count) frees were shared, which leaves one way untried")
    if ProcessInfo.processInfo.environment["DRAINBENCH_STRESS_OPERATIONS"] != nil {
      print("\(count) allocated and freed, \(refused.load(ordering: .relaxed)) refused", counters)
    }
  }
}
