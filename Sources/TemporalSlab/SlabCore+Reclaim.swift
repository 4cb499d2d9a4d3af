import Synchronization

/// What settling one heap's part of a closed epoch found.
struct Settlement {
  var scanned = 0
  var recycled = 0
  var discarded = 0
  var pinned = 0
  var live = 0
  var discardedObjects = 0
  var returnedBytes = 0
}

extension SlabCore {
  /// Does what others left for this heap: collects shared frees, settles epochs that another
  /// thread closed, and looks again at slabs that could not be changed during a scan.
  @inline(__always)
  func attend(_ heap: HeapPointer) {
    if hasToAttend(heap) { attendNow(heap) }
  }

  /// Whether others have left something for the heap to do.
  @inline(__always)
  func hasToAttend(_ heap: HeapPointer) -> Bool {
    heap.pointee.pending.load(ordering: .relaxed) != HeapRecord.stackEnd
      || heap.pointee.attention.load(ordering: .relaxed) != 0 || !heap.pointee.revisits.isEmpty
  }

  @inline(never)
  private func attendNow(_ heap: HeapPointer) {
    collect(heap)
    var slots = heap.pointee.attention.load(ordering: .acquiring)
    while slots != 0 {
      let slot = slots.trailingZeroBitCount
      slots &= slots &- 1
      _ = withLists(of: heap, slot: slot) {
        heap.pointee.attention.bitwiseAnd(~(1 << UInt64(slot)), ordering: .relaxed)
        if isOver(heap, slot: slot) { _ = settle(heap, slot: slot, inScan: false) }
      }
    }
    for id in heap.pointee.revisits.takeAll() { afterFree(heap, table.records + id) }
  }

  /// Moves a slab to where it belongs after some of its slots were freed, and recycles it if that
  /// emptied it and its epoch does not need it.
  @usableFromInline @inline(never)
  func afterFree(_ heap: HeapPointer, _ record: RecordPointer) {
    guard record.pointee.home.load(ordering: .relaxed) == heap.pointee.index else { return }
    switch record.pointee.place {
    case .partial, .pinned: if !table.isEmpty(record) { return }
    default: break
    }
    let slot = record.pointee.epochSlot
    let done: Void? = withLists(of: heap, slot: slot) {
      switch record.pointee.place {
      case .full where hasFreeSlot(record):
        heap.pointee.classCounters[record.pointee.sizeClass].reopenedSlabs.count()
        linkPartial(heap, record, slot: slot)
        recycleIfSpare(heap, record, slot: slot)
      case .partial:
        recycleIfSpare(heap, record, slot: slot)
      case .pinned where table.isEmpty(record):
        if configuration.reclaim == .atClose { return release(heap, record) }
        heap.slot(slot).pointee.members.remove(table.id(of: record), records: table.records)
        drainLate(heap, record)
      case .retained where table.isEmpty(record):
        if configuration.reclaim == .atClose {
          rejoin(heap, record, slot: slot)
          return release(heap, record)
        }
        heap.pointee.retained.remove(table.id(of: record), records: table.records)
        drainLate(heap, record)
      case .retained
      where configuration.reuse == .ring && !isPersistent(slot: slot) && hasFreeSlot(record):
        rejoin(heap, record, slot: slot)
      default:
        break
      }
    }
    if done == nil { heap.pointee.revisits.append(table.id(of: record)) }
  }

  private func drainLate(_ heap: HeapPointer, _ record: RecordPointer) {
    heap.pointee.counters.lateDrains.count()
    _ = recycle(heap, record)
  }

  /// Recycles an empty partial slab of a persistent epoch, which no close will come for.
  private func recycleIfSpare(_ heap: HeapPointer, _ record: RecordPointer, slot: Int) {
    guard isPersistent(slot: slot), configuration.reclaim == .late, table.isEmpty(record)
    else { return }
    unlinkPartial(heap, record, slot: slot)
    heap.slot(slot).pointee.members.remove(table.id(of: record), records: table.records)
    _ = recycle(heap, record)
  }

  /// Puts a slab whose ring slot was used again back among the slot's members: to serve the slot's
  /// present era in ring reuse, or for its next close to find.
  private func rejoin(_ heap: HeapPointer, _ record: RecordPointer, slot: Int) {
    heap.pointee.retained.remove(table.id(of: record), records: table.records)
    heap.slot(slot).pointee.members.append(table.id(of: record), records: table.records)
    let isOpen =
      configuration.reuse == .ring && !isPersistent(slot: slot)
      && epochs[slot].now.state == .open
      && heap.slot(slot).pointee.era.load(ordering: .relaxed) == epochs[slot].now.era
    if isOpen {
      reopen(heap, record, slot: slot)
    } else {
      record.pointee.setPlace(.pinned, isWatched: true)
      record.pointee.setMerged()
    }
  }

  /// Lets an emptied slab of a closed epoch wait for a close: it pins nothing any more.
  func release(_ heap: HeapPointer, _ record: RecordPointer) {
    if !record.pointee.isRetained { return }
    record.pointee.setRetained(false)
    heap.pointee.counters.retainedSlabs.count(-1)
  }

  /// Whether the epoch that the heap last entered in the slot is closed; the slot may serve a later
  /// one by now.
  private func isOver(_ heap: HeapPointer, slot: Int) -> Bool {
    let now = epochs[slot].now
    return heap.slot(slot).pointee.era.load(ordering: .relaxed) != now.era
      || now.state == .closed
  }

  /// Brings the heap's part of a closed epoch to rest: recycles what is empty, marks what is pinned
  /// to be recycled by the free that empties it.
  ///
  /// The caller owns the heap, or holds the epoch lock and the heap is vacant.
  ///
  /// - Parameter inScan: whether the slot is being scanned, by the caller.
  @inline(__always)
  func settle(_ heap: HeapPointer, slot: Int, inScan: Bool) -> Settlement {
    var found = Settlement()
    heap.openEra(slot).pointee.store(HeapRecord.noEra, ordering: .relaxed)
    resetCells(of: heap, slot: slot)
    let count = heap.slot(slot).pointee.members.count
    found.scanned = count
    if table.wordsPerSlab == 0 {
      found.recycled = settleEmpty(heap, slot: slot, inScan: inScan)
    }
    if found.recycled != count { settleRest(heap, slot: slot, &found) }
    return found
  }

  /// Recycles the last members of a slot, from the end, as long as they are empty and go to the
  /// heap's cache; how many they were. Counts runs of slabs of one class together. Slabs are not
  /// wide.
  @inline(__always)
  private func settleEmpty(_ heap: HeapPointer, slot: Int, inScan: Bool) -> Int {
    let members = heap.slot(slot).pointee.members
    let count = members.count
    let records = table.records
    let owner = heap.pointee.index
    let limit = configuration.cachedSlabLimit
    var left = count
    while left > 0 {
      let sizeClass = records[members[left &- 1]].sizeClass
      let cached = heap.pointee.cached + sizeClass &* limit
      let cachedBefore = heap.pointee.cachedCounts[sizeClass].load(ordering: .relaxed)
      var cachedCount = cachedBefore
      while left > 0, cachedCount < limit {
        let id = members[left &- 1]
        let record = records + id
        guard record.pointee.isNotRetained(sizeClass: sizeClass),
          record.pointee.free.load(ordering: .relaxed) == .max,
          record.pointee.owner.load(ordering: .relaxed) == owner
        else { break }
        let generation = (record.pointee.generation &+ 1) & SlabHandle.generationMask
        if isSpent(generation) { break }
        makeStale(record, id: id, generation: generation, sizeClass: sizeClass)
        cached[cachedCount] = UInt32(truncatingIfNeeded: id)
        cachedCount &+= 1
        left &-= 1
        record.pointee.setShape(epochSlot: 0, sizeClass: sizeClass, place: .cached, retained: false)
      }
      let recycled = cachedCount &- cachedBefore
      if recycled == 0 { break }
      heap.pointee.cachedCounts[sizeClass].store(cachedCount, ordering: .relaxed)
      let totals = heap.pointee.classCounters + sizeClass
      totals.pointee.scannedSlabs.count(recycled)
      totals.pointee.recycledAtClose.count(recycled)
      totals.pointee.recycledToCache.count(recycled)
      if inScan {
        reclaimed(slot: slot).countInScan(sizeClass, recycled)
      } else {
        _ = reclaimed(slot: slot).count(sizeClass, recycled)
      }
    }
    members.keep(left)
    return count &- left
  }

  @inline(never)
  private func settleRest(_ heap: HeapPointer, slot: Int, _ found: inout Settlement) {
    let members = heap.slot(slot).pointee.members
    var index = members.count
    while index > 0 {
      index &-= 1
      let id = members[index]
      let record = table.records + id
      let totals = heap.pointee.classCounters + record.pointee.sizeClass
      totals.pointee.scannedSlabs.count()
      if record.pointee.owner.load(ordering: .relaxed) != heap.pointee.index {
        _ = takeRemote(record)
      }
      if table.isEmpty(record) {
        members.remove(id, records: table.records)
        found.recycled += 1
        totals.pointee.recycledAtClose.count()
        found.returnedBytes += recycle(heap, record)
      } else {
        settleOccupied(heap, record, slot: slot, &found)
      }
    }
  }

  /// Recycles a discarded slab, and marks any other as pinned.
  @inline(never)
  private func settleOccupied(
    _ heap: HeapPointer, _ record: RecordPointer, slot: Int, _ found: inout Settlement
  ) {
    guard record.pointee.isVacant else {
      found.pinned += 1
      found.live += table.liveCount(record)
      return retain(heap, record, as: .pinned)
    }
    found.discarded += 1
    found.discardedObjects += table.takenSlotCount(record)
    table.clear(record)
    heap.slot(slot).pointee.members.remove(table.id(of: record), records: table.records)
    found.returnedBytes += recycle(heap, record)
  }

  /// Lets the cells of an epoch slot allocate from nothing.
  @inline(__always)
  func resetCells(of heap: HeapPointer, slot: Int) {
    var used = heap.slot(slot).pointee.usedCells.load(ordering: .relaxed)
    heap.slot(slot).pointee.usedCells.store(0, ordering: .relaxed)
    while used != 0 {
      heap.cell(slot: slot, sizeClass: used.trailingZeroBitCount).pointee.reset()
      used &= used &- 1
    }
  }

  /// Makes every handle to the heap's slabs of an epoch slot stale; objects that earlier eras of the
  /// ring left in them are kept, with the slabs that hold them. No heap allocates in the epoch any
  /// more.
  ///
  /// The generation stays what it is, and grows when the slab is recycled. A racing free through
  /// the remote words either comes before the tags change, or finds no handle base that fits.
  func discard(_ heap: HeapPointer, slot: Int) {
    for index in 0..<heap.slot(slot).pointee.members.count {
      let record = table.records + heap.slot(slot).pointee.members[index]
      if record.pointee.isMerged { continue }
      let base = SlabHandle(bits: record.pointee.handleBase.load(ordering: .relaxed))
      makeStale(
        record, id: table.id(of: record), generation: UInt64(base.generation),
        sizeClass: base.sizeClass)
    }
  }

  /// Marks all slots of a slab free if it was discarded; whether it was.
  func clearIfDiscarded(_ record: RecordPointer) -> Bool {
    guard record.pointee.isVacant else { return false }
    table.clear(record)
    return true
  }

  /// Marks a slab of a closed epoch that holds live objects.
  func retain(_ heap: HeapPointer, _ record: RecordPointer, as place: SlabPlace) {
    record.pointee.setPlace(place, isWatched: true)
    if !record.pointee.isRetained {
      record.pointee.setRetained(true)
      heap.pointee.counters.retainedSlabs.count()
    }
  }

  /// Takes an empty slab, which is a member of nothing any more, out of use: its handles become
  /// stale, it goes to the cache, and beyond the cache its memory goes to the system.
  /// Returns the bytes that went.
  func recycle(_ heap: HeapPointer, _ record: RecordPointer) -> Int {
    let sizeClass = record.pointee.sizeClass
    let id = table.id(of: record)
    if record.pointee.isRetained { heap.pointee.counters.retainedSlabs.count(-1) }
    let reclaimed = reclaimed(slot: record.pointee.epochSlot).count(sizeClass)
    let totals = heap.pointee.classCounters + sizeClass
    let isSpent = advanceGeneration(of: record, id: id, sizeClass: sizeClass)
    let cachedCount = heap.pointee.cachedCounts[sizeClass].load(ordering: .relaxed)
    let limit = configuration.cachedSlabLimit
    if !isSpent && cachedCount < limit {
      heap.pointee.cached[sizeClass &* limit &+ cachedCount] = UInt32(truncatingIfNeeded: id)
      heap.pointee.cachedCounts[sizeClass].store(cachedCount &+ 1, ordering: .relaxed)
      record.pointee.setShape(epochSlot: 0, sizeClass: sizeClass, place: .cached, retained: false)
      totals.pointee.recycledToCache.count()
      return 0
    }
    totals.pointee.recycledBeyondCache.count()
    record.pointee.setShape(
      epochSlot: 0, sizeClass: sizeClass, place: isSpent ? .retired : .pooled, retained: false)
    // What other threads have emptied, they or those after them will fill again.
    let isShared = record.pointee.owner.load(ordering: .relaxed) == SlabRecord.sharedOwner
    if isShared && !isSpent && table.keep(id: id) { return 0 }
    let bytes = table.giveBack(id: id, retiring: isSpent)
    totals.pointee.countDecommit(bytes)
    reclaimed.addBytes(bytes)
    return bytes
  }

  /// Makes every handle to the slab stale; true when its generations are used up.
  @inline(__always)
  private func advanceGeneration(of record: RecordPointer, id: Int, sizeClass: Int) -> Bool {
    let next = (record.pointee.generation &+ 1) & SlabHandle.generationMask
    makeStale(record, id: id, generation: next, sizeClass: sizeClass)
    return isSpent(next)
  }

  /// Whether a slab has been used as often as its generations allow, when this would be the next.
  @inline(__always)
  private func isSpent(_ generation: UInt64) -> Bool {
    (generation &- table.firstGeneration) & SlabHandle.generationMask >= table.generationLimit
  }

  /// Takes away the handle base that handles to the slab fit.
  ///
  /// The handle base changes before the tags of the remote words, so that a racing free that has
  /// seen the new tag sees the new handle base. A slab that is becoming shared while its owner is
  /// read here needs no new tags: the fence that belongs to the change comes after the new handle
  /// base, and the racing free reads that after its fence.
  @inline(__always)
  private func makeStale(_ record: RecordPointer, id: Int, generation: UInt64, sizeClass: Int) {
    record.pointee.handleBase.store(
      SlabHandle.vacantBase(slab: id, generation: generation, sizeClass: sizeClass),
      ordering: .releasing)
    Platform.compilerFence()
    let owner = record.pointee.owner.load(ordering: .relaxed)
    if owner == SlabRecord.sharedOwner || owner == SlabRecord.becomingShared {
      changeTags(of: record)
    }
  }

  /// Makes racing shared frees that have looked at the slab before look again.
  @inline(never)
  private func changeTags(of record: RecordPointer) {
    for index in 0..<table.remoteWordCount(table.classes[record.pointee.sizeClass]) {
      table.remoteWord(record, index).pointee.add(
        RemoteWord.bitsMask + 1, ordering: .acquiringAndReleasing)
    }
  }

  /// Puts a slab with free slots on its cell's partial list.
  ///
  /// Only the lists of persistent epochs are linked both ways: slabs are taken out of the middle of
  /// no other.
  func linkPartial(_ heap: HeapPointer, _ record: RecordPointer, slot: Int) {
    let cell = heap.cell(slot: slot, sizeClass: record.pointee.sizeClass)
    let link = UInt32(table.id(of: record)) + 1
    let head = cell.pointee.partialHead
    record.pointee.next = head
    if isPersistent(slot: slot) {
      record.pointee.previous = 0
      if head != 0 { table.records[Int(head - 1)].previous = link }
    }
    cell.pointee.partialHead = link
    heap.slot(slot).pointee.use(sizeClass: record.pointee.sizeClass)
    record.pointee.setPlace(.partial, isWatched: isPersistent(slot: slot))
  }

  /// Takes a slab off the partial list of a cell of a persistent epoch.
  private func unlinkPartial(_ heap: HeapPointer, _ record: RecordPointer, slot: Int) {
    let next = record.pointee.next
    let previous = record.pointee.previous
    if next != 0 { table.records[Int(next - 1)].previous = previous }
    if previous != 0 {
      table.records[Int(previous - 1)].next = next
    } else {
      heap.cell(slot: slot, sizeClass: record.pointee.sizeClass).pointee.partialHead = next
    }
  }
}
