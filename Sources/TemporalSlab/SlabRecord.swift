import Synchronization

/// Where a slab is; every slab is in exactly one place.
enum SlabPlace: UInt16 {
  /// Not in use: its id is fresh or in the pool.
  case pooled
  /// The slab that a cell of an open epoch allocates from.
  case current
  /// In an open epoch, with free slots, on its cell's partial list.
  case partial
  /// In an open epoch, without free slots.
  case full
  /// In a closed epoch whose slot has not been used again.
  case pinned
  /// In a closed epoch whose slot serves a later era.
  case retained
  /// Empty, with its memory, in a heap's cache.
  case cached
  /// Its id has used up its generations.
  case retired
}

/// What the allocator knows of one slab: one cache line, outside the slab.
///
/// Slabs of at most 64 slots keep their free slots as the bits of `free`. Wider slabs keep them in
/// words of their own (`SlabTable.wideWords`), and `free` says which of those words have a free
/// slot.
///
/// A slot's bit is set by the free and cleared by the allocation, whoever remembers meanwhile that
/// the slot can be handed out: what a cell holds ready is free until it is an object's.
///
/// The first eight bytes are none that a fast path reads. Users write the first bytes of their
/// objects, which lie at multiples of 64; a processor that compares the low 12 bits of addresses
/// would hold up the reading of a field there until the write is done.
///
/// Fields that two threads may touch at once are atomic. `free` is written by the owner alone, with
/// plain moves.
@usableFromInline
struct SlabRecord: ~Copyable {
  /// Links of the partial list, as slab id + 1; 0 ends it. Owner only.
  var next: UInt32
  var previous: UInt32
  /// Free slots, and the bits past the capacity; or, of a wide slab, words with a free slot.
  @usableFromInline let free: Atomic<UInt64>
  /// A handle to slot 0: id, generation, class, version. While the slab is not in use it is
  /// `SlabHandle.vacantBase`, or 0 when the id, which is not 0, was never used: no handle that
  /// leads here matches either.
  @usableFromInline let handleBase: Atomic<UInt64>
  /// 0, `watchedForEmpty`, or, of a full slab, where its cell is, in bytes from the heap's record.
  let watch: Atomic<UInt32>
  /// The heap that may free with plain moves, or `sharedOwner`. Read together with `watch` by the
  /// fast free.
  let owner: Atomic<UInt32>
  /// Slots freed in shared mode and not collected yet: 32 slots in the low half, in the high half
  /// a tag that changes whenever the bits are collected or the slab is recycled. Wide slabs have
  /// theirs in `SlabTable.wideWords`.
  let remoteLow: Atomic<UInt64>
  let remoteHigh: Atomic<UInt64>
  /// Index in the vector that holds the slab. Owner only.
  var memberIndex: UInt32
  /// Link of the owner's stack of slabs with shared frees: 0 when not on it.
  let remoteNext: Atomic<UInt32>
  /// The heap whose lists hold the slab, or `noHome`.
  let home: Atomic<UInt32>
  /// Merged 1 bit, epoch slot 6, class 4, place 3, retained 1, from bit 14.
  let shape: Atomic<UInt16>
  private let padding: UInt16 = 0

  /// Bytes before `free` and `remoteLow`.
  static let freeOffset = 8
  static let remoteOffset = 32
  /// Bytes before `watch`, a multiple of eight.
  @inlinable static var ownershipOffset: Int { 24 }

  /// The `watch` that says that a free must look closer because the slab is to be recycled when it
  /// is empty: where a cell is that is never ready. Any other but 0 is that of a full slab, whose
  /// freed slots go to its cell; such a slab's shape says partial all the time, so that it takes one
  /// store to make it full or partial again.
  static var watchedForEmpty: UInt32 {
    UInt32(HeapRecord.cellsOffset + HeapRecord.noClass * Cell.stride)
  }

  /// Heaps that `owner` and `home` can name.
  static let ownerLimit = 1 << 24
  /// The owner of a slab whose every free is arbitrated by its remote words.
  static let sharedOwner: UInt32 = .max
  /// The owner of a slab while its heap's right to plain frees is being ended.
  static let becomingShared: UInt32 = .max - 1
  /// The owner of no slab.
  static let nobody: UInt32 = .max - 2
  /// The home of a slab that was given back: a heap that finds itself as the home owns the slab.
  static let noHome: UInt32 = .max
}

@usableFromInline typealias RecordPointer = UnsafeMutablePointer<SlabRecord>
@usableFromInline typealias WordPointer = UnsafeMutablePointer<Atomic<UInt64>>

extension SlabRecord {
  /// `watch`, with `owner` in the upper half. Each half is written on its own.
  @inlinable @inline(__always)
  static func ownership(_ record: RecordPointer) -> WordPointer {
    (UnsafeMutableRawPointer(record) + ownershipOffset).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  var sizeClass: Int { Int(shape.load(ordering: .relaxed) >> 4 & 0xf) }
  var epochSlot: Int { Int(shape.load(ordering: .relaxed) >> 8 & 0x3f) }
  /// Whether the slab's epoch was closed while it held objects.
  var isPastClose: Bool { place == .pinned || place == .retained }
  var isWatched: Bool { watch.load(ordering: .relaxed) != 0 }
  var place: SlabPlace {
    // The field has three bits and the enumeration eight cases.
    let place = SlabPlace(rawValue: shape.load(ordering: .relaxed) >> 1 & 0b111).unsafelyUnwrapped
    let watch = watch.load(ordering: .relaxed)
    return place == .partial && watch != 0 && watch != Self.watchedForEmpty ? .full : place
  }
  /// Whether the slab counts as retained: it was pinned at its boundary and is not empty since.
  var isRetained: Bool { shape.load(ordering: .relaxed) & 1 != 0 }

  /// Whether the slab is of the class and does not count as retained.
  @inline(__always)
  func isNotRetained(sizeClass: Int) -> Bool {
    shape.load(ordering: .relaxed) & 0b1111_0001 == UInt16(truncatingIfNeeded: sizeClass &<< 4)
  }

  func setShape(epochSlot: Int, sizeClass: Int, place: SlabPlace, retained: Bool) {
    let number = UInt16(truncatingIfNeeded: epochSlot << 8 | sizeClass << 4)
    shape.store(number | place.rawValue << 1 | (retained ? 1 : 0), ordering: .relaxed)
    watch.store(0, ordering: .relaxed)
  }

  /// Says where the slab is, unless it is full.
  @inline(__always)
  func setPlace(_ place: SlabPlace, isWatched: Bool = false) {
    let old = shape.load(ordering: .relaxed)
    shape.store(old & ~0b1110 | place.rawValue << 1, ordering: .relaxed)
    watch.store(isWatched ? Self.watchedForEmpty : 0, ordering: .relaxed)
  }

  /// Says that a slab that was current or partial is full.
  ///
  /// - Parameter cell: where the slab's cell is, in bytes from the heap's record.
  @inline(__always)
  func setFull(cell: Int) {
    let old = shape.load(ordering: .relaxed)
    let new = old & ~0b1110 | SlabPlace.partial.rawValue << 1
    if new != old { shape.store(new, ordering: .relaxed) }
    watch.store(UInt32(truncatingIfNeeded: cell), ordering: .relaxed)
  }

  /// Whether the slab may hold objects of an era before the one that its slot serves.
  var isMerged: Bool { shape.load(ordering: .relaxed) & Self.mergedBit != 0 }
  private static var mergedBit: UInt16 { 1 << 14 }

  func setMerged() {
    shape.store(shape.load(ordering: .relaxed) | Self.mergedBit, ordering: .relaxed)
  }

  /// Whether no handle fits the slab: it is not in use, or its epoch was discarded.
  var isVacant: Bool {
    handleBase.load(ordering: .relaxed) & SlabHandle.versionMask != SlabHandle.versionBits
  }

  func setRetained(_ retained: Bool) {
    let old = shape.load(ordering: .relaxed)
    shape.store(old & ~1 | (retained ? 1 : 0), ordering: .relaxed)
  }

  var generation: UInt64 {
    handleBase.load(ordering: .relaxed) >> SlabHandle.generationShift & SlabHandle.generationMask
  }
}

/// The bits and the tag of a remote word.
enum RemoteWord {
  static let slots = 32
  static let bitsMask: UInt64 = 0xffff_ffff

  @inline(__always) static func cleared(_ word: UInt64) -> UInt64 {
    (word & ~bitsMask) &+ (bitsMask + 1)
  }
}
