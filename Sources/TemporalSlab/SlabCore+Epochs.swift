import Synchronization

extension SlabCore {
  /// Opens the next epoch of the ring and makes it the current one.
  @usableFromInline
  func advance(label: String) throws(EpochError) -> Epoch {
    try registry.pointee.lock.withLock { _ throws(EpochError) in
      try openNext(label) { holds[$0].holders > 0 }
    }
  }

  /// Opens the first slot after the current one that `isPassedOver` does not name, and makes it the
  /// current one. The caller holds the epoch lock, and counts the domain if it is held by one.
  func openNext(
    _ label: String, isHeld: Bool = false, isPassedOver: (Int) -> Bool
  ) throws(EpochError) -> Epoch {
    let last = registry.pointee.currentSlot.load(ordering: .relaxed)
    let ring = configuration.ringSlots
    func after(_ slot: Int) -> Int { slot &+ 1 == ring ? 0 : slot &+ 1 }
    let start = epochs[last].now.state == .unused ? last : after(last)
    var slot = start
    while isPassedOver(slot) {
      slot = after(slot)
      if slot == start { break }
    }
    let now = epochs[slot].settled
    if now.isBeforeClose { throw .ringFull(open: Epoch(slot: slot, era: now.era)) }
    let epoch = open(slot: slot, label, isHeld: isHeld)
    registry.pointee.currentSlot.store(slot, ordering: .releasing)
    return epoch
  }

  /// Ends allocation in an open epoch, whose slabs stay as they are. The caller holds the epoch
  /// lock.
  func stopLocked(_ epoch: Epoch) {
    let entry = epochs + epoch.slot
    entry.pointee.setScanning(era: epoch.era)
    stopAllocation(
      in: epoch, own: nil, entry.pointee.entrants.load(ordering: .sequentiallyConsistent))
    entry.pointee.set(era: epoch.era, .stopped)
  }

  /// Opens an epoch outside the ring.
  func openPersistent(label: String) throws(EpochError) -> Epoch {
    try registry.pointee.lock.withLock { _ throws(EpochError) in
      let slots = configuration.ringSlots..<slotCount
      func first(_ state: EpochState) -> Int? { slots.first { epochs[$0].now.state == state } }
      guard let slot = first(.unused) ?? first(.closed) else {
        throw .persistentSlotsExhausted(limit: configuration.persistentSlots)
      }
      return open(slot: slot, label)
    }
  }

  /// Opens a slot whose era before is closed or stopped. The caller holds the epoch lock.
  @inline(__always)
  func open(slot: Int, _ label: String, isHeld: Bool = false) -> Epoch {
    let era = nextEra()
    reclaimed(slot: slot).clear()
    if holds[slot].hasLabel || !label.isEmpty {
      holds[slot].label = label
      holds[slot].hasLabel = !label.isEmpty
    }
    epochs[slot].returnedBytes.store(0, ordering: .relaxed)
    epochs[slot].entrants.store(0, ordering: .relaxed)
    epochs[slot].set(era: era, .open, isHeld: isHeld)
    epochs[slot].openedAt.store(Platform.coarseNanoseconds(), ordering: .relaxed)
    return Epoch(slot: slot, era: era)
  }

  /// The epoch that `advance` opened last.
  var currentEpoch: Epoch {
    let slot = registry.pointee.currentSlot.load(ordering: .acquiring)
    return Epoch(slot: slot, era: epochs[slot].now.era)
  }

  func state(of epoch: Epoch) throws(EpochError) -> EpochState {
    guard epoch.slot >= 0 && epoch.slot < slotCount else { throw .unknownEpoch(epoch) }
    let now = epochs[epoch.slot].now
    if now.serves(epoch) { return now.state }
    throw now.neverServed(epoch)
      ? .unknownEpoch(epoch) : .staleEpoch(epoch, currentEra: now.era)
  }

  /// Closes an epoch, or scans a closed one again.
  ///
  /// `heap` is the caller's; its slabs and those of vacant heaps are recycled at once. Slabs of
  /// other heaps are counted here and recycled by their owners. Also tells whether the epoch was
  /// open until now.
  @usableFromInline
  func close(
    _ epoch: Epoch, by heap: HeapPointer?, discarding: Bool
  ) throws(EpochError) -> (report: CloseReport, wasOpen: Bool) {
    if let heap {
      attend(heap)
      if let report = closeAlone(epoch, by: heap, discarding) { return (report, true) }
    }
    return try closeWithLock(epoch, by: heap, discarding: discarding)
  }

  @inline(never)
  private func closeWithLock(
    _ epoch: Epoch, by heap: HeapPointer?, discarding: Bool
  ) throws(EpochError) -> (report: CloseReport, wasOpen: Bool) {
    try registry.pointee.lock.withLock { _ throws(EpochError) in
      _ = try state(of: epoch)
      // Opened and held under the lock alone, so that nothing but a close without it changes this.
      let wasOpen = epochs[epoch.slot].settled.isBeforeClose
      let holders = holds[epoch.slot].holders
      if holders > 0 { throw .heldByDomain(epoch, holders: holders) }
      return (closeLocked(epoch, by: heap, discarding: discarding), wasOpen)
    }
  }

  /// Closes an open epoch that no heap but the caller's has entered and no domain holds, without
  /// the epoch lock; nil, and nothing has changed, where there is more to do.
  ///
  /// The state is exchanged in one order with the entries of heaps: one that is not among the
  /// entrants afterwards finds the scan announced.
  @inline(__always)
  private func closeAlone(
    _ epoch: Epoch, by heap: HeapPointer, _ discarding: Bool
  ) -> CloseReport? {
    let slot = epoch.slot
    guard slot >= 0, slot < slotCount, !configuration.recordsResidentBytes,
      heap.slot(slot).pointee.era.load(ordering: .relaxed) == epoch.era,
      !registry.pointee.vacantHeapsHaveWork.load(ordering: .relaxed)
    else { return nil }
    let entry = epochs + slot
    let own = heap.pointee.entrantBit
    guard entry.pointee.entrants.load(ordering: .relaxed) == own,
      entry.pointee.beginScan(era: epoch.era)
    else { return nil }
    // Beyond 64 heaps a bit stands for several; a heap counts before it enters.
    guard entry.pointee.entrants.load(ordering: .sequentiallyConsistent) == own,
      registry.pointee.heapCount.load(ordering: .acquiring) <= UInt64.bitWidth
    else {
      entry.pointee.set(era: epoch.era, .open)
      return nil
    }
    // So that the child of a fork knows what was under way.
    heap.take(ActivityToken(listsOf: slot))
    var report = CloseReport(epoch: epoch)
    if discarding { discard(heap, slot: slot) }
    report.add(settle(heap, slot: slot, inScan: true))
    heap.dropToken()
    entry.pointee.set(era: epoch.era, .closed)
    if report.returnedByteCount > 0 {
      entry.pointee.returnedBytes.count(report.returnedByteCount)
    }
    return report
  }

  /// Closes an epoch that is in its slot. The caller holds the epoch lock.
  func closeLocked(
    _ epoch: Epoch, by own: HeapPointer?, discarding: Bool = false
  ) -> CloseReport {
    let slot = epoch.slot
    let entry = epochs + slot
    let recordsResident = configuration.recordsResidentBytes && entry.pointee.now.isBeforeClose
    if recordsResident {
      entry.pointee.residentBeforeClose.store(ResidentMemory().byteCount, ordering: .relaxed)
    }
    // A store is a locked instruction, and the flag is seldom set.
    if registry.pointee.vacantHeapsHaveWork.load(ordering: .sequentiallyConsistent) {
      registry.pointee.vacantHeapsHaveWork.store(false, ordering: .sequentiallyConsistent)
    }
    forEachVacantHeap { attend($0) }
    entry.pointee.setScanning(era: epoch.era)
    let entrants = entry.pointee.entrants.load(ordering: .sequentiallyConsistent)
    stopAllocation(in: epoch, own: own, entrants)
    if discarding { discard(epoch, own: own, entrants) }

    var report = CloseReport(epoch: epoch)
    forEachHeap(among: entrants) { heap in
      if heap.slot(slot).pointee.era.load(ordering: .acquiring) != epoch.era { return }
      if heap.pointee.isAbandoned.load(ordering: .relaxed) { return }
      if heap == own || !heap.pointee.isActive.load(ordering: .acquiring) {
        report.add(settle(heap, slot: slot, inScan: true))
      } else {
        report.add(survey(heap, slot: slot))
        heap.pointee.attention.bitwiseOr(1 << UInt64(slot), ordering: .releasing)
      }
    }
    entry.pointee.set(era: epoch.era, .closed)
    entry.pointee.returnedBytes.count(report.returnedByteCount)
    if recordsResident {
      entry.pointee.residentAfterClose.store(ResidentMemory().byteCount, ordering: .relaxed)
    }
    return report
  }

  /// Runs `body` for the heaps that may have entered an epoch.
  func forEachHeap(among entrants: UInt64, _ body: (HeapPointer) -> Void) {
    let count = registry.pointee.heapCount.load(ordering: .acquiring)
    // Beyond 64 heaps a bit stands for several.
    guard count <= UInt64.bitWidth else { return forEachHeap(body) }
    var left = entrants
    while left != 0 {
      body(heaps[left.trailingZeroBitCount].unsafelyUnwrapped)
      left &= left &- 1
    }
  }

  /// Counts what another heap's slabs of the slot hold, without touching them.
  private func survey(_ heap: HeapPointer, slot: Int) -> Settlement {
    var found = Settlement()
    for index in 0..<heap.slot(slot).pointee.members.count {
      let record = table.records + heap.slot(slot).pointee.members[index]
      let live = table.liveCount(record)
      found.scanned += 1
      found.live += live
      if live > 0 { found.pinned += 1 }
      guard record.pointee.isVacant else { continue }
      let discarded = table.takenSlotCount(record)
      found.discardedObjects += discarded
      if discarded > 0 { found.discarded += 1 }
    }
    return found
  }

  /// Makes the handles of all heaps' slabs of an epoch stale. When it returns, each free of their
  /// objects has taken effect or will be refused.
  private func discard(_ epoch: Epoch, own: HeapPointer?, _ entrants: UInt64) {
    var othersMayFree = false
    forEachHeap(among: entrants) { heap in
      if heap.slot(epoch.slot).pointee.era.load(ordering: .acquiring) != epoch.era { return }
      if heap.pointee.isAbandoned.load(ordering: .relaxed) { return }
      discard(heap, slot: epoch.slot)
      if heap != own && heap.pointee.isActive.load(ordering: .acquiring) { othersMayFree = true }
    }
    if othersMayFree { waitForFrees(own: own, entrants) }
  }

  /// A heap for the calling thread: the vacant one that ended last with all its slabs, or a new
  /// one.
  func makeHeap() throws(HeapError) -> HeapPointer {
    try registry.pointee.lock.withLock { _ throws(HeapError) -> HeapPointer in
      let vacant = registry.pointee.firstVacantHeap.load(ordering: .relaxed)
      if vacant != 0 {
        let heap = heaps[vacant - 1].unsafelyUnwrapped
        registry.pointee.firstVacantHeap.store(
          heap.pointee.nextVacant.load(ordering: .relaxed), ordering: .relaxed)
        heap.pointee.isActive.store(true, ordering: .releasing)
        return heap
      }
      let count = registry.pointee.heapCount.load(ordering: .relaxed)
      guard count < heapLimit else { throw .tooManyHeaps(limit: heapLimit) }
      let heap = try HeapRecord.make(
        index: UInt32(count), slotCount: slotCount, ringSlots: configuration.ringSlots,
        table: table, cachedSlabLimit: configuration.cachedSlabLimit)
      heaps[count] = heap
      registry.pointee.heapCount.store(count + 1, ordering: .releasing)
      return heap
    }
  }

  /// Runs `body` for every heap that belongs to no `SlabHeap`. The caller holds the epoch lock.
  private func forEachVacantHeap(_ body: (HeapPointer) -> Void) {
    var link = registry.pointee.firstVacantHeap.load(ordering: .relaxed)
    while link != 0 {
      let heap = heaps[link - 1].unsafelyUnwrapped
      link = heap.pointee.nextVacant.load(ordering: .relaxed)
      body(heap)
    }
  }

  /// Hands a heap's slabs over to the allocator: they stay where they are, and the next heap that
  /// is made, or the next close, takes care of them.
  @usableFromInline
  func retire(_ heap: HeapPointer) {
    if isEnding.load(ordering: .relaxed) { return }
    attend(heap)
    leaveCache(heap)
    shareClosed(heap)
    registry.pointee.lock.withLock { _ in
      for slot in 0..<slotCount {
        heap.openEra(slot).pointee.store(HeapRecord.noEra, ordering: .relaxed)
      }
      heap.pointee.isActive.store(false, ordering: .sequentiallyConsistent)
      // A free that came in between saw an active heap.
      if heap.pointee.pending.load(ordering: .sequentiallyConsistent) != HeapRecord.stackEnd {
        registry.pointee.vacantHeapsHaveWork.store(true, ordering: .relaxed)
      }
      heap.pointee.nextVacant.store(
        registry.pointee.firstVacantHeap.load(ordering: .relaxed), ordering: .relaxed)
      registry.pointee.firstVacantHeap.store(Int(heap.pointee.index) + 1, ordering: .relaxed)
    }
  }
}

extension CloseReport {
  @inline(__always)
  fileprivate mutating func add(_ found: Settlement) {
    scannedSlabs &+= found.scanned
    recycledSlabs &+= found.recycled
    pinnedSlabs &+= found.pinned
    discardedSlabs &+= found.discarded
    deferredSlabs &+= found.scanned &- found.recycled &- found.pinned &- found.discarded
    liveObjects &+= found.live
    discardedObjects &+= found.discardedObjects
    returnedByteCount &+= found.returnedBytes
  }
}
