import Synchronization

/// Sizes and masks of one size class.
@usableFromInline
struct SizeClass {
  /// Bytes of a slot.
  @usableFromInline let objectSize: Int
  /// Slots of a slab.
  @usableFromInline let capacity: Int
  /// `free` of an empty slab: its slots, or, for a wide slab, its words.
  let emptyMask: UInt64
  /// ceil(2^40 / objectSize): `offset * reciprocal >> 40` is `offset / objectSize` for every
  /// offset within a slab, since 2^18 * objectSize < 2^40 keeps the rounding error below one slot.
  @usableFromInline let reciprocal: UInt64
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
  /// Class by (size - 1) / 8.
  let classTable: UnsafeMutablePointer<UInt8>
  let largestObject: Int
  let generationLimit: UInt64

  let pool: Lock<SlabPool>
  let counters = PoolCounters()

  var wideStride: Int { wordsPerSlab * 3 }

  init(_ configuration: SlabConfiguration) throws(ConfigurationError) {
    try configuration.validate()
    let size = configuration.slabSize
    let sizes = configuration.sizeClasses
    slabSize = size
    slabShift = size.trailingZeroBitCount
    generationLimit = UInt64(configuration.generationLimit)
    let widest = size / sizes[0]
    let words = widest <= 64 ? 0 : (widest + 63) / 64
    wordsPerSlab = words

    var limit = min(SlabHandle.slabLimit, configuration.reservedByteCount >> slabShift)
    var mapped: Mapping?
    while limit >= 1 {
      mapped = Mapping(slabLimit: limit, slabSize: size, wordsPerSlab: words)
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
    classTable = .allocate(capacity: (largestObject + 7) / 8)
    var smallest = 0
    for (index, objectSize) in sizes.enumerated() {
      let capacity = size / objectSize
      let maskBits = words == 0 ? capacity : (capacity + 63) / 64
      (classes + index).initialize(
        to: SizeClass(
          objectSize: objectSize, capacity: capacity,
          emptyMask: maskBits == 64 ? .max : (1 << UInt64(maskBits)) - 1,
          reciprocal: ((1 << 40) + UInt64(objectSize) - 1) / UInt64(objectSize)))
      while smallest < objectSize / 8 {
        classTable[smallest] = UInt8(index)
        smallest += 1
      }
    }
    pool = Lock(SlabPool())
  }

  deinit {
    Mapping.unmap(
      base: base, records: records, wideWords: wideWords, slabLimit: slabLimit,
      slabSize: slabSize, wordsPerSlab: wordsPerSlab)
    classes.deallocate()
    classTable.deallocate()
  }

  @inline(__always) func id(of record: RecordPointer) -> Int { record - records }

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

  /// The word that a cell allocates from when the slab is its current one.
  func claimedWord(_ record: RecordPointer) -> WordPointer {
    let claimed = UnsafeMutableRawPointer(record) + SlabRecord.claimedOffset
    return claimed.assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// The claimed slots among the 64 of a free word.
  @inline(__always)
  func claimedSlots(_ record: RecordPointer, word index: Int) -> UInt64 {
    let claimed = record.pointee.claimed.load(ordering: .acquiring)
    // The index is stored before the slots, so that slots that are seen go with it.
    let isOther =
      wordsPerSlab > 0 && record.pointee.remoteLow.load(ordering: .relaxed) != UInt64(index)
    return isOther ? 0 : claimed
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

  /// Free words in use by a slab of the class.
  func freeWordCount(_ sizeClass: SizeClass) -> Int { (sizeClass.capacity + 63) / 64 }

  /// Remote words in use by a slab of the class.
  func remoteWordCount(_ sizeClass: SizeClass) -> Int { (sizeClass.capacity + 31) / 32 }

  /// Bits of free word `index` that stand for slots.
  func slotMask(_ sizeClass: SizeClass, word index: Int) -> UInt64 {
    let slots = sizeClass.capacity - index * 64
    return slots >= 64 ? .max : (1 << UInt64(slots)) - 1
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
      slots |= claimedSlots(record, word: index)
      slots |= freeWord(record, index).pointee.load(ordering: .acquiring)
      count += slots.nonzeroBitCount
    }
    return count
  }

  /// Whether every slot is free, collected and not claimed. Owner only.
  func isEmpty(_ record: RecordPointer) -> Bool {
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

  init?(slabLimit: Int, slabSize: Int, wordsPerSlab: Int) {
    guard let range = Platform.reserve(byteCount: slabLimit * slabSize) else { return nil }
    let recordBytes = slabLimit * MemoryLayout<SlabRecord>.stride
    guard let recordRange = Platform.mapZeroed(byteCount: recordBytes) else {
      Platform.unmap(range, byteCount: slabLimit * slabSize)
      return nil
    }
    base = range
    records = recordRange.bindMemory(to: SlabRecord.self, capacity: slabLimit)
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

  static func unmap(
    base: UnsafeMutableRawPointer, records: RecordPointer, wideWords: WordPointer?,
    slabLimit: Int, slabSize: Int, wordsPerSlab: Int
  ) {
    Platform.unmap(base, byteCount: slabLimit * slabSize)
    Platform.unmap(
      UnsafeMutableRawPointer(records), byteCount: slabLimit * MemoryLayout<SlabRecord>.stride)
    if let wideWords {
      Platform.unmap(
        UnsafeMutableRawPointer(wideWords), byteCount: slabLimit * wordsPerSlab * 24)
    }
  }
}
