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
/// The first eight bytes are none that a fast path reads. Users write the first bytes of their
/// objects, which lie at multiples of 64; a processor that compares the low 12 bits of addresses
/// would hold up the reading of a field there until the write is done.
///
/// A heap allocates from `claimed` and frees into `free`, and moves all of `free` over when
/// `claimed` has run out. So neither path waits for the other's write.
///
/// Fields that two threads may touch at once are atomic. `free` and `claimed` are written by the
/// owner alone, with plain moves.
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
  /// Free slots of the current slab that its cell is about to hand out: 64 slots of a wide slab,
  /// those of free word `remoteLow`.
  @usableFromInline let claimed: Atomic<UInt64>
  /// Slots freed in shared mode and not collected yet: 32 slots in the low half, in the high half
  /// a tag that changes whenever the bits are collected, claimed slots are given back, or the slab
  /// is recycled. Wide slabs have theirs in `SlabTable.wideWords`, and in `remoteLow` the index of
  /// the free word that `claimed` was taken from.
  @usableFromInline let remoteLow: Atomic<UInt64>
  @usableFromInline let remoteHigh: Atomic<UInt64>
  /// Index in the vector that holds the slab. Owner only.
  var memberIndex: UInt32
  /// Link of the owner's stack of slabs with shared frees: 0 when not on it.
  let remoteNext: Atomic<UInt32>
  /// The heap that may free with plain moves, or `sharedOwner`. Read together with `watch` by the
  /// fast free.
  let owner: Atomic<UInt16>
  /// 0, `watchedForEmpty`, or `full`.
  let watch: Atomic<UInt16>
  /// The heap whose lists hold the slab, or `noHome`.
  let home: Atomic<UInt16>
  /// Epoch slot 6 bits, class 4, place 3, retained 1, from bit 13.
  let shape: Atomic<UInt16>

  /// Bytes before `free`, `claimed` and `remoteLow`.
  static let freeOffset = 8
  static let claimedOffset = 24
  static let remoteOffset = 32
  /// Bytes before `owner`, a multiple of four.
  @inlinable static var ownerOffset: Int { 56 }

  /// The `watch` that says that a free must look closer because the slab is to be recycled when it
  /// is empty.
  static let watchedForEmpty: UInt16 = 1
  /// The `watch` of a full slab, which belongs on a partial list after a free. Its shape says
  /// partial all the time, so that it takes one store to make it full or partial again.
  static let full: UInt16 = 2

  /// Heaps that `owner` and `home` can name.
  static let ownerLimit = Int(becomingShared)
  /// The owner of a slab whose every free is arbitrated by its remote words.
  static let sharedOwner: UInt16 = .max
  /// The owner of a slab while its heap's right to plain frees is being ended.
  static let becomingShared: UInt16 = .max - 1
  /// The home of a slab that was given back: a heap that finds itself as the home owns the slab.
  static let noHome: UInt16 = .max
}

@usableFromInline typealias RecordPointer = UnsafeMutablePointer<SlabRecord>
@usableFromInline typealias WordPointer = UnsafeMutablePointer<Atomic<UInt64>>

extension SlabRecord {
  /// `owner`, with `watch` in the upper half. Each half is written on its own.
  @inlinable @inline(__always)
  static func ownership(_ record: RecordPointer) -> UnsafeMutablePointer<Atomic<UInt32>> {
    (UnsafeMutableRawPointer(record) + ownerOffset).assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  /// The word that a cell allocates from when the slab is its current one.
  static func claimedWord(_ record: RecordPointer) -> WordPointer {
    let claimed = UnsafeMutableRawPointer(record) + claimedOffset
    return claimed.assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  var sizeClass: Int { Int(shape.load(ordering: .relaxed) >> 4 & 0xf) }
  var epochSlot: Int { Int(shape.load(ordering: .relaxed) >> 8 & 0x3f) }
  var isWatched: Bool { watch.load(ordering: .relaxed) != 0 }
  var place: SlabPlace {
    // The field has three bits and the enumeration eight cases.
    let place = SlabPlace(rawValue: shape.load(ordering: .relaxed) >> 1 & 0b111).unsafelyUnwrapped
    return place == .partial && watch.load(ordering: .relaxed) == Self.full ? .full : place
  }
  /// Whether the slab counts as retained: it was pinned at its boundary and is not empty since.
  var isRetained: Bool { shape.load(ordering: .relaxed) & 1 != 0 }

  func setShape(epochSlot: Int, sizeClass: Int, place: SlabPlace, retained: Bool) {
    shape.store(
      UInt16(epochSlot) << 8 | UInt16(sizeClass) << 4 | place.rawValue << 1 | (retained ? 1 : 0),
      ordering: .relaxed)
    watch.store(0, ordering: .relaxed)
  }

  /// Says where the slab is, unless it is full.
  func setPlace(_ place: SlabPlace, isWatched: Bool = false) {
    let old = shape.load(ordering: .relaxed)
    shape.store(old & ~0b1110 | place.rawValue << 1, ordering: .relaxed)
    watch.store(isWatched ? Self.watchedForEmpty : 0, ordering: .relaxed)
  }

  /// Says that a slab that was current or partial is full.
  @inline(__always)
  func setFull() {
    let old = shape.load(ordering: .relaxed)
    let new = old & ~0b1110 | SlabPlace.partial.rawValue << 1
    if new != old { shape.store(new, ordering: .relaxed) }
    watch.store(Self.full, ordering: .relaxed)
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
