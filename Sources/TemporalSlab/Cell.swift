import Synchronization

/// What a heap allocates from in one epoch slot and size class: 64 slots of its current slab.
@usableFromInline
struct Cell {
  /// The free bits of those slots; the heap's zero word when there is no current slab.
  @usableFromInline var word: WordPointer
  /// A handle to the first of those slots.
  @usableFromInline var handleBase: UInt64
  /// The address of the first of those slots.
  @usableFromInline var address: UnsafeMutableRawPointer
  /// Bytes of a slot.
  @usableFromInline var objectSize: Int
  /// The current slab.
  var current: RecordPointer?
  /// A bit for each slot of a slab, in the ring and unless slabs are wide; 0 otherwise.
  var directMask: UInt64
  /// Slabs with free slots, as id + 1; 0 for none.
  var partialHead: UInt32
  private var padding: UInt64 = 0

  init(empty word: WordPointer, _ sizeClass: SizeClass, inRing: Bool) {
    self.word = word
    handleBase = 0
    address = UnsafeMutableRawPointer(word)
    objectSize = sizeClass.objectSize
    current = nil
    directMask = inRing ? sizeClass.slotMask : 0
    partialHead = 0
  }

  /// The slot with the given index of those 64.
  @inlinable @inline(__always)
  func slot(_ index: Int) -> TakenSlot {
    TakenSlot(index, from: address, objectSize: objectSize, handle: handleBase)
  }
}

extension UnsafeMutablePointer<Cell> {
  /// The size class that a cell of the heap serves: cells lie sixteen an epoch slot.
  @inline(__always)
  func sizeClass(in heap: HeapPointer) -> Int { (self - heap.pointee.cells) & 15 }
}
