/// A reclamation phase: allocations of one phase share an epoch, and its close is their reclaim
/// boundary.
///
/// An epoch is a slot of the allocator's epoch table and an era. Slots are used again; eras never
/// are, in the whole process, so an epoch that is over, or that another allocator opened, is
/// recognised.
@frozen
public struct Epoch: Hashable, Sendable {
  /// Index in the epoch table: ring slots first, persistent slots after them.
  public let slot: Int
  /// The number of this epoch: no other of the process has it, later ones of the allocator have
  /// larger ones. From 1.
  public let era: UInt64

  @inlinable @inline(__always)
  package init(slot: Int, era: UInt64) {
    self.slot = slot
    self.era = era
  }
}

extension Epoch {
  /// Slot and era in one word, for storage outside Swift: the era from bit 6, the slot below.
  @inlinable public var bits: UInt64 { era << 6 | UInt64(truncatingIfNeeded: slot) & 0x3f }

  /// An epoch from bits that were kept somewhere; anything is accepted and checked on use.
  @inlinable public init(bits: UInt64) {
    self.init(slot: Int(bits & 0x3f), era: bits >> 6)
  }
}

extension Epoch: CustomStringConvertible {
  /// Slot and era, for messages.
  public var description: String { "epoch (slot \(slot), era \(era))" }
}

/// What happens to the slabs of a closed epoch when its ring slot is used again.
public enum ReuseMode: String, CaseIterable, Sendable {
  /// Partial slabs of the slot's earlier era take objects of the new one: granules merge across
  /// reclaim boundaries.
  case ring
  /// An era allocates only into its own slabs: the non-merging assumption of the pinning growth
  /// theorem.
  case strict
}

/// When a slab is recycled that empties after its epoch's close.
public enum ReclaimMode: String, CaseIterable, Sendable {
  /// At once, by the free that empties it.
  case late
  /// At the next close of its epoch slot: frees recycle nothing, and in ring reuse the slot's next
  /// era may take the empty slab before.
  case atClose = "at-close"
}

/// How far an epoch has come.
public enum EpochState: String, Sendable {
  /// Its slot has never been used.
  case unused
  /// Takes allocations.
  case open
  /// Was stopped: rejects allocations, and its boundary is yet to come.
  case stopped
  /// Its close is under way: rejects allocations.
  case scanning
  /// Closed: rejects allocations; slabs that were pinned are recycled as they drain.
  case closed
}
