import Synchronization

/// A heap's fast paths alone, without a call and without an observer: what they do not do is told,
/// and left to the heap.
///
/// A function that makes no other call needs no frame, which is most of what a call through the C
/// library costs. An epoch is named by its slot: the slot's open era is whatever the heap has
/// entered last, and none once that was stopped.
package struct HeapAtHand {
  @usableFromInline let heap: HeapPointer

  @inlinable @inline(__always)
  package init(raw: UnsafeMutableRawPointer) {
    heap = raw.assumingMemoryBound(to: HeapRecord.self)
  }

  @inlinable package var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(heap) }

  @usableFromInline init(_ heap: HeapPointer) { self.heap = heap }

  /// A free slot for an object of `size` bytes in the epoch that a slot serves, if the heap has one
  /// at hand; nil, and nothing has changed, otherwise. `slot` is one of the table's.
  @inlinable @inline(__always)
  package func allocate(_ size: Int, inSlot slot: Int) -> Allocation? {
    let index = UInt(bitPattern: size &- 1)
    guard _fastPath(index < heap.pointee.largestObject) else { return nil }
    let block = UnsafeMutableRawPointer(heap)
    let offset = Int(heap.pointee.cellOffsets[Int(bitPattern: index &>> 3)])
    let era = (block + HeapRecord.openErasOffset + slot &<< 3)
      .assumingMemoryBound(to: Atomic<UInt64>.self)
    let cells = block + (HeapRecord.cellsOffset &+ slot &<< HeapRecord.slotCellsShift)
    let cell = (cells + offset).assumingMemoryBound(to: Cell.self)
    // A closing thread that has cleared `openEras` waits until this token is gone.
    heap.take(ActivityToken(slot: slot))
    guard _fastPath(era.pointee.load(ordering: .relaxed) != HeapRecord.noEra) else {
      heap.dropToken()
      return nil
    }
    let word = cell.pointee.word
    let bits = word.pointee.load(ordering: .relaxed)
    guard _fastPath(bits != 0) else {
      heap.dropToken()
      return nil
    }
    word.pointee.store(bits & (bits &- 1), ordering: .relaxed)
    let taken = cell.pointee.slot(bits.trailingZeroBitCount)
    heap.dropToken()
    return Allocation(taken, byteCount: size)
  }

  /// Frees an object of a slab that the heap owns and that a free leaves where it is; false, and
  /// nothing has changed, for any other.
  @inlinable @inline(__always)
  package func free(_ handle: SlabHandle) -> Bool {
    let slab = handle.bits &>> SlabHandle.slabShift
    guard _fastPath(slab < heap.pointee.slabLimit) else { return false }
    let record = heap.pointee.records + Int(truncatingIfNeeded: slab)
    heap.take(ActivityToken(freeingIn: record))
    // Below 64 only if all other fields are equal, as in `SlabHeap.free`.
    let difference = record.pointee.handleBase.load(ordering: .relaxed) ^ handle.bits
    let slot =
      difference &>> SlabHandle.slotShift | difference &<< (64 &- SlabHandle.slotShift)
    let isFreed = slot < 64 && free(slot, of: record)
    heap.dropToken()
    return isFreed
  }

  /// As `free(_:)`, for the object that starts at `pointer`.
  @inlinable @inline(__always)
  package func free(_ pointer: UnsafeMutableRawPointer) -> Bool {
    let offset = UInt(bitPattern: pointer) &- UInt(bitPattern: heap.pointee.slabs)
    let slab = offset &>> UInt(truncatingIfNeeded: heap.pointee.slabShift)
    guard _fastPath(UInt64(slab) < heap.pointee.slabLimit) else { return false }
    let record = heap.pointee.records + Int(bitPattern: slab)
    heap.take(ActivityToken(freeingIn: record))
    let base = record.pointee.handleBase.load(ordering: .relaxed)
    let info = heap.pointee.classes + Int(truncatingIfNeeded: base &>> SlabHandle.classShift & 0xf)
    let within = UInt64(offset & (1 &<< UInt(truncatingIfNeeded: heap.pointee.slabShift) &- 1))
    let slot = (within &* info.pointee.reciprocal) &>> 40
    // A slab that is not in use has another version, and slots past the capacity are marked free.
    let isFreed =
      base & SlabHandle.versionMask == SlabHandle.versionBits
      && slot &* UInt64(truncatingIfNeeded: info.pointee.objectSize) == within && slot < 64
      && free(slot, of: record)
    heap.dropToken()
    return isFreed
  }

  /// Frees a slot, below 64, whose token is out, of a slab that is in use.
  @inlinable @inline(__always)
  func free(_ slot: UInt64, of record: RecordPointer) -> Bool {
    let before = record.pointee.free.load(ordering: .relaxed)
    guard
      _fastPath(
        SlabRecord.ownership(record).pointee.load(ordering: .relaxed) == heap.pointee.fastOwner
          && (before | record.pointee.claimed.load(ordering: .relaxed)) &>> slot & 1 == 0)
    else { return false }
    record.pointee.free.store(before | 1 &<< slot, ordering: .relaxed)
    return true
  }
}

extension SlabHeap where Observer == NoObserver {
  /// The heap's fast paths; valid as long as the heap is.
  package borrowing func atHand() -> HeapAtHand { HeapAtHand(heap) }
}
