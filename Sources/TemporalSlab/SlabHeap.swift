import Synchronization

/// One thread's way into a `SlabAllocator`.
///
///     let allocator = try SlabAllocator(SlabConfiguration())
///     let heap = try allocator.makeHeap()
///     let epoch = allocator.currentEpoch
///     let object = try heap.allocate(200, in: epoch)
///     heap.free(object.handle)
///     let report = try heap.close(epoch)
///
/// A heap owns the slabs that it allocates from; allocating and freeing in them takes plain moves.
/// It is not copyable and not `Sendable`: one thread holds it at a time. When it ends, its slabs
/// are handed over to the allocator with the objects in them.
public struct SlabHeap<Observer: AllocationObserver>: ~Copyable {
  /// The allocator that this heap belongs to.
  public let allocator: SlabAllocator<Observer>

  @usableFromInline let core: SlabCore
  @usableFromInline let heap: HeapPointer
  /// The allocator's, where the fast paths can borrow it without counting a reference.
  @usableFromInline let observer: Observer
  @usableFromInline let shard: Observer.Shard

  init(_ heap: HeapPointer, of allocator: SlabAllocator<Observer>) {
    self.allocator = allocator
    core = allocator.core
    self.heap = heap
    observer = allocator.observer
    shard = observer.makeShard()
  }

  deinit {
    core.retire(heap)
    observer.retire(shard)
  }

  /// Allocates `size` bytes in an epoch; O(1).
  ///
  /// - Parameters:
  ///   - size: bytes, from 1 to the largest size class; rounded up to a class.
  ///   - epoch: an open epoch of this allocator.
  ///   - fileID: the module and file that an observer is told.
  ///   - line: the line that an observer is told.
  ///   - column: the column that an observer is told.
  /// - Throws: `AllocationError` for a size or epoch that is not allowed, or when memory is
  ///   exhausted; nothing has changed then.
  @inlinable @inline(__always)
  public borrowing func allocate(
    _ size: Int, in epoch: Epoch,
    fileID: StaticString = #fileID, line: UInt32 = #line, column: UInt32 = #column
  ) throws(AllocationError) -> Allocation {
    let site = CallSite(fileID: fileID, line: line, column: column)
    let grain = UInt(bitPattern: size &- 1) &>> 3
    if _fastPath(grain < UInt(HeapRecord.fastGrains)) {
      let slot = epoch.slot & (HeapRecord.tableSlots - 1)
      // The record's block holds the eras, the offsets and the cells.
      let block = UnsafeMutableRawPointer(heap)
      let offset = (block + HeapRecord.cellOffsetsOffset).assumingMemoryBound(to: UInt16.self)[
        Int(bitPattern: grain)]
      let part = block + slot &* HeapRecord.slotCellsStride
      let era = (part + HeapRecord.openEraOffset).assumingMemoryBound(to: Atomic<UInt64>.self)
      let cell = (part + Int(offset)).assumingMemoryBound(to: Cell.self)
      // A closing thread that has cleared the era waits until this token is gone.
      heap.take(ActivityToken(allocatingIn: epoch.era))
      if _fastPath(era.pointee.load(ordering: .relaxed) == epoch.era) {
        let bits = cell.pointee.bits
        if bits != 0 {
          let slot = cell.take(bits)
          heap.dropToken()
          return allocated(slot, size, epoch, site)
        }
        let count = cell.pointee.freedCount
        if _fastPath(count != 0) {
          let slot = heap.takeFreed(cell, count &- 1)
          heap.dropToken()
          return allocated(slot, size, epoch, site)
        }
        return allocated(
          try core.allocateHeld(heap, cell, size: size, in: epoch), size, epoch, site)
      }
      heap.dropToken()
    }
    return allocated(try core.allocateSlow(heap, size: size, in: epoch), size, epoch, site)
  }

  /// The object in a slot, after the observer was told.
  @inlinable @inline(__always)
  borrowing func allocated(
    _ slot: TakenSlot, _ size: Int, _ epoch: Epoch, _ site: CallSite
  ) -> Allocation {
    observer.allocated(slot.handle, size: size, in: epoch, at: site, shard: shard)
    return Allocation(slot, byteCount: size)
  }

  /// Frees an object that any heap of the allocator allocated; O(1), without a lock. The first free
  /// of another heap's slab fences the process, and may wait while that heap is inside a free
  /// there.
  ///
  /// - Returns: false, and nothing has changed, when the handle names no live object: its slot is
  ///   free, its slab was recycled, or it is not a handle of this allocator. A handle that was
  ///   freed names the next object of its slot; `SlabHandle` says how likely that is.
  @inlinable @inline(__always) @discardableResult
  public borrowing func free(_ handle: SlabHandle) -> Bool {
    let record = heap.record(namedBy: handle.bits)
    // A thread that has made the slab shared waits until this token is gone.
    heap.take(ActivityToken(freeingIn: record))
    // Turned so that the slot is lowest: below 64 only if all other fields are equal. Slots past
    // the capacity are marked free.
    let difference = record.pointee.handleBase.load(ordering: .relaxed) ^ handle.bits
    let slot =
      difference &>> SlabHandle.slotShift | difference &<< (64 &- SlabHandle.slotShift)
    var free = record.pointee.free.load(ordering: .relaxed)
    if _fastPath(slot < 64 && !Platform.setBit(slot, of: &free)) {
      // The slab's `watch` if the heap owns it; larger than any otherwise.
      let watch =
        SlabRecord.ownership(record).pointee.load(ordering: .relaxed) &- heap.pointee.fastOwner
      if watch == 0 {
        let note = observer.willFree(handle, shard: shard)
        record.pointee.free.store(free, ordering: .relaxed)
        heap.dropToken()
        observer.freed(handle, note: note, shard: shard)
        return true
      }
      if _fastPath(watch < HeapRecord.cellsEnd) {
        let offset = Int(truncatingIfNeeded: watch)
        let cell = heap.cell(at: offset)
        let count = cell.pointee.freedCount
        if _fastPath(count < cell.pointee.freedLimit) {
          let note = observer.willFree(handle, shard: shard)
          record.pointee.free.store(free, ordering: .relaxed)
          heap.stack(ofCellAt: offset)[Int(truncatingIfNeeded: count)] = handle.bits
          cell.pointee.freedCount &+= 1
          heap.dropToken()
          observer.freed(handle, note: note, shard: shard)
          return true
        }
      }
    }
    // An observer is asked about slabs that may exist.
    guard handle.bits &>> SlabHandle.slabShift < heap.pointee.slabLimit else {
      heap.dropToken()
      return core.rejectFree(heap)
    }
    let note = observer.willFree(handle, shard: shard)
    guard core.freeSlow(heap, handle) else { return false }
    observer.freed(handle, note: note, shard: shard)
    return true
  }

  /// Frees the object that starts at `pointer`; O(1).
  ///
  /// - Returns: false, and nothing has changed, when no live object of this allocator starts there.
  @inlinable @discardableResult
  public borrowing func free(_ pointer: UnsafeMutableRawPointer) -> Bool {
    guard let handle = core.handle(at: pointer) else { return core.rejectFree(heap) }
    return free(handle)
  }

  /// Closes an epoch: its reclaim boundary.
  ///
  /// Empty slabs of this heap, and of heaps that have ended, are recycled at once. Slabs that hold
  /// live objects are retained and recycled by the free that empties them. A closed epoch can be
  /// closed again, until its slot serves a later one; that scans what it has left.
  ///
  /// - Parameters:
  ///   - epoch: an epoch of this allocator that its slot still serves.
  ///   - discarding: whether live objects end with the epoch, as in a region. Their slabs are
  ///     recycled like empty ones, all their handles are stale at once, and the report counts them;
  ///     O(slabs). Nobody may use their memory any more. In `ReuseMode.ring`, a slab that the epoch
  ///     took over from an earlier era of its slot is left as it is, with its objects. An observer
  ///     is told by the report alone.
  @inlinable @discardableResult
  public borrowing func close(
    _ epoch: Epoch, discarding: Bool = false
  ) throws(EpochError) -> CloseReport {
    try allocator.close(epoch, by: heap, discarding: discarding)
  }

  /// Does what other threads have left for this heap: collects their frees and settles the epochs
  /// that they closed.
  public borrowing func flush() { core.attend(heap) }

  /// Gives the memory of the empty slabs that this heap has cached, and of those that ended heaps
  /// have left, to the system; the bytes that it took.
  @discardableResult
  public borrowing func releaseCache() -> Int { core.releaseCache(heap) }

  /// Slabs that this heap holds in an epoch; O(1). 0 when it never allocated there.
  borrowing func slabCount(in epoch: Epoch) -> Int {
    guard epoch.slot >= 0 && epoch.slot < core.slotCount,
      heap.slot(epoch.slot).pointee.era.load(ordering: .relaxed) == epoch.era
    else { return 0 }
    return heap.slot(epoch.slot).pointee.members.count
  }
}

@available(*, unavailable)
extension SlabHeap: Sendable {}

extension SlabHeap where Observer == NoObserver {
  /// What the C library's header knows as `slab_heap_1`; valid as long as the heap is.
  package var record: UnsafeMutableRawPointer { UnsafeMutableRawPointer(heap) }
}
