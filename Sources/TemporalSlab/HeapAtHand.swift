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
    let grain = UInt(bitPattern: size &- 1) &>> 3
    guard _fastPath(grain < UInt(HeapRecord.fastGrains)) else { return nil }
    let block = UnsafeMutableRawPointer(heap)
    let offset = (block + HeapRecord.cellOffsetsOffset).assumingMemoryBound(to: UInt16.self)[
      Int(bitPattern: grain)]
    let cells = HeapRecord.cellsOffset &+ slot &* HeapRecord.slotCellsStride
    let open = (block + cells + HeapRecord.openEraOffset)
      .assumingMemoryBound(to: Atomic<UInt64>.self)
    let cell = heap.cell(at: cells &+ Int(offset))
    // The era is looked at again once the token is out: a closing thread that has cleared it waits
    // until the token is gone. A slot without an open era has one that no epoch has.
    let era = open.pointee.load(ordering: .relaxed)
    heap.take(ActivityToken(allocatingIn: era))
    defer { heap.dropToken() }
    guard _fastPath(era != HeapRecord.noEra && open.pointee.load(ordering: .relaxed) == era)
    else { return nil }
    let bits = cell.pointee.bits
    if bits != 0 { return Allocation(cell.take(bits), byteCount: size) }
    let count = cell.pointee.freedCount
    guard _fastPath(count != 0) else { return nil }
    return Allocation(heap.takeFreed(cell, count &- 1), byteCount: size)
  }

  /// Frees an object of a slab that the heap owns and that a free leaves where it is; false, and
  /// nothing has changed, for any other.
  @inlinable @inline(__always)
  package func free(_ handle: SlabHandle) -> Bool {
    let record = heap.record(namedBy: handle.bits)
    heap.take(ActivityToken(freeingIn: record))
    defer { heap.dropToken() }
    // Below 64 only if all other fields are equal, as in `SlabHeap.free`.
    let difference = record.pointee.handleBase.load(ordering: .relaxed) ^ handle.bits
    let slot =
      difference &>> SlabHandle.slotShift | difference &<< (64 &- SlabHandle.slotShift)
    return slot < 64 && free(slot, of: record, named: handle.bits)
  }

  /// As `free(_:)`, for the object that starts at `pointer`.
  @inlinable @inline(__always)
  package func free(_ pointer: UnsafeMutableRawPointer) -> Bool {
    let offset = UInt(bitPattern: pointer) &- UInt(bitPattern: heap.pointee.slabs)
    let slab = offset &>> UInt(truncatingIfNeeded: heap.pointee.slabShift)
    guard _fastPath(UInt64(slab) < heap.pointee.slabLimit) else { return false }
    let record = heap.pointee.records + Int(bitPattern: slab)
    heap.take(ActivityToken(freeingIn: record))
    defer { heap.dropToken() }
    let base = record.pointee.handleBase.load(ordering: .relaxed)
    let info = heap.pointee.classes + Int(truncatingIfNeeded: base &>> SlabHandle.classShift & 0xf)
    let within = UInt64(offset & (1 &<< UInt(truncatingIfNeeded: heap.pointee.slabShift) &- 1))
    let slot = (within &* info.pointee.reciprocal) &>> 40
    // A slab that is not in use has another version, and slots past the capacity are marked free.
    return base & SlabHandle.versionMask == SlabHandle.versionBits
      && slot &* UInt64(truncatingIfNeeded: info.pointee.objectSize) == within && slot < 64
      && free(slot, of: record, named: base &+ slot &<< SlabHandle.slotShift)
  }

  /// Frees a slot, below 64, whose token is out, of a slab that is in use.
  @inlinable @inline(__always)
  func free(_ slot: UInt64, of record: RecordPointer, named handle: UInt64) -> Bool {
    var free = record.pointee.free.load(ordering: .relaxed)
    guard _fastPath(!Platform.setBit(slot, of: &free)) else { return false }
    // As in `SlabHeap.free`.
    let watch =
      SlabRecord.ownership(record).pointee.load(ordering: .relaxed) &- heap.pointee.fastOwner
    if watch == 0 {
      record.pointee.free.store(free, ordering: .relaxed)
      return true
    }
    guard _fastPath(UInt32(truncatingIfNeeded: watch) == 0) else { return false }
    let cell = heap.cell(at: Int(truncatingIfNeeded: watch &>> 32))
    let count = cell.pointee.freedCount
    guard _fastPath(count < cell.pointee.freedLimit) else { return false }
    record.pointee.free.store(free, ordering: .relaxed)
    cell.freed[Int(truncatingIfNeeded: count)] = handle
    cell.pointee.freedCount = count &+ 1
    return true
  }
}

extension SlabHeap where Observer == NoObserver {
  /// The heap's fast paths; valid as long as the heap is.
  package borrowing func atHand() -> HeapAtHand { HeapAtHand(heap) }
}
