import Synchronization

extension SlabCore {
  /// Everything that an allocation does when its cell has no free slot at hand, or when it must be
  /// refused.
  @usableFromInline @inline(never)
  func allocateSlow(
    _ heap: HeapPointer, size: Int, in epoch: Epoch
  ) throws(AllocationError) -> TakenSlot {
    guard size >= 1 && size <= table.largestObject else {
      throw heap.counting(.invalidSize(size: size, largest: table.largestObject))
    }
    let sizeClass = table.sizeClass(ofObjectSize: size)
    heap.pointee.classCounters[sizeClass].slowAllocations.count()
    attend(heap)
    let slot = epoch.slot
    guard slot >= 0 && slot < slotCount else { throw heap.counting(.unknownEpoch(epoch)) }
    let isNew = takeToken(heap, toAllocateIn: epoch)
    defer { heap.dropToken() }
    let word = epochs[slot].word.load(ordering: .sequentiallyConsistent)
    if word & ~EpochWord.heldBit != EpochWord(era: epoch.era, .open).bits,
      let refusal = refusal(of: epoch)
    {
      if case .epochClosing = refusal {
        heap.pointee.classCounters[sizeClass].closedEpochs.count()
      }
      throw heap.counting(refusal)
    }
    if isNew { enter(heap, slot: slot, era: epoch.era) }
    if allowsFastPath { heap.openEra(slot).pointee.store(epoch.era, ordering: .relaxed) }
    let cell = heap.cell(slot: slot, sizeClass: sizeClass)
    if !cell.pointee.isReady {
      cell.pointee.prepare(table.classes[sizeClass], inRing: !isPersistent(slot: slot))
      heap.pointee.counters.readyCells.count()
    }
    if cell.pointee.bits == 0 {
      if cell.pointee.freedCount > 0 { return heap.takeFreed(cell, cell.pointee.freedCount - 1) }
      if !refill(heap, cell) {
        makeCurrent(heap, try acquire(heap, slot: slot, sizeClass: sizeClass), of: cell)
        _ = takeWord(cell)
      }
    }
    return cell.take(cell.pointee.bits)
  }

  /// Why an epoch takes no allocation; nil when it does.
  private func refusal(of epoch: Epoch) -> AllocationError? {
    let now = EpochWord(bits: epochs[epoch.slot].word.load(ordering: .sequentiallyConsistent))
    if now.serves(epoch) { return now.state == .open ? nil : .epochClosing(epoch) }
    return now.neverServed(epoch)
      ? .unknownEpoch(epoch) : .staleEpoch(epoch, currentEra: now.era)
  }

  /// Prepares the heap's part of an epoch slot for a new era; the era before is closed.
  @inline(__always)
  private func enter(_ heap: HeapPointer, slot: Int, era: UInt64) {
    heap.pointee.counters.epochEntries.count()
    if heap.pointee.attention.load(ordering: .relaxed) >> UInt64(slot) & 1 != 0 {
      heap.pointee.attention.bitwiseAnd(~(1 << UInt64(slot)), ordering: .relaxed)
    }
    resetCells(of: heap, slot: slot)
    if heap.slot(slot).pointee.members.count > 0 { inherit(heap, slot: slot) }
    heap.slot(slot).pointee.era.store(era, ordering: .releasing)
  }

  /// Finds a place for the slabs of the era before.
  @inline(never)
  private func inherit(_ heap: HeapPointer, slot: Int) {
    let merges = configuration.reuse == .ring && !isPersistent(slot: slot)
    var index = heap.slot(slot).pointee.members.count
    while index > 0 {
      index -= 1
      let id = heap.slot(slot).pointee.members[index]
      let record = table.records + id
      _ = takeRemote(record)
      // A slab that was settled and emptied since waits for the next close.
      let waits = configuration.reclaim == .atClose && record.pointee.place == .pinned
      if clearIfDiscarded(record) || (table.isEmpty(record) && !waits) {
        heap.slot(slot).pointee.members.remove(id, records: table.records)
        _ = recycle(heap, record)
      } else if merges && hasFreeSlot(record) {
        reopen(heap, record, slot: slot)
      } else if table.isEmpty(record) {
        release(heap, record)
      } else {
        heap.slot(slot).pointee.members.remove(id, records: table.records)
        heap.pointee.retained.append(id, records: table.records)
        retain(heap, record, as: .retained)
      }
    }
  }

  /// Lets a slab of an earlier era, a member of the slot, take objects of the slot's new era.
  func reopen(_ heap: HeapPointer, _ record: RecordPointer, slot: Int) {
    if record.pointee.isRetained {
      record.pointee.setRetained(false)
      heap.pointee.counters.retainedSlabs.count(-1)
    }
    linkPartial(heap, record, slot: slot)
    record.pointee.setMerged()
  }

  /// Allocates for a cell that has no slot at hand and none on its stack. The heap's token for the
  /// epoch slot is out, and is taken back here; the slot is open.
  @usableFromInline @inline(never)
  func allocateHeld(
    _ heap: HeapPointer, _ cell: CellPointer, size: Int, in epoch: Epoch
  ) throws(AllocationError) -> TakenSlot {
    let hadSlab = cell.pointee.current != nil
    let isServed =
      cell.pointee.directMask != 0
      && (refill(heap, cell) || refillFromCache(heap, cell, epoch.slot, isUsed: hadSlab))
    if !isServed {
      heap.dropToken()
      return try allocateSlow(heap, size: size, in: epoch)
    }
    let object = cell.take(cell.pointee.bits)
    heap.dropToken()
    return object
  }

  /// Takes free slots of the cell's current slab, or of the next partial one, for a cell that has
  /// none left; false when there are none. The heap's token for the epoch slot is out, and the slot
  /// is open.
  @inline(__always)
  private func refill(_ heap: HeapPointer, _ cell: CellPointer) -> Bool {
    if let current = cell.pointee.current {
      if takeWord(cell) {
        heap.pointee.counters.wordRefills.count()
        return true
      }
      current.pointee.setFull(cell: UnsafeRawPointer(cell) - UnsafeRawPointer(heap))
      heap.pointee.classCounters[current.pointee.sizeClass].filledSlabs.count()
      cell.pointee.current = nil
    }
    guard cell.pointee.partialHead != 0 else { return false }
    heap.pointee.counters.partialRefills.count()
    let record = heap.pointee.records + Int(cell.pointee.partialHead &- 1)
    let next = record.pointee.next
    cell.pointee.partialHead = next
    if next != 0 && cell.pointee.directMask == 0 {
      heap.pointee.records[Int(next &- 1)].previous = 0
    }
    record.pointee.setPlace(.current)
    makeCurrent(heap, record, of: cell)
    guard takeWord(cell) else { return false }
    // A slab that comes with one or two slots: a working set is replaced object by object.
    if cell.pointee.directMask != 0 && cell.pointee.bits.nonzeroBitCount <= 2 {
      cell.pointee.freedLimit = UInt32(Cell.stackCapacity)
    }
    return true
  }

  /// Makes an empty slab of the heap's cache the current one, unless there is none, or others have
  /// left something for the heap to do first. Closing threads wait for the heap's token.
  @inline(__always)
  private func refillFromCache(
    _ heap: HeapPointer, _ cell: CellPointer, _ slot: Int, isUsed: Bool
  ) -> Bool {
    let sizeClass = table.sizeClass(ofObjectSize: Int(cell.pointee.objectSize))
    let count = heap.pointee.cachedCounts[sizeClass].load(ordering: .relaxed)
    guard count > 0, !hasToAttend(heap) else { return false }
    let totals = heap.pointee.classCounters + sizeClass
    totals.pointee.slowAllocations.count()
    totals.pointee.exhaustedCells.count()
    let record = takeCached(heap, count &- 1, slot: slot, sizeClass: sizeClass)
    if !isUsed { heap.slot(slot).pointee.use(sizeClass: sizeClass) }
    makeCurrent(heap, record, of: cell)
    return takeWord(cell)
  }

  @inline(__always)
  private func makeCurrent(_ heap: HeapPointer, _ record: RecordPointer, of cell: CellPointer) {
    let recordOffset = UnsafeRawPointer(record) - UnsafeRawPointer(heap.pointee.records)
    cell.pointee.current = record
    cell.pointee.word = table.freeWord(record, 0)
    cell.pointee.handleBase = record.pointee.handleBase.load(ordering: .relaxed)
    cell.pointee.address = heap.pointee.slabs + recordOffset &* heap.pointee.slabScale
  }

  /// Finds a free word of the cell's current slab; false when there is none. All slots that the
  /// cell had at hand are handed out.
  @inline(__always)
  private func takeWord(_ cell: CellPointer) -> Bool {
    // The caller has seen that there is a current slab.
    let record = cell.pointee.current.unsafelyUnwrapped
    if cell.pointee.directMask != 0 {
      cell.pointee.bits =
        record.pointee.free.load(ordering: .relaxed) & cell.pointee.directMask
      return cell.pointee.bits != 0
    }
    return takeAnyWord(record, cell)
  }

  @inline(never)
  private func takeAnyWord(_ record: RecordPointer, _ cell: CellPointer) -> Bool {
    guard hasFreeSlot(record) else { return false }
    if table.wordsPerSlab == 0 {
      cell.pointee.bits =
        record.pointee.free.load(ordering: .relaxed)
        & table.classes[record.pointee.sizeClass].slotMask
      return true
    }
    let index = record.pointee.free.load(ordering: .relaxed).trailingZeroBitCount
    let word = table.freeWord(record, index)
    let first = SlabHandle(bits: record.pointee.handleBase.load(ordering: .relaxed))
    cell.pointee.bits = word.pointee.load(ordering: .relaxed)
    cell.pointee.word = word
    cell.pointee.handleBase = first.bits + UInt64(index * 64) << SlabHandle.slotShift
    cell.pointee.address =
      table.address(ofSlab: table.id(of: record))
      + index * 64 * table.classes[first.sizeClass].objectSize
    return true
  }

  /// Whether a free word has a free slot; the first bit of a wide slab's summary then names one.
  ///
  /// The summary may still name words that ran out while they were current; they are struck off.
  func hasFreeSlot(_ record: RecordPointer) -> Bool {
    var summary = record.pointee.free.load(ordering: .relaxed)
    if table.wordsPerSlab == 0 {
      return summary & table.classes[record.pointee.sizeClass].slotMask != 0
    }
    while summary != 0 {
      let index = summary.trailingZeroBitCount
      if table.freeWord(record, index).pointee.load(ordering: .relaxed) != 0 { return true }
      summary &= summary &- 1
      record.pointee.free.store(summary, ordering: .relaxed)
    }
    return false
  }

  /// An empty slab of the class, from the heap's cache or the pool, as a member of the slot.
  @inline(__always)
  private func acquire(
    _ heap: HeapPointer, slot: Int, sizeClass: Int
  ) throws(AllocationError) -> RecordPointer {
    let totals = heap.pointee.classCounters + sizeClass
    if heap.slot(slot).pointee.isUsed(sizeClass: sizeClass) {
      totals.pointee.exhaustedCells.count()
    } else {
      totals.pointee.emptyCells.count()
      heap.slot(slot).pointee.use(sizeClass: sizeClass)
    }
    let count = heap.pointee.cachedCounts[sizeClass].load(ordering: .relaxed)
    if count > 0 { return takeCached(heap, count &- 1, slot: slot, sizeClass: sizeClass) }
    let taken: (id: Int, isFresh: Bool)
    do throws(AllocationError) { taken = try table.takeID() } catch { throw heap.counting(error) }
    totals.pointee.newSlabs.count()
    if taken.isFresh {
      heap.pointee.counters.freshRefills.count()
    } else {
      heap.pointee.counters.poolRefills.count()
    }
    let record = table.records + taken.id
    record.pointee.home.store(heap.pointee.index, ordering: .relaxed)
    record.pointee.setShape(
      epochSlot: slot, sizeClass: sizeClass, place: .current, retained: false)
    table.clear(record)
    let first = SlabHandle(
      slab: taken.id, generation: record.pointee.generation, slot: 0, sizeClass: sizeClass)
    putToUse(heap, record, first, id: taken.id, slot: slot, sizeClass: sizeClass)
    return record
  }

  /// The empty slab of the class at `index` in the heap's cache, the last one, as a member of the
  /// slot.
  @inline(__always)
  private func takeCached(
    _ heap: HeapPointer, _ index: Int, slot: Int, sizeClass: Int
  ) -> RecordPointer {
    heap.pointee.cachedCounts[sizeClass].store(index, ordering: .relaxed)
    heap.pointee.counters.cacheRefills.count()
    let place = sizeClass &* configuration.cachedSlabLimit &+ index
    let id = Int(truncatingIfNeeded: heap.pointee.cached[place])
    let record = table.records + id
    let first = SlabHandle(
      bits: record.pointee.handleBase.load(ordering: .relaxed) ^ SlabHandle.vacancy)
    putToUse(heap, record, first, id: id, slot: slot, sizeClass: sizeClass)
    return record
  }

  /// Makes a slab of the heap, all of whose slots are free, a member of the slot.
  ///
  /// - Parameter first: what its handle base is from now on.
  @inline(__always)
  private func putToUse(
    _ heap: HeapPointer, _ record: RecordPointer, _ first: SlabHandle, id: Int, slot: Int,
    sizeClass: Int
  ) {
    record.pointee.setShape(
      epochSlot: slot, sizeClass: sizeClass, place: .current, retained: false)
    let sharedStarts = heap.pointee.sharedStarts[sizeClass].load(ordering: .relaxed)
    let isShared = !allowsFastPath || sharedStarts > 0
    if isShared {
      heap.pointee.counters.sharedSlabs.count()
      heap.pointee.sharedStarts[sizeClass].store(sharedStarts - 1, ordering: .relaxed)
    }
    setOwner(of: record, isShared ? SlabRecord.sharedOwner : heap.pointee.index)
    record.pointee.handleBase.store(first.bits, ordering: .releasing)
    heap.slot(slot).pointee.members.append(id, records: table.records)
  }

  /// Sets who may free with plain moves in a slab that goes into use.
  ///
  /// A late free of an earlier object may be in the middle of making the slab shared. It completes
  /// that whenever it finds its announcement, so the announcement is not taken back: the slab is
  /// shared from its start.
  @inline(__always)
  private func setOwner(of record: RecordPointer, _ owner: UInt32) {
    let seen = record.pointee.owner.load(ordering: .relaxed)
    if seen == owner { return }
    if seen != SlabRecord.becomingShared {
      let isSet = record.pointee.owner.compareExchange(
        expected: seen, desired: owner, ordering: .acquiringAndReleasing
      ).exchanged
      if isSet { return }
    }
    record.pointee.owner.store(SlabRecord.sharedOwner, ordering: .releasing)
  }
}
