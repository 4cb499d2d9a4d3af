import Synchronization

/// An allocator's state at about one moment: what a report or a dashboard shows.
///
/// It is put together while other threads go on, so figures of different slabs may be some
/// operations apart. Taking it changes nothing.
public struct AllocatorSnapshot: Hashable, Sendable {
  /// Sums over heaps, and the pool.
  public var counters: AllocatorCounters
  /// The size classes, by ascending size.
  public var classes: [ClassSnapshot]
  /// The epochs whose slots have been used, by slot.
  public var epochs: [EpochSnapshot]
}

/// The slabs of one size class.
public struct ClassSnapshot: Hashable, Sendable {
  /// Bytes of a slot.
  public var objectSize: Int
  /// Slots of a slab.
  public var capacity: Int
  /// Slabs of open epochs and slabs of closed epochs that hold live objects.
  public var slabs = 0
  /// Those of them with both live objects and free slots.
  public var partialSlabs = 0
  /// Those without a free slot.
  public var fullSlabs = 0
  /// Those without a live object.
  public var emptySlabs = 0
  /// Those of closed epochs.
  public var retainedSlabs = 0
  /// Empty slabs that heaps keep with their memory.
  public var cachedSlabs = 0
  /// Live objects.
  public var liveObjects = 0
  /// Bytes of their slots.
  public var liveByteCount: Int { liveObjects * objectSize }
  /// Bytes of the slabs, cached ones included.
  public var committedByteCount = 0
}

/// One epoch and its slabs.
public struct EpochSnapshot: Hashable, Sendable {
  /// Its slot and era.
  public var epoch: Epoch
  /// What it was opened for; empty when nobody said.
  public var label = ""
  /// How far it has come.
  public var state: EpochState
  /// Whether it lies outside the ring.
  public var isPersistent: Bool
  /// Seconds since it was opened, to a few milliseconds.
  public var ageSeconds: Double
  /// Domains that hold it open.
  public var holders = 0
  /// Live objects in its slabs.
  public var liveObjects = 0
  /// Bytes of their slots.
  public var liveByteCount = 0
  /// Bytes of its slabs.
  public var committedByteCount = 0
  /// Slabs with both live objects and free slots.
  public var partialSlabs = 0
  /// Slabs without a free slot.
  public var fullSlabs = 0
  /// Slabs without a live object: what a close would recycle.
  public var reclaimableSlabs = 0
  /// Resident bytes before its close; nil unless it is closed and the allocator records them.
  public var residentBytesBeforeClose: Int?
  /// Resident bytes after its close.
  public var residentBytesAfterClose: Int?
  /// Bytes that its close, and later scans of it, gave back to the system.
  public var returnedByteCount = 0
}

extension SlabAllocator {
  /// The state of the allocator, its classes and its epochs; O(slabs ever created).
  ///
  /// Allocation and free on other threads are not held up.
  public func snapshot() -> AllocatorSnapshot {
    var snapshot = AllocatorSnapshot(
      counters: core.counters,
      classes: core.configuration.sizeClasses.map {
        ClassSnapshot(
          objectSize: $0, capacity: core.configuration.capacity(ofObjectSize: $0))
      },
      epochs: [])
    var epochs = core.epochSnapshots()
    for id in 0..<core.table.counters.created.load(ordering: .acquiring) {
      core.count(core.table.records + id, in: &snapshot.classes, &epochs)
    }
    snapshot.epochs = epochs.compactMap { $0 }
    return snapshot
  }
}

extension SlabCore {
  /// Every epoch slot's epoch without its slabs; nil for a slot that was never used.
  fileprivate func epochSnapshots() -> [EpochSnapshot?] {
    let time = Platform.coarseNanoseconds()
    let held = registry.pointee.lock.withLock { _ in (0..<slotCount).map { holds[$0] } }
    return (0..<slotCount).map { slot in
      let entry = epochs + slot
      let now = entry.pointee.now
      if now.state == .unused { return nil }
      let openedAt = entry.pointee.openedAt.load(ordering: .relaxed)
      var snapshot = EpochSnapshot(
        epoch: Epoch(slot: slot, era: now.era), label: held[slot].label, state: now.state,
        isPersistent: isPersistent(slot: slot),
        ageSeconds: Double(max(time, openedAt) - openedAt) * 1e-9, holders: held[slot].holders)
      if now.state == .closed {
        snapshot.returnedByteCount = entry.pointee.returnedBytes.load(ordering: .relaxed)
        if configuration.recordsResidentBytes {
          snapshot.residentBytesBeforeClose =
            entry.pointee.residentBeforeClose.load(ordering: .relaxed)
          snapshot.residentBytesAfterClose =
            entry.pointee.residentAfterClose.load(ordering: .relaxed)
        }
      }
      return snapshot
    }
  }

  /// Adds a slab to the counts of its class and epoch.
  fileprivate func count(
    _ record: RecordPointer, in classes: inout [ClassSnapshot], _ epochs: inout [EpochSnapshot?]
  ) {
    let place = record.pointee.place
    let sizeClass = record.pointee.sizeClass
    guard place != .pooled, place != .retired, sizeClass < classes.count else { return }
    classes[sizeClass].committedByteCount += table.slabSize
    if place == .cached {
      classes[sizeClass].cachedSlabs += 1
      return
    }
    let capacity = classes[sizeClass].capacity
    let live = table.liveCount(record)
    classes[sizeClass].slabs += 1
    classes[sizeClass].retainedSlabs += record.pointee.isRetained ? 1 : 0
    classes[sizeClass].liveObjects += live
    classes[sizeClass].emptySlabs += live == 0 ? 1 : 0
    classes[sizeClass].fullSlabs += live == capacity ? 1 : 0
    classes[sizeClass].partialSlabs += live > 0 && live < capacity ? 1 : 0
    // A retained slab's epoch is over: its slot names a later one.
    guard place != .retained, var epoch = epochs[record.pointee.epochSlot] else { return }
    epoch.liveObjects += live
    epoch.liveByteCount += live * classes[sizeClass].objectSize
    epoch.committedByteCount += table.slabSize
    epoch.reclaimableSlabs += live == 0 ? 1 : 0
    epoch.fullSlabs += live == capacity ? 1 : 0
    epoch.partialSlabs += live > 0 && live < capacity ? 1 : 0
    epochs[record.pointee.epochSlot] = epoch
  }
}
