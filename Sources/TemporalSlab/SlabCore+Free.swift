import Synchronization

extension SlabCore {
  /// A free that the fast path did not take. The heap's token for the slab is out and is taken back
  /// here.
  ///
  /// It is in a wide slab, a shared slab, another heap's slab, a slab that waits to be empty, a full
  /// slab whose cell has no place left on its stack, or of a handle that is not live.
  @usableFromInline @inline(never)
  func freeSlow(_ heap: HeapPointer, _ handle: SlabHandle) -> Bool {
    if freeInFullSlab(heap, handle) { return true }
    let record = heap.record(namedBy: handle.bits)
    let isShared = record.pointee.owner.load(ordering: .acquiring) == SlabRecord.sharedOwner
    if isShared && table.wordsPerSlab == 0 { return freeInSharedSlab(heap, handle, record) }
    return freeUnusual(heap, handle)
  }

  /// What `freeUnusual` does in a shared slab that is not wide, with few instructions: a consumer of
  /// what another thread allocates comes here with every free.
  @inline(__always)
  private func freeInSharedSlab(
    _ heap: HeapPointer, _ handle: SlabHandle, _ record: RecordPointer
  ) -> Bool {
    heap.dropToken()
    let slot = handle.bits &>> SlabHandle.slotShift & 63
    let high = Int(truncatingIfNeeded: slot &>> 5)
    let word =
      (UnsafeMutableRawPointer(record) + SlabRecord.remoteOffset)
      .assumingMemoryBound(to: Atomic<UInt64>.self) + high
    let bit: UInt64 = 1 &<< (slot & 31)
    var seen = word.pointee.load(ordering: .acquiring)
    while true {
      let difference = record.pointee.handleBase.load(ordering: .acquiring) ^ handle.bits
      guard difference & ~(63 &<< SlabHandle.slotShift) == 0, seen & bit == 0,
        record.pointee.free.load(ordering: .acquiring) &>> slot & 1 == 0
      else {
        heap.pointee.counters.rejectedFrees.count()
        return false
      }
      let (exchanged, original) = word.pointee.compareExchange(
        expected: seen, desired: seen | bit, ordering: .acquiringAndReleasing)
      if exchanged { break }
      seen = original
    }
    afterSharedFree(heap, record, isFirst: seen & RemoteWord.bitsMask == 0)
    return true
  }

  /// Counts a shared free, lets the slab's owner know of it if it is the first in its word, and
  /// collects it if the heap itself waits for the slab to be empty, and it is.
  @inline(__always)
  private func afterSharedFree(_ heap: HeapPointer, _ record: RecordPointer, isFirst: Bool) {
    if isFirst { push(record, by: heap) }
    heap.pointee.counters.sharedFrees.count()
    if record.pointee.home.load(ordering: .relaxed) == heap.pointee.index
      && record.pointee.isWatched && table.isDrained(record)
    {
      collect(heap)
    }
  }

  /// Frees a slot of a full slab of the ring and puts the slab on its cell's partial list, in a few
  /// stores; false, and nothing is done, where something else is called for.
  ///
  /// Nobody but the owner looks at the list, so it makes no difference whether the epoch is closing.
  @inline(__always)
  private func freeInFullSlab(_ heap: HeapPointer, _ handle: SlabHandle) -> Bool {
    let record = heap.record(namedBy: handle.bits)
    let difference = record.pointee.handleBase.load(ordering: .relaxed) ^ handle.bits
    let slot = difference &>> SlabHandle.slotShift
    let free = record.pointee.free.load(ordering: .relaxed)
    let watch =
      SlabRecord.ownership(record).pointee.load(ordering: .relaxed) &- heap.pointee.fastOwner
    guard difference & ~(63 &<< SlabHandle.slotShift) == 0, free &>> slot & 1 == 0,
      watch < HeapRecord.cellsEnd, watch != 0
    else { return false }
    let cell = heap.cell(at: Int(truncatingIfNeeded: watch))
    if cell.pointee.directMask == 0 { return false }
    record.pointee.free.store(free | 1 &<< slot, ordering: .relaxed)
    record.pointee.next = cell.pointee.partialHead
    cell.pointee.partialHead =
      UInt32(truncatingIfNeeded: handle.bits &>> SlabHandle.slabShift) &+ 1
    record.pointee.watch.store(0, ordering: .relaxed)
    heap.pointee.classCounters[record.pointee.sizeClass].reopenedSlabs.count()
    heap.dropToken()
    return true
  }

  @inline(never)
  private func freeUnusual(_ heap: HeapPointer, _ handle: SlabHandle) -> Bool {
    let freed = freeOwned(heap, handle)
    heap.dropToken()
    switch freed {
    case .freed: return true
    case .freedAndChanged:
      afterFree(heap, table.records + handle.slab)
      return true
    case .invalid: break
    case .notOwned:
      if let isFirst = freeShared(handle) {
        afterSharedFree(heap, table.records + handle.slab, isFirst: isFirst)
        return true
      }
    }
    heap.pointee.counters.rejectedFrees.count()
    return false
  }

  /// Frees an object from a thread without a heap; false when the handle names no live one.
  func freeWithoutHeap(_ handle: SlabHandle) -> Bool {
    guard let isFirst = freeShared(handle) else { return false }
    if isFirst { push(table.records + handle.slab, by: nil) }
    return true
  }

  private enum OwnedFree { case freed, freedAndChanged, invalid, notOwned }

  /// Frees a slot of a slab that the heap owns alone, with plain moves.
  private func freeOwned(_ heap: HeapPointer, _ handle: SlabHandle) -> OwnedFree {
    guard let record = slab(namedBy: handle) else { return .invalid }
    guard record.pointee.owner.load(ordering: .relaxed) == heap.pointee.index
    else { return .notOwned }
    let index = handle.slot >> 6
    let word = table.freeWord(record, index)
    let bit: UInt64 = 1 << UInt64(handle.slot & 63)
    let before = word.pointee.load(ordering: .relaxed)
    guard before & bit == 0 else { return .invalid }
    word.pointee.store(before | bit, ordering: .relaxed)
    table.noteFreeSlot(record, inWord: index)
    return record.pointee.isWatched ? .freedAndChanged : .freed
  }

  /// The record of the slab that a handle names, if id, generation, class, version and slot fit.
  private func slab(namedBy handle: SlabHandle) -> RecordPointer? {
    guard handle.slab < table.slabLimit else { return nil }
    let record = table.records + handle.slab
    return matches(record, handle) ? record : nil
  }

  @inline(__always)
  private func matches(_ record: RecordPointer, _ handle: SlabHandle) -> Bool {
    let difference = record.pointee.handleBase.load(ordering: .acquiring) ^ handle.bits
    return difference & ~(SlabHandle.slotMask << SlabHandle.slotShift) == 0
      && handle.slot < table.capacity(of: record)
  }

  /// Frees a slot from any thread: one compare-and-exchange on the slab's remote word. Whether it is
  /// the first of its word since the bits were collected; nil when the handle names no live object.
  ///
  /// The word's tag changes when its bits are collected and when the slab is recycled, so an
  /// exchange that succeeds proves that nothing that was checked before it has changed: exactly one
  /// of several racing frees of an object returns true.
  private func freeShared(_ handle: SlabHandle) -> Bool? {
    guard let record = slab(namedBy: handle) else { return nil }
    if record.pointee.owner.load(ordering: .acquiring) != SlabRecord.sharedOwner {
      guard !isFree(record, slot: handle.slot) else { return nil }
      share(record)
    }
    let word = table.remoteWord(record, handle.slot / RemoteWord.slots)
    let bit: UInt64 = 1 << UInt64(handle.slot % RemoteWord.slots)
    var seen = word.pointee.load(ordering: .acquiring)
    while true {
      guard seen & bit == 0, matches(record, handle), !isFree(record, slot: handle.slot)
      else { return nil }
      let (exchanged, original) = word.pointee.compareExchange(
        expected: seen, desired: seen | bit, ordering: .acquiringAndReleasing)
      if exchanged { break }
      seen = original
    }
    return seen & RemoteWord.bitsMask == 0
  }

  /// Whether the slot is free, as another thread sees it.
  private func isFree(_ record: RecordPointer, slot: Int) -> Bool {
    let word = table.freeWord(record, slot >> 6).pointee.load(ordering: .acquiring)
    return word >> UInt64(slot & 63) & 1 != 0
  }

  /// The heap whose lists hold the slab; nil when it was given back.
  func home(of record: RecordPointer) -> HeapPointer? {
    let index = record.pointee.home.load(ordering: .acquiring)
    return index == SlabRecord.noHome ? nil : heaps[Int(index)]
  }

  /// Puts a slab with shared frees on its heap's stack, unless it is on one.
  ///
  /// A caller that comes late may find that its free was collected, and the slab given back. Then
  /// there is nothing to push; but a later free of the slab that found it claimed relied on this
  /// push, so the slab is looked at again after the claim is dropped.
  func push(_ record: RecordPointer, by caller: HeapPointer?) {
    while record.pointee.remoteNext.compareExchange(
      expected: 0, desired: .max, ordering: .sequentiallyConsistent
    ).exchanged {
      if let home = home(of: record) {
        // What others free after the close, they may have taken over from a thread that has ended.
        if home != caller && !record.pointee.isPastClose {
          home.startShared(sizeClass: record.pointee.sizeClass)
        }
        return link(record, to: home)
      }
      dropClaim(record)
      if home(of: record) == nil { return }
    }
  }

  private func link(_ record: RecordPointer, to heap: HeapPointer) {
    var head = heap.pointee.pending.load(ordering: .relaxed)
    while true {
      record.pointee.remoteNext.store(head, ordering: .relaxed)
      let (exchanged, original) = heap.pointee.pending.compareExchange(
        expected: head, desired: UInt32(table.id(of: record)) + 1,
        ordering: .sequentiallyConsistent)
      if exchanged { break }
      head = original
    }
    if !heap.pointee.isActive.load(ordering: .sequentiallyConsistent) {
      registry.pointee.vacantHeapsHaveWork.store(true, ordering: .relaxed)
    }
  }

  /// Lets the next shared free push the slab again. What is read afterwards is not older than any
  /// free that found the slab claimed.
  private func dropClaim(_ record: RecordPointer) {
    _ = record.pointee.remoteNext.exchange(0, ordering: .sequentiallyConsistent)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// Takes the shared frees of all the heap's slabs into their free words.
  func collect(_ heap: HeapPointer) {
    if heap.pointee.pending.load(ordering: .relaxed) == HeapRecord.stackEnd { return }
    var link = heap.pointee.pending.exchange(HeapRecord.stackEnd, ordering: .acquiring)
    while link != HeapRecord.stackEnd {
      let record = table.records + Int(link - 1)
      link = record.pointee.remoteNext.load(ordering: .relaxed)
      // Before the bits are taken: a free that comes later pushes the slab again.
      dropClaim(record)
      if record.pointee.home.load(ordering: .relaxed) != heap.pointee.index {
        // Pushed by a free that this heap had collected before it gave the slab back: hand it on.
        push(record, by: heap)
        continue
      }
      let taken = takeRemote(record)
      if taken > 0 {
        heap.pointee.counters.collectedFrees.count(taken)
        afterFree(heap, record)
      }
    }
  }

  /// Moves the slab's shared frees into its free words; how many there were. Owner only.
  ///
  /// A slot is marked free before its shared bit goes, so that no thread sees it live in between.
  func takeRemote(_ record: RecordPointer) -> Int {
    let info = table.classes[record.pointee.sizeClass]
    var taken = 0
    for index in 0..<table.remoteWordCount(info) {
      let word = table.remoteWord(record, index)
      var seen = word.pointee.load(ordering: .acquiring)
      while seen & RemoteWord.bitsMask != 0 {
        let bits = (seen & RemoteWord.bitsMask) << UInt64(index % 2 * RemoteWord.slots)
        let free = table.freeWord(record, index / 2)
        free.pointee.store(free.pointee.load(ordering: .relaxed) | bits, ordering: .releasing)
        let (exchanged, original) = word.pointee.compareExchange(
          expected: seen, desired: RemoteWord.cleared(seen), ordering: .acquiringAndReleasing)
        if exchanged {
          taken += bits.nonzeroBitCount
          table.noteFreeSlot(record, inWord: index / 2)
          break
        }
        seen = original
      }
    }
    return taken
  }
}
