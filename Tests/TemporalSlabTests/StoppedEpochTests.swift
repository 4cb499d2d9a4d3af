import Testing

@testable import TemporalSlab

@Suite struct StoppedEpochTests {
  @Test("a stopped epoch refuses allocations, takes frees, and is closed once")
  func stop() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let objects = try (0..<100).map { _ in try heap.allocate(128, in: epoch) }
    try allocator.stop(epoch)
    try allocator.stop(epoch)
    #expect(try allocator.state(of: epoch) == .stopped)
    #expect(throws: AllocationError.epochClosing(epoch)) { try heap.allocate(128, in: epoch) }
    #expect(allocator.counters.rejectedClosingEpochs == 1)
    #expect(allocator.counters.rejectedAllocations == 1)
    let freed = objects.dropFirst().count { heap.free($0.handle) }
    #expect(freed == 99)
    #expect(allocator.counters.recycledSlabs == 0)
    try allocator.checkInvariants()
    let report = try heap.close(epoch)
    #expect(report.liveObjects == 1 && report.recycledSlabs == 3 && report.pinnedSlabs == 1)
    #expect(try allocator.state(of: epoch) == .closed)
    try allocator.stop(epoch)
    #expect(try allocator.state(of: epoch) == .closed)
    let isFreed = heap.free(objects[0].handle)
    #expect(isFreed)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("a stopped epoch keeps its place in the ring until it is closed")
  func ring() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let first = allocator.currentEpoch
    try allocator.stop(first)
    for _ in 1..<16 { try allocator.advance() }
    #expect(throws: EpochError.ringFull(open: first)) { try allocator.advance() }
    try allocator.close(first)
    #expect(try allocator.advance().slot == first.slot)
  }

  @Test("an epoch that a domain holds is not stopped")
  func held() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let epoch = try allocator.enterDomain("held")
    #expect(throws: EpochError.heldByDomain(epoch, holders: 1)) { try allocator.stop(epoch) }
    try allocator.enterDomain(on: epoch)
    #expect(try allocator.leaveDomain(on: epoch) == nil)
    let report = try allocator.leaveDomain(on: epoch)
    #expect(report?.epoch == epoch)
    #expect(try allocator.state(of: epoch) == .closed)
    #expect(throws: EpochError.notHeldByDomain(epoch)) { try allocator.leaveDomain(on: epoch) }
    #expect(throws: EpochError.epochClosing(epoch)) { try allocator.enterDomain(on: epoch) }
  }

  @Test("a label can be changed, and an epoch kept as bits")
  func labels() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let epoch = try allocator.advance(label: "first")
    try allocator.setLabel("second", of: epoch)
    #expect(try allocator.label(of: epoch) == "second")
    #expect(Epoch(bits: epoch.bits) == epoch)
    #expect(allocator.epoch(inSlot: epoch.slot) == epoch)
    #expect(allocator.epoch(inSlot: 5) == nil && allocator.epoch(inSlot: -1) == nil)
    #expect(throws: EpochError.self) { try allocator.setLabel("x", of: Epoch(bits: 0)) }
  }

  @Test("refusals are counted by their reason")
  func refusals() throws {
    var configuration = SlabConfiguration()
    configuration.reservedByteCount = 4 * 4_096
    let allocator = try SlabAllocator(configuration)
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    for size in [0, 769, -1] {
      #expect(throws: AllocationError.self) { try heap.allocate(size, in: epoch) }
    }
    #expect(throws: AllocationError.self) { try heap.allocate(64, in: Epoch(bits: 63)) }
    for _ in 0..<20 { _ = try heap.allocate(768, in: epoch) }
    #expect(throws: AllocationError.self) { try heap.allocate(768, in: epoch) }
    #expect(throws: AllocationError.self) { try heap.allocate(64, in: epoch) }
    #expect(allocator.counters.rejectedSizes == 3)
    #expect(allocator.counters.rejectedUnknownEpochs == 1)
    #expect(allocator.counters.rejectedForMemory == 2)
    #expect(allocator.counters.rejectedAllocations == 6)
  }

  @Test("what a class has cost is counted on its slow paths alone")
  func totals() throws {
    let allocator = try SlabAllocator(SlabConfiguration())
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let objects = try (0..<40).map { _ in try heap.allocate(256, in: epoch) }
    var totals = allocator.classTotals[4]
    #expect(totals.objectSize == 256)
    #expect(totals.newSlabs == 3 && totals.emptyCells == 1 && totals.exhaustedCells == 2)
    #expect(totals.slowAllocations == 3 && totals.filledSlabs == 2)
    for object in objects { heap.free(object.handle) }
    #expect(allocator.classTotals[4].reopenedSlabs == 2)
    try heap.close(epoch)
    totals = allocator.classTotals[4]
    #expect(totals.scannedSlabs == 3 && totals.recycledAtClose == 3)
    #expect(totals.recycledToCache == 3 && totals.recycledBeyondCache == 0)
    let released = heap.releaseCache()
    #expect(released == 3 * 4_096)
    totals = allocator.classTotals[4]
    #expect(totals.decommitCalls == 3 && totals.decommittedByteCount == 3 * 4_096)
  }
}
