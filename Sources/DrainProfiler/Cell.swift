import Synchronization

/// What one shard has counted in one granule: one cache line.
///
/// The shard's owner alone writes the counts, with plain moves; closes and snapshots read them.
/// The keys say what the cell is for, and are changed under the profiler's lock: taking a key away
/// turns the owner's next operation onto the slow path. A cell belongs to its shard for good.
@usableFromInline
struct Cell: ~Copyable {
  /// The granule in which this cell takes registrations; `noGranule` unless it is open.
  @usableFromInline let openKey = Atomic<UInt64>(Cell.noGranule)
  /// The granule whose counts these are; `noGranule` while the cell is free.
  @usableFromInline let key = Atomic<UInt64>(Cell.noGranule)
  @usableFromInline let registered = Atomic<UInt64>(0)
  @usableFromInline let deregistered = Atomic<UInt64>(0)
  /// The shard that the cell belongs to.
  @usableFromInline let shard: ShardPointer
  /// The next cell of the granule, or of the shard's free cells. Under the lock.
  var next: CellPointer?
  /// The low half of `registered` at the granule's close: what came on top came after it. Under the
  /// lock.
  var settledRegistered: UInt32 = 0
  /// The low half of `deregistered` when the cell was freed. Under the lock.
  var settledDeregistered: UInt32 = 0
  /// Index + 1 of the first live object of the granule in the shard's object table, 0 for none;
  /// under that table's lock. Diagnostic mode only.
  var firstObject: UInt32 = 0
  /// How many objects more than it has registered the owner may deregister before it asks whether
  /// the granule has any; other threads may have registered them. The owner's alone.
  @usableFromInline var credit: UInt32 = 0

  /// The one number that is no granule; closed and free cells carry it as their keys.
  @usableFromInline static let noGranule = UInt64.max

  init(shard: ShardPointer) { self.shard = shard }

  /// Whether this is the cell of the granule, and the granule open.
  func isOpen(_ granule: UInt64) -> Bool { openKey.load(ordering: .relaxed) == granule }

  /// Registrations since the counts were settled.
  var lateRegistrations: Int {
    Int(UInt32(truncatingIfNeeded: registered.load(ordering: .acquiring)) &- settledRegistered)
  }

  /// Deregistrations since the cell was freed.
  var lateDeregistrations: Int {
    Int(UInt32(truncatingIfNeeded: deregistered.load(ordering: .acquiring)) &- settledDeregistered)
  }
}

@usableFromInline typealias CellPointer = UnsafeMutablePointer<Cell>

extension CellPointer {
  /// Whether the owner may deregister an object without asking what others have registered.
  @inlinable @inline(__always)
  var hasCredit: Bool {
    let beyond =
      pointee.deregistered.load(ordering: .relaxed) &- pointee.registered.load(ordering: .relaxed)
    return Int64(bitPattern: beyond) < Int64(pointee.credit)
  }

  /// Lets the owner deregister that many objects more; it is the caller.
  func grant(_ objects: Int) {
    let beyond =
      pointee.deregistered.load(ordering: .relaxed) &- pointee.registered.load(ordering: .relaxed)
    pointee.credit = UInt32(clamping: Int(Int64(bitPattern: beyond)) + objects)
  }

  // Through the pointer, because a mutating method of the cell would be an access to all of it, and
  // its owner counts meanwhile.

  @discardableResult
  func settleRegistrations() -> UInt64 {
    let count = pointee.registered.load(ordering: .acquiring)
    pointee.settledRegistered = UInt32(truncatingIfNeeded: count)
    return count
  }

  @discardableResult
  func settleDeregistrations() -> UInt64 {
    let count = pointee.deregistered.load(ordering: .acquiring)
    pointee.settledDeregistered = UInt32(truncatingIfNeeded: count)
    return count
  }
}

/// Cells from one to the last.
struct CellList: Sequence, IteratorProtocol {
  private var cell: CellPointer?

  init(first: CellPointer?) { cell = first }

  /// The next cell; the link is read before the caller may change it.
  mutating func next() -> CellPointer? {
    guard let current = cell else { return nil }
    cell = current.pointee.next
    return current
  }
}

extension Atomic where Value == UInt64 {
  /// Adds one without a locked instruction; for counts that one thread writes.
  ///
  /// Whoever reads a count by acquiring also sees every count that its writer changed before: an
  /// object's deregistration is never seen without its registration.
  @inlinable @inline(__always)
  func increment() { store(load(ordering: .relaxed) &+ 1, ordering: .releasing) }
}
