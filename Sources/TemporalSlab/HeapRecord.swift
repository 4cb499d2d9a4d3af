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
}

/// Slab ids, in no order; each slab knows its index. Owner only.
///
/// The storage lies apart, so that changing it is no access to the record that holds the vector,
/// whose atomic fields other threads use at the same time.
struct SlabVector {
  private struct Storage {
    /// Nil until the first slab comes.
    var ids: UnsafeMutablePointer<UInt32>?
    var count = 0
    var capacity = 0

    mutating func grow() {
      let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: max(16, capacity * 2))
      if let ids {
        larger.update(from: ids, count: count)
        ids.deallocate()
      }
      ids = larger
      capacity = max(16, capacity * 2)
    }
  }

  private let storage: UnsafeMutablePointer<Storage>

  init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage())
  }

  var count: Int { storage.pointee.count }

  func append(_ id: Int, records: RecordPointer) {
    let count = storage.pointee.count
    if count == storage.pointee.capacity { storage.pointee.grow() }
    storage.pointee.ids.unsafelyUnwrapped[count] = UInt32(truncatingIfNeeded: id)
    records[id].memberIndex = UInt32(truncatingIfNeeded: count)
    storage.pointee.count = count &+ 1
  }

  /// Takes out the slab that is a member here; O(1).
  func remove(_ id: Int, records: RecordPointer) {
    let index = Int(records[id].memberIndex)
    // There is a member, so there is storage.
    let ids = storage.pointee.ids.unsafelyUnwrapped
    let count = storage.pointee.count &- 1
    let last = ids[count]
    ids[index] = last
    records[Int(last)].memberIndex = UInt32(truncatingIfNeeded: index)
    storage.pointee.count = count
  }

  @inline(__always) subscript(index: Int) -> Int {
    Int(storage.pointee.ids.unsafelyUnwrapped[index])
  }

  func deallocate() {
    storage.pointee.ids?.deallocate()
    storage.deallocate()
  }
}

/// Ids of slabs to be looked at again. Owner only; stored apart like `SlabVector`.
struct RevisitList {
  private let ids: UnsafeMutablePointer<[Int]>

  init() {
    ids = .allocate(capacity: 1)
    ids.initialize(to: [])
  }

  var isEmpty: Bool { ids.pointee.isEmpty }

  func append(_ id: Int) { ids.pointee.append(id) }

  /// The ids so far; the list is empty afterwards.
  func takeAll() -> [Int] {
    defer { ids.pointee = [] }
    return ids.pointee
  }

  func deallocate() {
    ids.deinitialize(count: 1)
    ids.deallocate()
  }
}

/// A heap's part of one epoch slot.
struct HeapSlot: ~Copyable {
  /// The era whose slabs `members` holds.
  let era = Atomic<UInt64>(0)
  /// Slabs of the era: current, partial and full while it is open, pinned when it is closed.
  let members = SlabVector()
  /// A bit for each size class whose cell may have slabs. Owner only.
  let usedCells = Atomic<UInt16>(0)

  func use(sizeClass: Int) {
    let used = usedCells.load(ordering: .relaxed)
    usedCells.store(used | 1 &<< UInt16(truncatingIfNeeded: sizeClass), ordering: .relaxed)
  }
}

/// Why a heap left its fast path, counted by the owner.
struct HeapCounters: ~Copyable {
  /// Times a cell moved to another word of its slab.
  let wordRefills = Atomic<Int>(0)
  let partialRefills = Atomic<Int>(0)
  let cacheRefills = Atomic<Int>(0)
  let poolRefills = Atomic<Int>(0)
  let freshRefills = Atomic<Int>(0)
  let epochEntries = Atomic<Int>(0)
  let recycledSlabs = Atomic<Int>(0)
  let lateDrains = Atomic<Int>(0)
  let retainedSlabs = Atomic<Int>(0)
  let cachedSlabs = Atomic<Int>(0)
  let collectedFrees = Atomic<Int>(0)
  let sharedFrees = Atomic<Int>(0)
  let sharedSlabs = Atomic<Int>(0)
  let rejectedAllocations = Atomic<Int>(0)
  let rejectedFrees = Atomic<Int>(0)
}

extension Atomic where Value == Int {
  /// Adds without a locked instruction; for counters that one thread writes.
  @inline(__always) func count(_ amount: Int = 1) {
    store(load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }
}

/// Where a heap's tables lie in its block, in bytes from the record.
struct HeapLayout {
  let cachedSlabs: Int
  let zeroWord: Int
  let slots: Int
  let cachedCounts: Int
  let sharedStarts: Int
  let cached: Int
  let byteCount: Int

  init(slotCount: Int, classCount: Int, cachedSlabLimit: Int) {
    cachedSlabs = classCount * cachedSlabLimit
    zeroWord = HeapRecord.cellsOffset + HeapRecord.tableSlots << HeapRecord.slotCellsShift
    slots = zeroWord + CacheLine.byteCount
    cachedCounts = slots + slotCount * MemoryLayout<HeapSlot>.stride
    sharedStarts = cachedCounts + classCount * MemoryLayout<Int>.stride
    cached = sharedStarts + classCount * MemoryLayout<Atomic<Int>>.stride
    byteCount = cached + cachedSlabs * MemoryLayout<UInt32>.stride
  }
}

/// The state of one heap. It belongs to the thread that holds the `SlabHeap`, or, when it is
/// vacant, to whoever holds the allocator's epoch lock.
@usableFromInline
struct HeapRecord: ~Copyable {
  /// What the owner is doing at this instant: 0 nothing, slot + 1 allocating or changing the lists
  /// of that epoch slot, the address of a slab's record freeing in that slab. Others that must not
  /// act in the middle of it set their own flag, fence the process, and wait for the token to
  /// change.
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
  let slabs: UnsafeMutableRawPointer
  let slabShift: Int
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

  static let stackEnd: UInt32 = .max - 1
  /// An era that is never reached.
  static let noEra: UInt64 = .max
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
