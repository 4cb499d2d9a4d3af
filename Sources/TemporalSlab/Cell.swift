import Synchronization

/// What a heap allocates from in one epoch slot and size class: the free slots of one word of its
/// current slab, and a stack of slots that were freed in full slabs. One cache line; the stack lies
/// apart, as few cells come to use theirs, and a heap's cells are then next to each other.
///
/// Every free slot of the cell's slabs is one of `bits`, or on the stack, or its slab is the
/// current one or on the partial list. Of a slab on the list, slots may be on the stack as well; so
/// the list is used when the stack is empty, and all that is free in its slabs can be taken.
///
/// A cell of zeros has nothing to hand out. The heap's block reads as zero at first, and a cell is
/// made ready by the first allocation that comes to it.
@usableFromInline
struct Cell {
  /// Slots of the current slab that are handed out first. They are free in `word`.
  @usableFromInline var bits: UInt64
  /// The free word that has those slots.
  @usableFromInline var word: WordPointer?
  /// A handle to the first slot of the word.
  @usableFromInline var handleBase: UInt64
  /// The address of that slot.
  @usableFromInline var address: UnsafeMutableRawPointer?
  /// Bytes of a slot.
  @usableFromInline var objectSize: UInt32
  /// Slots on the stack, by their handles.
  @usableFromInline var freedCount: UInt32
  /// Slots that the stack takes: 0 until slots are seen to be replaced one by one. Stays 0 outside
  /// the ring, where an empty slab is recycled at once, and for wide slabs.
  @usableFromInline var freedLimit: UInt32
  /// Slabs with free slots, as id + 1; 0 for none.
  var partialHead: UInt32
  /// The current slab.
  var current: RecordPointer?
  /// A bit for each slot of a slab, in the ring and unless slabs are wide; 0 otherwise.
  var directMask: UInt64

  /// Bytes of a cell.
  @inlinable static var stride: Int { 64 }
  /// Handles that a stack holds, of eight bytes each: one for each byte of its cell.
  static var stackCapacity: Int { stride }

  var isReady: Bool { objectSize != 0 }

  /// Makes a cell of zeros ready; it may have a partial list by now.
  mutating func prepare(_ sizeClass: SizeClass, inRing: Bool) {
    objectSize = UInt32(sizeClass.objectSize)
    directMask = inRing ? sizeClass.slotMask : 0
  }

  /// Forgets all slabs.
  mutating func reset() {
    bits = 0
    freedCount = 0
    freedLimit = 0
    partialHead = 0
    current = nil
  }
}

@usableFromInline typealias CellPointer = UnsafeMutablePointer<Cell>

extension HeapPointer {
  /// Where the stack of the cell at an offset in bytes begins.
  @inlinable @inline(__always)
  func stack(ofCellAt offset: Int) -> UnsafeMutablePointer<UInt64> {
    (UnsafeMutableRawPointer(self) + HeapRecord.stacksOffset).assumingMemoryBound(to: UInt64.self)
      + offset
  }

  /// Hands out the slot on top of a cell's stack, which is free until now; `rest` lie below it.
  @inlinable @inline(__always)
  func takeFreed(_ cell: CellPointer, _ rest: UInt32) -> TakenSlot {
    let offset = UnsafeRawPointer(cell) - UnsafeRawPointer(self)
    let handle = stack(ofCellAt: offset)[Int(truncatingIfNeeded: rest)]
    cell.pointee.freedCount = rest
    let recordOffset = Int(truncatingIfNeeded: recordOffset(namedBy: handle))
    let record = (UnsafeMutableRawPointer(pointee.records) + recordOffset)
      .assumingMemoryBound(to: SlabRecord.self)
    let slot = handle &>> SlabHandle.slotShift
    record.pointee.free.store(
      Platform.without(bit: slot, record.pointee.free.load(ordering: .relaxed)),
      ordering: .relaxed)
    let slotOffset = UInt32(truncatingIfNeeded: slot & 63) &* cell.pointee.objectSize
    let place = recordOffset &* pointee.slabScale &+ Int(truncatingIfNeeded: slotOffset)
    return TakenSlot(SlabHandle(bits: handle), at: pointee.slabs + place)
  }
}

extension CellPointer {
  /// Hands out the first of `bits`, which are the cell's and not none.
  @inlinable @inline(__always)
  func take(_ bits: UInt64) -> TakenSlot {
    let rest = bits & (bits &- 1)
    pointee.bits = rest
    // There are slots at hand, so there is a word.
    let word = pointee.word.unsafelyUnwrapped
    word.pointee.store(
      word.pointee.load(ordering: .relaxed) ^ (bits ^ rest), ordering: .relaxed)
    return TakenSlot(
      bits.trailingZeroBitCount, from: pointee.address.unsafelyUnwrapped,
      objectSize: pointee.objectSize, handle: pointee.handleBase)
  }
}
