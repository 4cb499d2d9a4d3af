import Synchronization

extension SlabCore {
  /// Opens the next epoch of the ring and makes it the current one.
  func advance(label: String) throws(EpochError) -> Epoch {
    let opened = registry.pointee.lock.withLock { _ in openNext(label) { holds[$0].holders > 0 } }
    return try opened.get()
  }

  /// Opens the first slot after the current one that `isPassedOver` does not name, and makes it the
  /// current one. The caller holds the epoch lock.
  func openNext(
    _ label: String, isPassedOver: (Int) -> Bool
  ) -> Result<Epoch, EpochError> {
    let last = registry.pointee.currentSlot.load(ordering: .relaxed)
    let ring = configuration.ringSlots
    let start = epochs[last].phase == .unused ? last : (last + 1) % ring
    var slot = start
    while isPassedOver(slot) {
      slot = (slot + 1) % ring
      if slot == start { break }
    }
    if epochs[slot].phase == .open {
      return .failure(.ringFull(open: Epoch(slot: slot, era: epochs[slot].era)))
    }
    let epoch = open(slot: slot, label)
    registry.pointee.currentSlot.store(slot, ordering: .releasing)
    return .success(epoch)
  }

  /// Opens an epoch outside the ring.
  func openPersistent(label: String) throws(EpochError) -> Epoch {
    let opened = registry.pointee.lock.withLock { _ -> Result<Epoch, EpochError> in
      let slots = configuration.ringSlots..<slotCount
      func first(_ phase: EpochRecord.Phase) -> Int? {
        slots.first { epochs[$0].phase == phase }
      }
      guard let slot = first(.unused) ?? first(.closed) else {
        return .failure(.persistentSlotsExhausted(limit: configuration.persistentSlots))
      }
      return .success(open(slot: slot, label))
    }
    return try opened.get()
  }

  private func open(slot: Int, _ label: String) -> Epoch {
    let era = nextEra()
    holds[slot].label = label
    epochs[slot].returnedBytes.store(0, ordering: .relaxed)
    epochs[slot].entrants.store(0, ordering: .relaxed)
    epochs[slot].set(era: era, .open)
    epochs[slot].openedAt.store(Platform.coarseNanoseconds(), ordering: .relaxed)
    return Epoch(slot: slot, era: era)
  }

  /// The epoch that `advance` opened last.
  var currentEpoch: Epoch {
    let slot = registry.pointee.currentSlot.load(ordering: .acquiring)
    return Epoch(slot: slot, era: epochs[slot].era)
  }

  func state(of epoch: Epoch) throws(EpochError) -> EpochState {
    guard epoch.slot >= 0 && epoch.slot < slotCount else { throw .unknownEpoch(epoch) }
    let word = epochs[epoch.slot].word.load(ordering: .acquiring)
    guard word >> 2 == epoch.era && epoch.era != 0 else {
      if epoch.era == 0 || word >> 2 == 0 || epoch.era > word >> 2 { throw .unknownEpoch(epoch) }
      throw .staleEpoch(epoch, currentEra: word >> 2)
    }
    switch EpochRecord.Phase(rawValue: word & 0b11).unsafelyUnwrapped {
    case .unused: return .unused
    case .open: return .open
    case .scanning: return .scanning
    case .closed: return .closing
    }
  }

  /// Closes an epoch, or scans a closed one again.
  ///
  /// `heap` is the caller's; its slabs and those of vacant heaps are recycled at once. Slabs of
  /// other heaps are counted here and recycled by their owners. Also tells whether the epoch was
  /// open until now.
  func close(
    _ epoch: Epoch, by heap: HeapPointer?
  ) throws(EpochError) -> (report: CloseReport, wasOpen: Bool) {
    if let heap { attend(heap) }
    let outcome = registry.pointee.lock.withLock { _ -> Result<(CloseReport, Bool), EpochError> in
      do throws(EpochError) {
        let wasOpen = try state(of: epoch) == .open
        let holders = holds[epoch.slot].holders
        if holders > 0 { throw .heldByDomain(epoch, holders: holders) }
        return .success((closeLocked(epoch, by: heap), wasOpen))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Closes an epoch that is in its slot. The caller holds the epoch lock.
  func closeLocked(_ epoch: Epoch, by own: HeapPointer?) -> CloseReport {
    let slot = epoch.slot
    let entry = epochs + slot
    let recordsResident = configuration.recordsResidentBytes && entry.pointee.phase == .open
    if recordsResident {
      entry.pointee.residentBeforeClose.store(Platform.residentByteCount(), ordering: .relaxed)
    }
    forEachVacantHeap { attend($0) }
    entry.pointee.setScanning(era: epoch.era)
    let entrants = entry.pointee.entrants.load(ordering: .sequentiallyConsistent)
    stopAllocation(in: epoch, own: own, entrants)

    var report = CloseReport(epoch: epoch)
    forEachHeap(among: entrants) { heap in
      if heap.pointee.slots[slot].era.load(ordering: .acquiring) != epoch.era { return }
      if heap.pointee.isAbandoned.load(ordering: .relaxed) { return }
      if heap == own || !heap.pointee.isActive.load(ordering: .acquiring) {
        report.add(settle(heap, slot: slot))
      } else {
        report.add(survey(heap, slot: slot))
        heap.pointee.attention.bitwiseOr(1 << UInt64(slot), ordering: .releasing)
      }
    }
    entry.pointee.set(era: epoch.era, .closed)
    entry.pointee.returnedBytes.count(report.returnedByteCount)
    if recordsResident {
      entry.pointee.residentAfterClose.store(Platform.residentByteCount(), ordering: .relaxed)
    }
    return report
  }

  /// Makes sure that no other heap allocates in the epoch any more, and that none is in the middle
  /// of it: the slot's vectors then stand still until the scan is over.
  ///
  /// Only heaps that have entered the epoch can, so that an epoch which one thread alone has used
  /// closes without a fence on the others and without a look at their memory. A heap that enters at
  /// this moment is among the entrants and has its token out, or it finds the scan announced.
  ///
  /// A slow path that was under way may open its fast path again before it is seen to leave. Those
  /// that begin after the first fence see the scan and do not, so a second round is the last.
  private func stopAllocation(in epoch: Epoch, own: HeapPointer?, _ entrants: UInt64) {
    let slot = epoch.slot
    func mayAllocate(_ heap: HeapPointer) -> Bool {
      if heap == own || !heap.pointee.isActive.load(ordering: .acquiring) { return false }
      wait(for: heap, toLeaveSlot: slot)
      return heap.pointee.slots[slot].era.load(ordering: .acquiring) == epoch.era
        && heap.pointee.openEras[slot].load(ordering: .relaxed) != HeapRecord.noEra
    }
    var isRunning = false
    forEachHeap(among: entrants) { heap in if mayAllocate(heap) { isRunning = true } }
    while isRunning {
      forEachHeap(among: entrants) { heap in
        heap.pointee.openEras[slot].store(HeapRecord.noEra, ordering: .relaxed)
      }
      Platform.processFence()
      isRunning = false
      forEachHeap(among: entrants) { heap in if mayAllocate(heap) { isRunning = true } }
    }
  }

  /// Runs `body` for the heaps that may have entered an epoch.
  private func forEachHeap(among entrants: UInt64, _ body: (HeapPointer) -> Void) {
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
    for index in 0..<heap.pointee.slots[slot].members.count {
      let record = table.records + heap.pointee.slots[slot].members[index]
      let live = table.capacity(of: record) - table.freeSlotCount(record)
      found.scanned += 1
      found.live += live
      if live > 0 { found.pinned += 1 }
    }
    return found
  }

  /// A heap for the calling thread: the vacant one that ended last with all its slabs, or a new one.
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
        index: UInt16(count), slotCount: slotCount, ringSlots: configuration.ringSlots,
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
    attend(heap)
    _ = releaseCache(heap)
    registry.pointee.lock.withLock { _ in
      for slot in 0..<slotCount {
        heap.pointee.openEras[slot].store(HeapRecord.noEra, ordering: .relaxed)
      }
      heap.pointee.isActive.store(false, ordering: .releasing)
      heap.pointee.nextVacant.store(
        registry.pointee.firstVacantHeap.load(ordering: .relaxed), ordering: .relaxed)
      registry.pointee.firstVacantHeap.store(Int(heap.pointee.index) + 1, ordering: .relaxed)
    }
  }
}

extension CloseReport {
  fileprivate mutating func add(_ found: Settlement) {
    scannedSlabs += found.scanned
    recycledSlabs += found.recycled
    pinnedSlabs += found.pinned
    deferredSlabs += found.scanned - found.recycled - found.pinned
    liveObjects += found.live
    returnedByteCount += found.returnedBytes
  }
}
