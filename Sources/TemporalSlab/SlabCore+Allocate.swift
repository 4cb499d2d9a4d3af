import Synchronization

extension SlabCore {
  /// Everything that an allocation does when its cell has no free slot at hand, or when it must be
  /// refused.
  @usableFromInline @inline(never)
  func allocateSlow(
    _ heap: HeapPointer, size: Int, in epoch: Epoch
  ) throws(AllocationError) -> TakenSlot {
    guard size >= 1 && size <= table.largestObject else {
      heap.pointee.counters.rejectedAllocations.count()
      throw .invalidSize(size: size, largest: table.largestObject)
    }
    attend(heap)
    let slot = epoch.slot
    guard slot >= 0 && slot < slotCount else {
      heap.pointee.counters.rejectedAllocations.count()
      throw .unknownEpoch(epoch)
    }
    let isNew = takeToken(heap, toAllocateIn: epoch)
    defer { heap.dropToken() }
    if let refusal = refusal(of: epoch) {
      heap.pointee.counters.rejectedAllocations.count()
      throw refusal
    }
    if isNew { enter(heap, slot: slot, era: epoch.era) }
    if allowsFastPath { heap.pointee.openEras[slot].store(epoch.era, ordering: .relaxed) }
    let sizeClass = table.sizeClass(ofObjectSize: size)
    let cell = heap.pointee.cell(slot: slot, sizeClass: sizeClass)
    if cell.pointee.word.pointee.load(ordering: .relaxed) == 0 && claim(heap, cell) == 0 {
      makeCurrent(heap, try acquire(heap, slot: slot, sizeClass: sizeClass), of: cell)
      _ = claim(heap, cell)
    }
    return takeClaimed(cell)
  }

  /// Hands out the first slot that a cell has claimed.
  @inline(__always)
  private func takeClaimed(_ cell: UnsafeMutablePointer<Cell>) -> TakenSlot {
    let bits = cell.pointee.word.pointee.load(ordering: .relaxed)
    cell.pointee.word.pointee.store(bits & (bits &- 1), ordering: .relaxed)
    return cell.pointee.slot(bits.trailingZeroBitCount)
  }

  /// Why an epoch takes no allocation; nil when it does.
  private func refusal(of epoch: Epoch) -> AllocationError? {
    let now = EpochWord(bits: epochs[epoch.slot].word.load(ordering: .sequentiallyConsistent))
    if now.serves(epoch) { return now.state == .open ? nil : .epochClosing(epoch) }
    return now.neverServed(epoch)
      ? .unknownEpoch(epoch) : .staleEpoch(epoch, currentEra: now.era)
  }

  /// Prepares the heap's part of an epoch slot for a new era; the era before is closed.
  private func enter(_ heap: HeapPointer, slot: Int, era: UInt64) {
    heap.pointee.counters.epochEntries.count()
    if heap.pointee.attention.load(ordering: .relaxed) >> UInt64(slot) & 1 != 0 {
      heap.pointee.attention.bitwiseAnd(~(1 << UInt64(slot)), ordering: .relaxed)
    }
    resetCells(of: heap, slot: slot)
    let merges = configuration.reuse == .ring && !isPersistent(slot: slot)
    var index = heap.pointee.slots[slot].members.count
    while index > 0 {
      index -= 1
      let id = heap.pointee.slots[slot].members[index]
      let record = table.records + id
      unclaim(record)
      _ = takeRemote(record)
      // A slab that was settled and emptied since waits for the next close.
      let waits = configuration.reclaim == .atClose && record.pointee.place == .pinned
      if table.isEmpty(record) && !waits {
        heap.pointee.slots[slot].members.remove(id, records: table.records)
        _ = recycle(heap, record)
      } else if merges && hasFreeSlot(record) {
        reopen(heap, record, slot: slot)
      } else if table.isEmpty(record) {
        release(heap, record)
      } else {
        heap.pointee.slots[slot].members.remove(id, records: table.records)
        heap.pointee.retained.append(id, records: table.records)
        retain(heap, record, as: .retained)
      }
    }
    heap.pointee.slots[slot].era.store(era, ordering: .releasing)
  }

  /// Lets a slab of an earlier era, a member of the slot, take objects of the slot's new era.
  func reopen(_ heap: HeapPointer, _ record: RecordPointer, slot: Int) {
    if record.pointee.isRetained {
      record.pointee.setRetained(false)
      heap.pointee.counters.retainedSlabs.count(-1)
    }
    linkPartial(heap, record, slot: slot)
  }

  /// Allocates for a cell that has handed out all that it claimed. The heap's token for the epoch
  /// slot is out, and is taken back here; the slot is open.
  ///
  /// A partial slab with few free slots stays on its list and gives them one by one: to make it the
  /// current one would take more stores, and a working set that is replaced object by object comes
  /// here with every allocation.
  @usableFromInline @inline(never)
  func allocateHeld(
    _ heap: HeapPointer, _ cell: UnsafeMutablePointer<Cell>, size: Int, in epoch: Epoch
  ) throws(AllocationError) -> TakenSlot {
    let mask = cell.pointee.directMask
    if mask != 0 {
      if let current = cell.pointee.current {
        let bits = current.pointee.free.load(ordering: .relaxed) & mask
        if bits != 0 {
          let object = claim(heap, cell, current, bits)
          heap.dropToken()
          return object
        }
        putAside(heap, cell, current)
      }
      if let object = takeFromPartial(heap, cell, mask) {
        heap.dropToken()
        return object
      }
    }
    heap.dropToken()
    return try allocateSlow(heap, size: size, in: epoch)
  }

  /// Makes the cell's current slab, which has no free slot, a full one.
  @inline(__always)
  private func putAside(
    _ heap: HeapPointer, _ cell: UnsafeMutablePointer<Cell>, _ current: RecordPointer
  ) {
    current.pointee.setFull()
    cell.pointee.current = nil
    cell.pointee.word = heap.pointee.zeroWord
  }

  /// Takes a slot of the first partial slab of a cell without a current one, and makes that slab
  /// the current one if it has many; nil when there is none, or the general way must be taken.
  @inline(__always)
  private func takeFromPartial(
    _ heap: HeapPointer, _ cell: UnsafeMutablePointer<Cell>, _ mask: UInt64
  ) -> TakenSlot? {
    let link = Int(truncatingIfNeeded: cell.pointee.partialHead)
    if link == 0 { return nil }
    let record = heap.pointee.records + (link &- 1)
    let word = record.pointee.free.load(ordering: .relaxed)
    let bits = word & mask
    let afterOne = bits & (bits &- 1)
    let afterTwo = afterOne & (afterOne &- 1)
    if afterTwo & (afterTwo &- 1) != 0 {
      heap.pointee.counters.partialRefills.count()
      cell.pointee.partialHead = record.pointee.next
      makeCurrent(heap, record, of: cell)
      return claim(heap, cell, record, bits)
    }
    record.pointee.free.store(word ^ bits ^ afterOne, ordering: .releasing)
    if afterOne == 0 {
      cell.pointee.partialHead = record.pointee.next
      record.pointee.setFull()
    }
    return TakenSlot(
      bits.trailingZeroBitCount,
      from: heap.pointee.slabs + (link &- 1) &<< heap.pointee.slabShift,
      objectSize: cell.pointee.objectSize,
      handle: record.pointee.handleBase.load(ordering: .relaxed))
  }

  /// Claims the free slots `bits` of the cell's current slab, which is not wide, and hands out the
  /// first.
  ///
  /// The slots are marked claimed before they are unmarked as free, so that no thread sees them
  /// live in between.
  @inline(__always)
  private func claim(
    _ heap: HeapPointer, _ cell: UnsafeMutablePointer<Cell>, _ record: RecordPointer, _ bits: UInt64
  ) -> TakenSlot {
    heap.pointee.counters.wordRefills.count()
    let word = record.pointee.free.load(ordering: .relaxed)
    record.pointee.claimed.store(bits & (bits &- 1), ordering: .releasing)
    record.pointee.free.store(word ^ bits, ordering: .releasing)
    return cell.pointee.slot(bits.trailingZeroBitCount)
  }

  /// Claims free slots for the cell, of its current slab or of the next partial one, and returns
  /// them; 0 when there is none. The heap's token for the epoch slot is out, and the slot is open.
  private func claim(_ heap: HeapPointer, _ cell: UnsafeMutablePointer<Cell>) -> UInt64 {
    if let current = cell.pointee.current {
      let bits = claim(current, cell)
      if bits != 0 {
        heap.pointee.counters.wordRefills.count()
        return bits
      }
      putAside(heap, cell, current)
    }
    guard cell.pointee.partialHead != 0 else { return 0 }
    heap.pointee.counters.partialRefills.count()
    let record = table.records + Int(cell.pointee.partialHead - 1)
    cell.pointee.partialHead = record.pointee.next
    if record.pointee.next != 0 && isPersistent(slot: record.pointee.epochSlot) {
      table.records[Int(record.pointee.next - 1)].previous = 0
    }
    makeCurrent(heap, record, of: cell)
    return claim(record, cell)
  }

  @inline(__always)
  private func makeCurrent(
    _ heap: HeapPointer, _ record: RecordPointer, of cell: UnsafeMutablePointer<Cell>
  ) {
    let id = (UnsafeRawPointer(record) - UnsafeRawPointer(heap.pointee.records)) &>> 6
    record.pointee.setPlace(.current)
    cell.pointee.current = record
    cell.pointee.word = SlabRecord.claimedWord(record)
    cell.pointee.handleBase = record.pointee.handleBase.load(ordering: .relaxed)
    cell.pointee.address = heap.pointee.slabs + id &<< heap.pointee.slabShift
  }

  /// Claims a free word of the cell's current slab, all of whose claimed slots are handed out.
  ///
  /// The slots are marked claimed before they are unmarked as free, so that no thread sees them
  /// live in between.
  @inline(__always)
  private func claim(_ record: RecordPointer, _ cell: UnsafeMutablePointer<Cell>) -> UInt64 {
    if table.wordsPerSlab == 0 {
      let word = record.pointee.free.load(ordering: .relaxed)
      let bits = word & table.classes[record.pointee.sizeClass].slotMask
      if bits != 0 {
        record.pointee.claimed.store(bits, ordering: .releasing)
        record.pointee.free.store(word ^ bits, ordering: .releasing)
      }
      return bits
    }
    guard hasFreeSlot(record) else { return 0 }
    let index = record.pointee.free.load(ordering: .relaxed).trailingZeroBitCount
    let word = table.freeWord(record, index)
    let bits = word.pointee.load(ordering: .relaxed)
    record.pointee.remoteLow.store(UInt64(index), ordering: .relaxed)
    record.pointee.claimed.store(bits, ordering: .releasing)
    word.pointee.store(0, ordering: .releasing)
    let first = SlabHandle(bits: record.pointee.handleBase.load(ordering: .relaxed))
    cell.pointee.handleBase = first.bits + UInt64(index * 64) << SlabHandle.slotShift
    cell.pointee.address =
      table.address(ofSlab: table.id(of: record))
      + index * 64 * table.classes[first.sizeClass].objectSize
    return bits
  }

  /// Gives claimed slots that were not handed out back to the slab's free words.
  ///
  /// A racing shared free that has looked for the slot in both words at the wrong moments is told
  /// by the tag, which changes before the claim goes.
  func unclaim(_ record: RecordPointer) {
    let bits = record.pointee.claimed.load(ordering: .relaxed)
    if bits == 0 { return }
    let index = table.wordsPerSlab == 0 ? 0 : Int(record.pointee.remoteLow.load(ordering: .relaxed))
    let word = table.freeWord(record, index)
    word.pointee.store(word.pointee.load(ordering: .relaxed) | bits, ordering: .releasing)
    table.noteFreeSlot(record, inWord: index)
    changeTags(of: record)
    record.pointee.claimed.store(0, ordering: .releasing)
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
  private func acquire(
    _ heap: HeapPointer, slot: Int, sizeClass: Int
  ) throws(AllocationError) -> RecordPointer {
    let id: Int
    let cachedCount = heap.pointee.cachedCounts[sizeClass]
    if cachedCount > 0 {
      heap.pointee.cachedCounts[sizeClass] = cachedCount - 1
      heap.pointee.counters.cachedSlabs.count(-1)
      heap.pointee.counters.cacheRefills.count()
      id = Int(heap.pointee.cached[sizeClass * configuration.cachedSlabLimit + cachedCount - 1])
    } else {
      let taken = try table.takeID()
      id = taken.id
      if taken.isFresh {
        heap.pointee.counters.freshRefills.count()
      } else {
        heap.pointee.counters.poolRefills.count()
      }
    }
    initialize(heap, id: id, slot: slot, sizeClass: sizeClass)
    heap.pointee.slots[slot].members.append(id, records: table.records)
    heap.pointee.slots[slot].use(sizeClass: sizeClass)
    return table.records + id
  }

  /// Cuts a slab without objects into slots of the class.
  private func initialize(_ heap: HeapPointer, id: Int, slot: Int, sizeClass: Int) {
    let record = table.records + id
    let info = table.classes[sizeClass]
    let generation = record.pointee.generation
    record.pointee.setShape(
      epochSlot: slot, sizeClass: sizeClass, place: .current, retained: false)
    record.pointee.home.store(heap.pointee.index, ordering: .relaxed)
    let sharedStarts = heap.pointee.sharedStarts[sizeClass].load(ordering: .relaxed)
    let isShared = !allowsFastPath || sharedStarts > 0
    if isShared {
      heap.pointee.counters.sharedSlabs.count()
      heap.pointee.sharedStarts[sizeClass].store(sharedStarts - 1, ordering: .relaxed)
    }
    setOwner(of: record, isShared ? SlabRecord.sharedOwner : heap.pointee.index)
    record.pointee.free.store(info.emptyWord, ordering: .relaxed)
    if table.wordsPerSlab > 0 {
      for index in 0..<table.freeWordCount(info) {
        table.freeWord(record, index).pointee.store(
          table.slotMask(info, word: index), ordering: .relaxed)
      }
    }
    record.pointee.claimed.store(0, ordering: .relaxed)
    record.pointee.handleBase.store(
      SlabHandle(slab: id, generation: generation, slot: 0, sizeClass: sizeClass).bits,
      ordering: .releasing)
  }

  /// Sets who may free with plain moves in a slab that goes into use.
  ///
  /// A late free of an earlier object may be in the middle of making the slab shared. It completes
  /// that whenever it finds its announcement, so the announcement is not taken back: the slab is
  /// shared from its start.
  private func setOwner(of record: RecordPointer, _ owner: UInt16) {
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
