import Statistics

@testable import TemporalSlab

/// A plain-dictionary model of an allocator, driven beside the real one by random operations.
struct Model: ~Copyable {
  struct Object {
    var pointer: UnsafeMutableRawPointer
    var size: Int
    var epoch: Epoch
    var stamp: UInt64
  }

  struct Mismatch: Error, CustomStringConvertible { let description: String }

  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  var random: Xoshiro256StarStar
  var live: [SlabHandle: Object] = [:]
  /// The keys of `live`, in an order that depends on the operations alone.
  var liveOrder: [SlabHandle] = []
  var livePositions: [SlabHandle: Int] = [:]
  var dead: [SlabHandle] = []
  var open: [Epoch] = []
  var closed: [Epoch] = []
  var stale: [Epoch] = []
  var nextStamp: UInt64 = 1
  let sizes: [Int]
  let isStrict: Bool

  init(_ configuration: SlabConfiguration, seed: UInt64) throws {
    let allocator = try SlabAllocator(configuration)
    heap = try allocator.makeHeap()
    self.allocator = allocator
    random = Xoshiro256StarStar(seed: seed)
    open = [allocator.currentEpoch]
    sizes = configuration.sizeClasses
    isStrict = configuration.reuse == .strict
  }

  func expect(_ holds: Bool, _ message: @autoclosure () -> String) throws {
    if !holds { throw Mismatch(description: message()) }
  }

  mutating func pick(_ bound: Int) -> Int { Int(random.nextBounded(UInt64(bound))) }

  /// One random operation, right or wrong.
  mutating func step() throws {
    switch pick(100) {
    case 0..<42: try allocate()
    case 42..<70: try freeLive()
    case 70..<74: try freeByPointer()
    case 74..<80: try freeDead()
    case 80..<84: try freeForged()
    case 84..<86: try allocateWrongly()
    case 86..<91: try advance()
    case 91..<92: try openPersistent()
    case 92..<97: try close()
    case 97..<98: _ = heap.releaseCache()
    default: heap.flush()
    }
  }

  mutating func allocate() throws {
    guard !open.isEmpty else { return try advance() }
    let epoch = open[pick(open.count)]
    let largest = sizes[sizes.count - 1]
    let size = 1 + pick(largest)
    let object = try heap.allocate(size, in: epoch)
    try expect(live[object.handle] == nil, "\(object.handle) was handed out twice")
    let start = object.pointer
    let stamp = nextStamp
    nextStamp += 1
    // Every size class has at least 8 bytes and is a multiple of 8.
    let held = sizes.first { $0 >= size } ?? size
    start.storeBytes(of: stamp, as: UInt64.self)
    (start + held - 8).storeBytes(of: stamp, as: UInt64.self)
    live[object.handle] = Object(pointer: start, size: held, epoch: epoch, stamp: stamp)
    livePositions[object.handle] = liveOrder.count
    liveOrder.append(object.handle)
  }

  /// Takes an object out of the model.
  mutating func remove(_ handle: SlabHandle) -> Object? {
    guard let object = live.removeValue(forKey: handle),
      let position = livePositions.removeValue(forKey: handle)
    else { return nil }
    let last = liveOrder.removeLast()
    if last != handle {
      liveOrder[position] = last
      livePositions[last] = position
    }
    return object
  }

  /// Takes an object out of the model after checking that nobody wrote over its stamps.
  mutating func forget(_ handle: SlabHandle) throws {
    guard let object = remove(handle) else { return }
    let first = object.pointer.load(as: UInt64.self)
    let second = (object.pointer + object.size - 8).load(as: UInt64.self)
    try expect(
      first == object.stamp && second == object.stamp,
      "\(handle) holds stamps \(first) and \(second), not \(object.stamp)")
    dead.append(handle)
  }

  mutating func freeLive() throws {
    guard !liveOrder.isEmpty else { return }
    let handle = liveOrder[pick(liveOrder.count)]
    try forget(handle)
    try expect(heap.free(handle), "\(handle) is live but could not be freed")
  }

  mutating func freeByPointer() throws {
    guard !liveOrder.isEmpty else { return }
    let handle = liveOrder[pick(liveOrder.count)]
    guard let object = live[handle] else { return }
    let interior = object.pointer + 1 + pick(object.size - 1)
    try expect(!heap.free(interior), "an interior pointer of \(handle) was freed")
    try forget(handle)
    try expect(heap.free(object.pointer), "\(handle) could not be freed by its pointer")
    try expect(!heap.free(object.pointer), "\(handle) was freed twice by its pointer")
  }

  mutating func freeDead() throws {
    guard !dead.isEmpty else { return }
    let handle = dead[pick(dead.count)]
    // The slot may serve a new object of the same slab generation: then the handle is its name.
    if live[handle] != nil { return }
    try expect(!heap.free(handle), "\(handle) was freed twice")
  }

  mutating func freeForged() throws {
    var bits = random.next()
    if let sample = liveOrder.first, pick(2) == 0 { bits = sample.bits ^ 1 << UInt64(pick(64)) }
    let handle = SlabHandle(bits: bits)
    if live[handle] != nil { return }
    try expect(!heap.free(handle), "forged \(handle) was freed")
    let foreign = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    try expect(!heap.free(foreign), "a foreign pointer was freed")
    foreign.deallocate()
  }

  mutating func allocateWrongly() throws {
    let wrongSize = [0, -1, Int.min, sizes[sizes.count - 1] + 1, Int.max][pick(5)]
    if let epoch = open.first {
      do throws(AllocationError) {
        _ = try heap.allocate(wrongSize, in: epoch)
        throw AllocationError.unknownEpoch(epoch)
      } catch {
        try expect(
          error == .invalidSize(size: wrongSize, largest: sizes[sizes.count - 1]), "\(error)")
      }
    }
    let wrong = (closed + stale + [Epoch(slot: 99, era: 1), Epoch(slot: 0, era: 0)])
    let epoch = wrong[pick(wrong.count)]
    do throws(AllocationError) {
      _ = try heap.allocate(8, in: epoch)
    } catch {
      switch error {
      case .epochClosing(epoch) where closed.contains(epoch): return
      case .staleEpoch(epoch, _) where stale.contains(epoch): return
      case .unknownEpoch(epoch) where epoch.slot == 99 || epoch.era == 0: return
      default: throw Mismatch(description: "\(epoch): \(error)")
      }
    }
    throw Mismatch(description: "\(epoch) took an allocation")
  }

  mutating func advance() throws {
    let ring = allocator.configuration.ringSlots
    let next = (allocator.currentEpoch.slot + 1) % ring
    do throws(EpochError) {
      opened(try allocator.advance())
      precondition(open.last?.slot == next, "\(open) opened in a wrong slot")
    } catch {
      guard case .ringFull(let blocker) = error, open.contains(blocker), blocker.slot == next
      else { throw error }
    }
  }

  mutating func opened(_ epoch: Epoch) {
    stale.append(contentsOf: closed.filter { $0.slot == epoch.slot })
    if stale.count > 64 { stale.removeFirst(stale.count - 64) }
    closed.removeAll { $0.slot == epoch.slot }
    open.append(epoch)
  }

  mutating func openPersistent() throws {
    do throws(EpochError) {
      opened(try allocator.openPersistent())
    } catch {
      let limit = allocator.configuration.persistentSlots
      guard error == .persistentSlotsExhausted(limit: limit) else { throw error }
      try expect(
        open.count { $0.slot >= allocator.configuration.ringSlots } == limit, "\(error)")
    }
  }

  mutating func close() throws {
    if pick(4) == 0, !closed.isEmpty {
      let again = closed[pick(closed.count)]
      let report = try heap.close(again)
      try expect(
        report.recycledSlabs == 0 || allocator.configuration.reclaim == .atClose,
        "a second close of \(again) found empty slabs")
    }
    guard !open.isEmpty else { return }
    let index = pick(open.count)
    let epoch = open.remove(at: index)
    closed.append(epoch)
    let discards = pick(4) == 0
    let report = try heap.close(epoch, discarding: discards)
    try expect(
      report.scannedSlabs == report.recycledSlabs + report.pinnedSlabs + report.discardedSlabs,
      "\(report)")
    try expect(report.deferredSlabs == 0, "one thread deferred slabs: \(report)")
    let isMerged = !isStrict && epoch.slot < allocator.configuration.ringSlots
    try forgetDiscarded(epoch, report, discards: discards, isMerged: isMerged)
    let expected = live.values.count { $0.epoch == epoch }
    try expect(
      isMerged ? report.liveObjects >= expected : report.liveObjects == expected,
      "\(report), \(expected) live in the model")
  }

  /// Takes the objects that a close discarded out of the model: some or all of its epoch's, and no
  /// others.
  private mutating func forgetDiscarded(
    _ epoch: Epoch, _ report: CloseReport, discards: Bool, isMerged: Bool
  ) throws {
    var discarded = 0
    let records = allocator.core.table.records
    for handle in liveOrder {
      let isStale =
        records[handle.slab].isVacant
        || records[handle.slab].generation != UInt64(handle.generation)
      guard isStale, let object = remove(handle) else { continue }
      try expect(object.epoch == epoch, "\(handle) of \(object.epoch) went with \(epoch)")
      dead.append(handle)
      discarded += 1
    }
    try expect(
      report.discardedObjects == discarded && (discards || discarded == 0),
      "\(report), \(discarded) went")
    if discards && !isMerged {
      try expect(report.liveObjects == 0 && report.pinnedSlabs == 0, "\(report)")
    }
  }

  /// Compares the whole state.
  mutating func compare() throws {
    let count = try allocator.checkInvariants()
    try expect(count == live.count, "\(count) live objects, \(live.count) in the model")
    guard isStrict else { return }
    let open = Set(self.open)
    let pinned = Set(live.filter { !open.contains($0.value.epoch) }.keys.map(\.slab))
    try expect(
      allocator.retainedSlabCount == pinned.count,
      "\(allocator.retainedSlabCount) slabs retained, \(pinned.count) in the model")
  }
}
