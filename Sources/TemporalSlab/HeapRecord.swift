import Synchronization

/// The state of one heap. It belongs to the thread that holds the `SlabHeap`, or, when it is
/// vacant, to whoever holds the allocator's epoch lock.
@usableFromInline
struct HeapRecord: ~Copyable {
  /// The `ActivityToken` that is out; 0 for none.
  @usableFromInline let activity = Atomic<UInt64>(0)
  /// The records of all slabs.
  @usableFromInline let records: RecordPointer
  /// Slab ids below this may exist.
  @usableFromInline let slabLimit: UInt64
  /// Where a size's cell is among those of an epoch slot, in bytes, by (size - 1) / 8.
  @usableFromInline let cellOffsets: UnsafeMutablePointer<UInt16>
  /// Bytes of the largest size class.
  @usableFromInline let largestObject: UInt
  /// What a slab's `owner`, with its `watch` above, must be for the fast free: this heap and not
  /// watched. Matches no slab when slabs are wide.
  @usableFromInline let fastOwner: UInt32
  /// Slabs of this heap with shared frees, as id + 1; `stackEnd` when empty.
  let pending = Atomic<UInt32>(HeapRecord.stackEnd)
  /// Epoch slots that were closed by another thread and wait to be settled, a bit each.
  let attention = Atomic<UInt64>(0)
  /// Set while the heap belongs to a `SlabHeap`.
  let isActive = Atomic<Bool>(true)
  /// Whether this is the child of a fork that came while another thread was changing the heap's
  /// lists: they are not to be read.
  let isAbandoned = Atomic<Bool>(false)
  /// The next heap that belongs to none, as index + 1; 0 for none. Under the epoch lock.
  let nextVacant = Atomic<Int>(0)
  let index: UInt16
  /// The address of slab 0, and the binary logarithm of a slab's bytes.
  @usableFromInline let slabs: UnsafeMutableRawPointer
  @usableFromInline let slabShift: Int
  @usableFromInline let classes: UnsafeMutablePointer<SizeClass>
  /// A word without free slots, for cells without a slab.
  let zeroWord: WordPointer
  /// By epoch slot and size class, what the heap allocates from; in the same block as this record.
  let cells: UnsafeMutablePointer<Cell>
  /// For each epoch slot, the era in which the fast path may allocate, or `noEra`; in the same
  /// block.
  let openEras: WordPointer
  let slots: UnsafeMutablePointer<HeapSlot>
  let slotCount: Int
  /// Epoch slots below this are the ring's.
  let ringSlots: Int
  /// Slabs of closed epochs whose slot serves a later era.
  let retained = SlabVector()
  /// Slabs whose change was put off because their epoch slot was being scanned.
  let revisits = RevisitList()
  /// Empty slabs by class, `cachedSlabLimit` places each.
  let cached: UnsafeMutablePointer<UInt32>
  let cachedCounts: UnsafeMutablePointer<Int>
  /// By class, how many more new slabs start shared, because another thread freed such objects.
  let sharedStarts: UnsafeMutablePointer<Atomic<Int>>
  let counters = HeapCounters()
  /// By class.
  let classCounters: UnsafeMutablePointer<ClassCounters>

  static let stackEnd: UInt32 = .max - 1
  /// An era that is never reached.
  @inlinable static var noEra: UInt64 { .max }
  /// New slabs of a class that start shared after a free by another thread.
  static let sharedStartCount = 64

  /// Makes a heap; `release` ends it.
  static func make(
    index: UInt16, slotCount: Int, ringSlots: Int, table: SlabTable, cachedSlabLimit: Int
  ) throws(HeapError) -> HeapPointer {
    precondition(MemoryLayout<HeapRecord>.size <= openErasOffset)
    precondition(MemoryLayout<Cell>.stride == 1 << cellShift)
    let layout = HeapLayout(
      slotCount: slotCount, classCount: table.classCount, cachedSlabLimit: cachedSlabLimit)
    guard let block = Platform.allocate(byteCount: layout.byteCount) else {
      throw .outOfMemory(byteCount: layout.byteCount)
    }
    let heap = block.bindMemory(to: HeapRecord.self, capacity: 1)
    heap.initialize(
      to: HeapRecord(
        block, layout, index: index, slotCount: slotCount, ringSlots: ringSlots, table: table))
    return heap
  }

  /// Bytes of a heap's record and of the tables for the epoch slots that there are.
  static func byteCount(slotCount: Int) -> Int {
    cellsOffset + slotCount << slotCellsShift + slotCount * MemoryLayout<HeapSlot>.stride
  }

  static func release(_ heap: HeapPointer) {
    heap.deinitialize(count: 1)
    Platform.deallocate(UnsafeMutableRawPointer(heap))
  }

  private init(
    _ block: UnsafeMutableRawPointer, _ layout: HeapLayout, index: UInt16, slotCount: Int,
    ringSlots: Int, table: SlabTable
  ) {
    let classCount = table.classCount
    self.index = index
    self.slotCount = slotCount
    self.ringSlots = ringSlots
    records = table.records
    slabs = table.base
    slabShift = table.slabShift
    classes = table.classes
    slabLimit = UInt64(table.slabLimit)
    cellOffsets = table.cellOffsets
    largestObject = UInt(table.largestObject)
    fastOwner = table.wordsPerSlab == 0 ? UInt32(index) : .max
    zeroWord = (block + layout.zeroWord).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    zeroWord.initialize(to: Atomic(0))
    let tableSlots = HeapRecord.tableSlots
    cells = (block + HeapRecord.cellsOffset).bindMemory(to: Cell.self, capacity: tableSlots << 4)
    for slot in 0..<slotCount {
      for sizeClass in 0..<classCount {
        (cells + (slot << 4 | sizeClass)).initialize(
          to: Cell(empty: zeroWord, table.classes[sizeClass], inRing: slot < ringSlots))
      }
    }
    openEras = (block + HeapRecord.openErasOffset).bindMemory(
      to: Atomic<UInt64>.self, capacity: tableSlots)
    for slot in 0..<tableSlots { (openEras + slot).initialize(to: Atomic(HeapRecord.noEra)) }
    slots = (block + layout.slots).bindMemory(to: HeapSlot.self, capacity: slotCount)
    for slot in 0..<slotCount { (slots + slot).initialize(to: HeapSlot()) }
    cached = (block + layout.cached).bindMemory(
      to: UInt32.self, capacity: layout.cachedSlabs)
    cachedCounts = (block + layout.cachedCounts).bindMemory(to: Int.self, capacity: classCount)
    cachedCounts.initialize(repeating: 0, count: classCount)
    sharedStarts = (block + layout.sharedStarts).bindMemory(
      to: Atomic<Int>.self, capacity: classCount)
    for index in 0..<classCount { (sharedStarts + index).initialize(to: Atomic(0)) }
    classCounters = (block + layout.classCounters).bindMemory(
      to: ClassCounters.self, capacity: classCount)
    for index in 0..<classCount { (classCounters + index).initialize(to: ClassCounters()) }
  }

  deinit {
    for slot in 0..<slotCount { slots[slot].members.deallocate() }
    revisits.deallocate()
    retained.deallocate()
  }

  /// Epoch slots that the tables have room for, so that masking an index is enough.
  @inlinable static var tableSlots: Int { 64 }
  /// Where `openEras` begins, in bytes from the record.
  @inlinable static var openErasOffset: Int { 512 }
  /// Where `cells` begins, in bytes from the record.
  @inlinable static var cellsOffset: Int { 1_024 }
  /// A cell takes two to the power of this many bytes.
  @inlinable static var cellShift: Int { 6 }
  /// The cells of an epoch slot take two to the power of this many bytes.
  @inlinable static var slotCellsShift: Int { cellShift + 4 }
}

@usableFromInline typealias HeapPointer = UnsafeMutablePointer<HeapRecord>

extension HeapRecord {
  /// The heap's bit among the entrants of an epoch.
  var entrantBit: UInt64 { 1 << UInt64(index & 63) }

  @inline(__always)
  func cell(slot: Int, sizeClass: Int) -> UnsafeMutablePointer<Cell> {
    cells + (slot << 4 | sizeClass)
  }
}
