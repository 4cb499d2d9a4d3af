import Synchronization

/// Sizes and masks of one size class.
@usableFromInline
struct SizeClass {
  /// Bytes of a slot.
  @usableFromInline let objectSize: Int
  /// Slots of a slab.
  @usableFromInline let capacity: Int
  /// A bit for each slot; 0 for a wide slab.
  @usableFromInline let slotMask: UInt64
  /// `free` of an empty slab: all bits, or, for a wide slab, one for each of its words.
  let emptyWord: UInt64
  /// ceil(2^40 / objectSize): `offset * reciprocal >> 40` is `offset / objectSize` for every
  /// offset within a slab, since 2^18 * objectSize < 2^40 keeps the rounding error below one slot.
  @usableFromInline let reciprocal: UInt64
}

/// Allocators that the process has made.
private let allocatorCount = Atomic<UInt64>(0)

/// A generation for a new allocator to begin with, far from those of all others: multiples of the
/// golden section of the range (Knuth, The Art of Computer Programming, volume 3, section 6.4).
private func nextFirstGeneration() -> UInt64 {
  let number = allocatorCount.add(1, ordering: .relaxed).newValue
  return SlabTable.firstGeneration(ofAllocator: number)
}

/// The reserved address range, cut into slabs, with the slabs' records beside it.
///
/// Slab id and address are arithmetic on each other; "is this address mine" is a range check. The
/// range is made accessible from its start in steps, and slabs stay accessible afterwards: a stale
/// pointer or handle never faults.
final class SlabTable: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let slabSize: Int
  let slabShift: Int
  let slabLimit: Int
  let records: RecordPointer
  /// Words of slabs with more than 64 slots: `wideStride` a slab, first the free words, then twice
  /// as many remote words. Nil when no class needs them.
  let wideWords: WordPointer?
  let wordsPerSlab: Int
  let classes: UnsafeMutablePointer<SizeClass>
  let classCount: Int
  /// A size's class, by (size - 1) / 8.
  private let classOfGrain: UnsafeMutablePointer<UInt8>
  let largestObject: Int
  let generationLimit: UInt64
  /// Slabs that the pool takes with their memory: what the cache of one heap may hold.
  let keptSlabLimit: Int
  let usesHugePages: Bool
  /// The generation of every slab's first use.
  let firstGeneration = nextFirstGeneration()

  let pool: Lock<SlabPool>
  let counters = PoolCounters()

  var wideStride: Int { wordsPerSlab * 3 }

  /// Bytes that are kept of a slab, at most: its record, its words if it is wide, and its id in one
  /// list, which may have grown to twice its length.
  var metadataBytesPerSlab: Int {
    MemoryLayout<SlabRecord>.stride + wideStride * 8 + 2 * MemoryLayout<UInt32>.stride
  }

  init(_ configuration: SlabConfiguration) throws(ConfigurationError) {
    try configuration.validate()
    let size = configuration.slabSize
    let sizes = configuration.sizeClasses
    slabSize = size
    slabShift = size.trailingZeroBitCount
    keptSlabLimit = sizes.count * configuration.cachedSlabLimit
    usesHugePages = configuration.usesHugePages
    generationLimit = UInt64(configuration.generationLimit)
    let widest = size / sizes[0]
    let words = widest <= 64 ? 0 : (widest + 63) / 64
    wordsPerSlab = words

    var limit = min(SlabHandle.slabLimit, configuration.reservedByteCount >> slabShift)
    var mapped: Mapping?
    while limit >= 1 {
      mapped = Mapping(
        slabLimit: limit, slabSize: size, wordsPerSlab: words, hugePages: usesHugePages)
      if mapped != nil { break }
      limit /= 2
    }
    guard let mapped else { throw .cannotReserve(byteCount: size) }
    slabLimit = limit
    base = mapped.base
    records = mapped.records
    wideWords = mapped.wideWords

    classCount = sizes.count
    classes = .allocate(capacity: sizes.count)
    largestObject = sizes[sizes.count - 1]
    classOfGrain = .allocate(capacity: (largestObject + 7) / 8)
    var smallest = 0
    for (index, objectSize) in sizes.enumerated() {
      let capacity = size / objectSize
      (classes + index).initialize(
        to: SizeClass(
          objectSize: objectSize, capacity: capacity,
          slotMask: words == 0 ? Self.lowBits(capacity) : 0,
          emptyWord: words == 0 ? .max : Self.lowBits((capacity + 63) / 64),
          reciprocal: ((1 << 40) + UInt64(objectSize) - 1) / UInt64(objectSize)))
      while smallest < objectSize / 8 {
        classOfGrain[smallest] = UInt8(index)
        smallest += 1
      }
    }
    pool = Lock(SlabPool())
    // Records read as zero at first, which is a handle base of slab 0 and so vacant for all others.
    records.pointee.handleBase.store(
      SlabHandle.vacantBase(slab: 0, generation: 0, sizeClass: 0), ordering: .relaxed)
  }

  /// The generation that the `number`th allocator of the process begins with.
  static func firstGeneration(ofAllocator number: UInt64) -> UInt64 {
    (number &* 0x9e_3779) & SlabHandle.generationMask
  }

  /// Records for so many slabs: a power of two, so that any id leads to a record when it is masked.
  static func recordCount(slabLimit: Int) -> Int {
    1 << (Int.bitWidth - (slabLimit - 1).leadingZeroBitCount)
  }

  /// The low `count` bits, or all.
  private static func lowBits(_ count: Int) -> UInt64 {
    count >= 64 ? .max : (1 << UInt64(count)) - 1
  }

  deinit {
    Mapping.unmap(
      base: base, records: records, wideWords: wideWords, slabLimit: slabLimit,
      slabSize: slabSize, wordsPerSlab: wordsPerSlab)
    classes.deallocate()
    classOfGrain.deallocate()
  }

  @inline(__always) func id(of record: RecordPointer) -> Int { record - records }

  /// The class of objects of `size` bytes, which is at least 1 and at most the largest.
  func sizeClass(ofObjectSize size: Int) -> Int {
    Int(classOfGrain[(size - 1) >> 3])
  }

  func address(ofSlab id: Int) -> UnsafeMutableRawPointer { base + id << slabShift }

  /// The word that holds the free bits of 64 slots.
  @inline(__always)
  func freeWord(_ record: RecordPointer, _ index: Int) -> WordPointer {
    guard let wideWords else {
      let free = UnsafeMutableRawPointer(record) + SlabRecord.freeOffset
      return free.assumingMemoryBound(to: Atomic<UInt64>.self)
    }
    return wideWords + (id(of: record) * wideStride + index)
  }

  /// The word that holds the shared frees of 32 slots.
  @inline(__always)
  func remoteWord(_ record: RecordPointer, _ index: Int) -> WordPointer {
    guard let wideWords else {
      let low = UnsafeMutableRawPointer(record) + SlabRecord.remoteOffset
      return low.assumingMemoryBound(to: Atomic<UInt64>.self) + index
    }
    return wideWords + (id(of: record) * wideStride + wordsPerSlab + index)
  }

  /// Slots of a slab in use.
  func capacity(of record: RecordPointer) -> Int { classes[record.pointee.sizeClass].capacity }

  /// Free words in use by a slab of the class.
  func freeWordCount(_ sizeClass: SizeClass) -> Int { (sizeClass.capacity + 63) / 64 }

  /// Remote words in use by a slab of the class.
  func remoteWordCount(_ sizeClass: SizeClass) -> Int { (sizeClass.capacity + 31) / 32 }

  /// Bits of free word `index` that stand for slots.
  func slotMask(_ sizeClass: SizeClass, word index: Int) -> UInt64 {
    Self.lowBits(sizeClass.capacity - index * 64)
  }

  /// Slots that no live object holds, shared frees that were not collected included.
  ///
  /// The owner may be collecting: a slot is then marked in both words for a moment and counts once.
  /// The shared words are read first, because a bit leaves them only after it is in the free word.
  func freeSlotCount(_ record: RecordPointer) -> Int {
    let sizeClass = classes[record.pointee.sizeClass]
    let remoteWords = remoteWordCount(sizeClass)
    var count = 0
    for index in 0..<freeWordCount(sizeClass) {
      var slots: UInt64 = 0
      for half in 0..<min(2, remoteWords - 2 * index) {
        let word = remoteWord(record, 2 * index + half).pointee.load(ordering: .acquiring)
        slots |= (word & RemoteWord.bitsMask) << UInt64(half * RemoteWord.slots)
      }
      slots |= freeWord(record, index).pointee.load(ordering: .acquiring)
      count += (slots & slotMask(sizeClass, word: index)).nonzeroBitCount
    }
    return count
  }

  /// Whether no live object holds a slot, as far as shared frees are seen.
  @inline(__always)
  func isDrained(_ record: RecordPointer) -> Bool {
    if wordsPerSlab != 0 { return freeSlotCount(record) == capacity(of: record) }
    let low = record.pointee.remoteLow.load(ordering: .acquiring) & RemoteWord.bitsMask
    let high = record.pointee.remoteHigh.load(ordering: .acquiring) << UInt64(RemoteWord.slots)
    return low | high | record.pointee.free.load(ordering: .acquiring) == .max
  }

  /// Slots that live objects hold, as far as shared frees are seen; 0 while a slab changes its
  /// class, and once it was discarded.
  func liveCount(_ record: RecordPointer) -> Int {
    record.pointee.isVacant ? 0 : takenSlotCount(record)
  }

  /// Slots that live objects hold, or held when the slab was discarded.
  func takenSlotCount(_ record: RecordPointer) -> Int {
    max(0, capacity(of: record) - freeSlotCount(record))
  }

  /// Marks every slot free. Owner only; no handle fits the slab any more.
  func clear(_ record: RecordPointer) {
    let sizeClass = classes[record.pointee.sizeClass]
    record.pointee.free.store(sizeClass.emptyWord, ordering: .relaxed)
    if wordsPerSlab == 0 { return }
    for index in 0..<freeWordCount(sizeClass) {
      freeWord(record, index).pointee.store(
        slotMask(sizeClass, word: index), ordering: .relaxed)
    }
  }

  /// Says that a free word of a wide slab has a free slot. Owner only.
  @inline(__always)
  func noteFreeSlot(_ record: RecordPointer, inWord index: Int) {
    if wordsPerSlab == 0 { return }
    let summary = record.pointee.free.load(ordering: .relaxed)
    record.pointee.free.store(summary | 1 << UInt64(index), ordering: .relaxed)
  }

  /// Whether every slot is free and collected. Owner only.
  @inline(__always)
  func isEmpty(_ record: RecordPointer) -> Bool {
    if wordsPerSlab == 0 { return record.pointee.free.load(ordering: .relaxed) == .max }
    return isWideEmpty(record)
  }

  private func isWideEmpty(_ record: RecordPointer) -> Bool {
    let sizeClass = classes[record.pointee.sizeClass]
    for index in 0..<freeWordCount(sizeClass)
    where freeWord(record, index).pointee.load(ordering: .relaxed)
      != slotMask(sizeClass, word: index)
    {
      return false
    }
    return true
  }
}

/// The mappings of one table: slabs without access rights at first, records and words that read
/// as zero.
private struct Mapping {
  let base: UnsafeMutableRawPointer
  let records: RecordPointer
  let wideWords: WordPointer?

  init?(slabLimit: Int, slabSize: Int, wordsPerSlab: Int, hugePages: Bool) {
    guard let range = Platform.reserve(byteCount: slabLimit * slabSize, hugePages: hugePages)
    else { return nil }
    let recordBytes = Self.recordBytes(slabLimit)
    guard let recordRange = Platform.mapZeroed(byteCount: recordBytes) else {
      Platform.unmap(range, byteCount: slabLimit * slabSize)
      return nil
    }
    base = range
    records = recordRange.bindMemory(
      to: SlabRecord.self, capacity: SlabTable.recordCount(slabLimit: slabLimit))
    guard wordsPerSlab > 0 else {
      wideWords = nil
      return
    }
    let words = slabLimit * wordsPerSlab * 3
    guard let wordRange = Platform.mapZeroed(byteCount: words * 8) else {
      Platform.unmap(range, byteCount: slabLimit * slabSize)
      Platform.unmap(recordRange, byteCount: recordBytes)
      return nil
    }
    wideWords = wordRange.bindMemory(to: Atomic<UInt64>.self, capacity: words)
  }

  private static func recordBytes(_ slabLimit: Int) -> Int {
    SlabTable.recordCount(slabLimit: slabLimit) * MemoryLayout<SlabRecord>.stride
  }

  static func unmap(
    base: UnsafeMutableRawPointer, records: RecordPointer, wideWords: WordPointer?,
    slabLimit: Int, slabSize: Int, wordsPerSlab: Int
  ) {
    Platform.unmap(base, byteCount: slabLimit * slabSize)
    Platform.unmap(UnsafeMutableRawPointer(records), byteCount: recordBytes(slabLimit))
    if let wideWords {
      Platform.unmap(
        UnsafeMutableRawPointer(wideWords), byteCount: slabLimit * wordsPerSlab * 24)
    }
  }
}
