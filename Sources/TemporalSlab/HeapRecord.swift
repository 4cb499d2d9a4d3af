import Synchronization

/// The state of one heap. It belongs to the thread that holds the `SlabHeap`, or, when it is
/// vacant, to whoever holds the allocator's epoch lock.
@usableFromInline
struct HeapRecord: ~Copyable {
  /// The `ActivityToken` that is out; 0 for none.
  @usableFromInline let activity = Atomic<UInt64>(0)
  /// The records of all slabs.
  @usableFromInline let records: RecordPointer
  /// Where a slab's record is among them, in bytes: these bits of its id times the record's size.
  /// The id of a slab that cannot exist leads to another slab's record, which no handle of it fits.
  @usableFromInline let recordMask: UInt64
  /// Slab ids below this may exist.
  @usableFromInline let slabLimit: UInt64
  /// What a slab's `owner` must be for the fast free, in the upper half: this heap, or nobody when
  /// slabs are wide.
  @usableFromInline let fastOwner: UInt64
  /// The address of slab 0.
  @usableFromInline let slabs: UnsafeMutableRawPointer
  /// Bytes of a slab for each byte of its record.
  @usableFromInline let slabScale: Int
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
  let index: UInt32
  /// Bytes of the block that this record begins.
  let blockByteCount: Int
  let slotCount: Int
  /// Epoch slots below this are the ring's.
  let ringSlots: Int
  /// Slabs of closed epochs whose slot serves a later era.
  let retained = SlabVector()
  /// Slabs whose change was put off because their epoch slot was being scanned.
  let revisits = RevisitList()
  /// Empty slabs by class, `cachedSlabLimit` places each.
  let cached: UnsafeMutablePointer<UInt32>
  let cachedCounts: UnsafeMutablePointer<Atomic<Int>>
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

  /// Heaps whose cells are resident from the start, so that what a service's memory grows by later
  /// is slabs and their records; of more, which only many threads have, pages come as they are used.
  static let residentHeaps: UInt32 = 64

  /// Makes a heap; `release` ends it.
  static func make(
    index: UInt32, slotCount: Int, ringSlots: Int, table: SlabTable, cachedSlabLimit: Int
  ) throws(HeapError) -> HeapPointer {
    precondition(MemoryLayout<HeapRecord>.size <= classesOffset)
    precondition(MemoryLayout<SlabRecord>.stride == 1 << recordShift)
    precondition(MemoryLayout<Cell>.stride == Cell.stride && Cell.stride == CacheLine.byteCount)
    precondition(noClass == SlabHandle.sizeClassLimit)
    precondition(MemoryLayout<HeapSlot>.size <= Cell.stride)
    let layout = HeapLayout(classCount: table.classCount, cachedSlabLimit: cachedSlabLimit)
    guard let block = Platform.mapZeroed(byteCount: layout.byteCount) else {
      throw .outOfMemory(byteCount: layout.byteCount)
    }
    if index < residentHeaps {
      let byteCount = cellsOffset + slotCount * slotCellsStride
      for offset in stride(from: 0, to: byteCount, by: Platform.pageSize) {
        (block + offset).storeBytes(of: 0, as: UInt8.self)
      }
    }
    let heap = block.bindMemory(to: HeapRecord.self, capacity: 1)
    heap.initialize(
      to: HeapRecord(
        block, layout, index: index, slotCount: slotCount, ringSlots: ringSlots, table: table))
    for slot in 0..<slotCount { heap.slot(slot).initialize(to: HeapSlot()) }
    return heap
  }

  /// Bytes of a heap's record and of the tables for the epoch slots that there are, without stacks.
  static func byteCount(slotCount: Int) -> Int {
    cellsOffset + slotCount * slotCellsStride
  }

  static func release(_ heap: HeapPointer) {
    let byteCount = heap.pointee.blockByteCount
    for slot in 0..<heap.pointee.slotCount { heap.slot(slot).pointee.members.deallocate() }
    heap.deinitialize(count: 1)
    Platform.unmap(UnsafeMutableRawPointer(heap), byteCount: byteCount)
  }

  private init(
    _ block: UnsafeMutableRawPointer, _ layout: HeapLayout, index: UInt32, slotCount: Int,
    ringSlots: Int, table: SlabTable
  ) {
    let classCount = table.classCount
    self.index = index
    self.slotCount = slotCount
    self.ringSlots = ringSlots
    records = table.records
    slabs = table.base
    slabScale = table.slabSize / MemoryLayout<SlabRecord>.stride
    slabLimit = UInt64(table.slabLimit)
    recordMask = UInt64(
      (SlabTable.recordCount(slabLimit: table.slabLimit) - 1) * MemoryLayout<SlabRecord>.stride)
    fastOwner = UInt64(table.wordsPerSlab == 0 ? index : SlabRecord.nobody) << 32
    blockByteCount = layout.byteCount
    let classes = (block + HeapRecord.classesOffset).bindMemory(
      to: (objectSize: UInt32, reciprocal: UInt32).self, capacity: classCount)
    for index in 0..<classCount {
      let size = UInt32(table.classes[index].objectSize)
      (classes + index).initialize(to: (size, ((1 << 22) + size - 1) / size))
    }
    let cellOffsets = (block + HeapRecord.cellOffsetsOffset).bindMemory(
      to: UInt16.self, capacity: HeapRecord.fastGrains)
    for grain in 0..<HeapRecord.fastGrains {
      let size = (grain + 1) * 8
      let sizeClass =
        size <= table.largestObject ? table.sizeClass(ofObjectSize: size) : HeapRecord.noClass
      let cell = HeapRecord.cellOffset(slot: 0, sizeClass: sizeClass)
      (cellOffsets + grain).initialize(to: UInt16(cell))
    }
    cached = (block + layout.cached).bindMemory(
      to: UInt32.self, capacity: layout.cachedSlabs)
    cachedCounts = (block + layout.cachedCounts).bindMemory(
      to: Atomic<Int>.self, capacity: classCount)
    for index in 0..<classCount { (cachedCounts + index).initialize(to: Atomic(0)) }
    sharedStarts = (block + layout.sharedStarts).bindMemory(
      to: Atomic<Int>.self, capacity: classCount)
    for index in 0..<classCount { (sharedStarts + index).initialize(to: Atomic(0)) }
    classCounters = (block + layout.classCounters).bindMemory(
      to: ClassCounters.self, capacity: classCount)
    for index in 0..<classCount { (classCounters + index).initialize(to: ClassCounters()) }
  }

  deinit {
    revisits.deallocate()
    retained.deallocate()
  }

  /// Epoch slots that the tables have room for, so that masking an index is enough.
  @inlinable static var tableSlots: Int { 64 }
  /// The binary logarithm of a slab record's bytes.
  @inlinable static var recordShift: UInt64 { 6 }
  /// Size and reciprocal, times 2^22, of each class, which the C library reads: a table of at most
  /// `noClass` places that begins here, in bytes from the record.
  static var classesOffset: Int { 1_024 - 16 * 8 }
  /// Where a size's cell of epoch slot 0 is, in bytes from the record, by (size - 1) / 8: a table
  /// that begins here, in bytes from the record.
  @inlinable static var cellOffsetsOffset: Int { 1_024 }
  /// Sizes that the fast allocation knows, in steps of eight bytes.
  @inlinable static var fastGrains: Int { 512 }
  /// Where the cells begin, in bytes from the record.
  @inlinable static var cellsOffset: Int { 2_048 }
  /// No cell begins here, in bytes from the record, or behind it.
  @inlinable static var cellsEnd: UInt64 {
    UInt64(truncatingIfNeeded: cellsOffset &+ tableSlots &* slotCellsStride)
  }
  /// The class of sizes that have none: its cell is never ready.
  @inlinable static var noClass: Int { 16 }
  /// Bytes of an epoch slot's cells, and of its `HeapSlot` on a line behind them.
  @inlinable static var slotCellsStride: Int { (noClass + 2) * Cell.stride }
  /// Where the era is in which the fast path may allocate in epoch slot 0, in bytes from the record.
  /// An epoch slot that the heap never entered has era 0 there, and cells without slots.
  @inlinable static var openEraOffset: Int { cellsOffset &+ (noClass &+ 1) &* Cell.stride }
  /// The stack of a cell begins this and eight times the cell's offset behind the record, in bytes:
  /// stacks follow the cells on pages of their own, which have memory once they are used.
  @inlinable static var stacksOffset: Int { 77_824 &- 8 &* cellsOffset }
  /// Where the stacks end, in bytes from the record.
  static var stacksEnd: Int { stacksOffset + 8 * Int(cellsEnd) }

  /// Where a cell is, in bytes from the record.
  @inline(__always)
  static func cellOffset(slot: Int, sizeClass: Int) -> Int {
    cellsOffset &+ slot &* slotCellsStride &+ sizeClass &* Cell.stride
  }
}

@usableFromInline typealias HeapPointer = UnsafeMutablePointer<HeapRecord>

extension HeapRecord {
  /// The heap's bit among the entrants of an epoch.
  var entrantBit: UInt64 {
    @inline(__always) get { 1 << UInt64(index & 63) }
  }
}

extension HeapPointer {
  /// The heap's part of an epoch slot, which begins with its open era.
  @inline(__always)
  func slot(_ slot: Int) -> UnsafeMutablePointer<HeapSlot> {
    let offset = slot &* HeapRecord.slotCellsStride &+ HeapRecord.openEraOffset
    return (UnsafeMutableRawPointer(self) + offset).assumingMemoryBound(to: HeapSlot.self)
  }

  /// The era in which the fast path may allocate in an epoch slot, or `noEra`.
  func openEra(_ slot: Int) -> WordPointer {
    UnsafeMutableRawPointer(self.slot(slot)).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// Lets the heap's next slabs of a class start shared, because others free its objects.
  func startShared(sizeClass: Int) {
    pointee.sharedStarts[sizeClass].store(HeapRecord.sharedStartCount, ordering: .relaxed)
  }

  /// The record of the slab that a handle names.
  @inlinable @inline(__always)
  func record(namedBy handle: UInt64) -> RecordPointer {
    let offset = Int(truncatingIfNeeded: recordOffset(namedBy: handle))
    return (UnsafeMutableRawPointer(pointee.records) + offset)
      .assumingMemoryBound(to: SlabRecord.self)
  }

  /// Where that record is among all records, in bytes.
  @inlinable @inline(__always)
  func recordOffset(namedBy handle: UInt64) -> UInt64 {
    handle &>> (SlabHandle.slabShift &- HeapRecord.recordShift) & pointee.recordMask
  }

  /// The cell at an offset in bytes.
  @inlinable @inline(__always)
  func cell(at offset: Int) -> CellPointer {
    (UnsafeMutableRawPointer(self) + offset).assumingMemoryBound(to: Cell.self)
  }

  @inline(__always)
  func cell(slot: Int, sizeClass: Int) -> CellPointer {
    cell(at: HeapRecord.cellOffset(slot: slot, sizeClass: sizeClass))
  }
}
