import Testing

@testable import TemporalSlab

@Suite struct ErrorTests {
  @Test(
    "sizes from 1 to the largest class are taken, all others refused",
    arguments: [
      [64, 96, 128, 192, 256, 384, 512, 768], [8], [16, 4_096],
    ])
  func sizes(classes: [Int]) throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.sizeClasses = classes })
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let largest = classes[classes.count - 1]
    for size in [Int.min, -1, 0, largest + 1, largest + 8, 1 << 40, Int.max] {
      #expect(
        heap.refusal(of: size, in: epoch) == .invalidSize(size: size, largest: largest))
    }
    #expect(allocator.counters.rejectedAllocations == 7)
    for size in 1...largest {
      let object = try heap.allocate(size, in: epoch)
      let held = classes[object.handle.sizeClass]
      #expect(held >= size && classes.allSatisfy { $0 < size || $0 >= held })
      heap.free(object.handle)
    }
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("a closed epoch takes no allocation until its slot serves the next era")
  func closing() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 2 })
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    _ = try heap.allocate(64, in: epoch)
    try heap.close(epoch)
    #expect(try allocator.state(of: epoch) == .closed)
    #expect(heap.refusal(of: 64, in: epoch) == .epochClosing(epoch))

    let later = try allocator.turn(2, closingWith: heap)
    let stale = AllocationError.staleEpoch(epoch, currentEra: later[1].era)
    #expect(heap.refusal(of: 64, in: epoch) == stale)
    #expect(throws: EpochError.staleEpoch(epoch, currentEra: later[1].era)) {
      try allocator.close(epoch)
    }
    #expect(throws: EpochError.staleEpoch(epoch, currentEra: later[1].era)) {
      try allocator.state(of: epoch)
    }
  }

  @Test("eras long gone are stale, and name the era that their slot serves")
  func longGone() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    var epochs = [allocator.currentEpoch]
    epochs += try allocator.turn(1_000, closingWith: heap)
    for epoch in epochs.dropLast(16) {
      let current = epochs.suffix(16).first { $0.slot == epoch.slot }
      let era = try #require(current).era
      #expect(heap.refusal(of: 64, in: epoch) == .staleEpoch(epoch, currentEra: era))
    }
    for epoch in epochs.suffix(16).dropLast() {
      #expect(heap.refusal(of: 64, in: epoch) == .epochClosing(epoch))
    }
  }

  @Test("epochs that were never opened are unknown")
  func neverOpened() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    let current = allocator.currentEpoch
    let never = [
      Epoch(slot: -1, era: current.era), Epoch(slot: 32, era: current.era),
      Epoch(slot: 64, era: current.era), Epoch(slot: Int.max, era: 1), Epoch(slot: Int.min, era: 1),
      Epoch(slot: 1, era: current.era), Epoch(slot: 20, era: 1), Epoch(slot: 0, era: 0),
      Epoch(slot: 0, era: current.era + 1_000_000),
      Epoch(slot: current.slot + 64, era: current.era),
    ]
    for epoch in never {
      #expect(heap.refusal(of: 64, in: epoch) == .unknownEpoch(epoch))
      #expect(throws: EpochError.unknownEpoch(epoch)) { try allocator.close(epoch) }
      #expect(throws: EpochError.unknownEpoch(epoch)) { try allocator.state(of: epoch) }
      #expect(heap.slabCount(in: epoch) == 0)
    }
    #expect(allocator.counters.createdSlabs == 0)
  }

  @Test("epochs of another allocator are refused, whichever is older")
  func foreignEpochs() throws {
    let first = try SlabAllocator(smallConfiguration())
    let second = try SlabAllocator(smallConfiguration())
    let firstHeap = try first.makeHeap()
    let secondHeap = try second.makeHeap()
    let older = first.currentEpoch
    let younger = second.currentEpoch
    #expect(firstHeap.refusal(of: 64, in: younger) == .unknownEpoch(younger))
    // An older era that another allocator opened looks like one of this allocator's own past.
    #expect(
      secondHeap.refusal(of: 64, in: older) == .staleEpoch(older, currentEra: younger.era))
    #expect(throws: EpochError.unknownEpoch(younger)) { try first.close(younger) }
    #expect(throws: EpochError.staleEpoch(older, currentEra: younger.era)) {
      try second.close(older)
    }
    #expect(try first.state(of: older) == .open)
    #expect(try second.state(of: younger) == .open)
  }

  @Test("the ring does not run over an epoch that is still open")
  func ringFull() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 3 })
    let heap = try allocator.makeHeap()
    let first = allocator.currentEpoch
    let second = try allocator.advance()
    let third = try allocator.advance()
    #expect(throws: EpochError.ringFull(open: first)) { try allocator.advance() }
    try heap.close(second)
    #expect(throws: EpochError.ringFull(open: first)) { try allocator.advance() }
    #expect(allocator.currentEpoch == third)
    try heap.close(first)
    #expect(try allocator.advance().slot == first.slot)
  }

  @Test("messages say what was asked and what is allowed")
  func messages() {
    let epoch = Epoch(slot: 3, era: 41)
    let messages: [(any Error, String)] = [
      (
        AllocationError.invalidSize(size: 769, largest: 768),
        "cannot allocate 769 bytes: the size must be 1 to 768"
      ),
      (
        AllocationError.unknownEpoch(epoch),
        "epoch (slot 3, era 41) was not opened by this allocator"
      ),
      (
        AllocationError.staleEpoch(epoch, currentEra: 57),
        "epoch (slot 3, era 41) is over: its slot now serves era 57"
      ),
      (
        AllocationError.epochClosing(epoch),
        "epoch (slot 3, era 41) is closed to allocation: allocate in an open epoch"
      ),
      (
        EpochError.ringFull(open: epoch),
        "the epoch ring is full: close epoch (slot 3, era 41) before advancing"
      ),
      (
        EpochError.persistentSlotsExhausted(limit: 16),
        "all 16 persistent epochs are open: close one, or configure more"
      ),
      (
        EpochError.heldByDomain(epoch, holders: 1),
        "epoch (slot 3, era 41) is held by 1 domain: it can be closed when they have ended"
      ),
    ]
    for (error, message) in messages { #expect("\(error)" == message) }
  }
}
