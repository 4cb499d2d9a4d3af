import Synchronization

/// What the slabs of one size class in one epoch slot hold at about one moment.
///
/// Slabs that the slot's earlier eras left behind count as the slot's.
package struct SlotCensus: Hashable, Sendable {
  package var slabs = 0
  package var partialSlabs = 0
  package var fullSlabs = 0
  package var emptySlabs = 0
  package var liveObjects = 0
  /// Slabs that came back while the slot served its present era, and bytes of them that the system
  /// took.
  package var recycledSlabs = 0
  package var returnedByteCount = 0
}

extension SlabAllocator {
  /// The slabs in use by class and epoch slot, as `[class][slot]`; O(slabs ever created).
  package func census() -> [[SlotCensus]] {
    let classCount = core.table.classCount
    var census = (0..<classCount).map { sizeClass in
      (0..<core.slotCount).map { slot in
        let reclaimed = core.reclaimed(slot: slot).first + sizeClass
        return SlotCensus(
          recycledSlabs: reclaimed.pointee.slabs,
          returnedByteCount: reclaimed.pointee.bytes.load(ordering: .relaxed))
      }
    }
    for id in 0..<core.table.counters.created.load(ordering: .acquiring) {
      let record = core.table.records + id
      let (sizeClass, slot) = (record.pointee.sizeClass, record.pointee.epochSlot)
      switch record.pointee.place {
      case .pooled, .cached, .retired: continue
      case .current, .partial, .full, .pinned, .retained: break
      }
      guard sizeClass < classCount, slot < core.slotCount else { continue }
      let live = core.table.liveCount(record)
      let capacity = core.table.classes[sizeClass].capacity
      census[sizeClass][slot].slabs += 1
      census[sizeClass][slot].liveObjects += live
      census[sizeClass][slot].emptySlabs += live == 0 ? 1 : 0
      census[sizeClass][slot].fullSlabs += live == capacity ? 1 : 0
      census[sizeClass][slot].partialSlabs += live > 0 && live < capacity ? 1 : 0
    }
    return census
  }
}

/// What an epoch slot serves.
package struct SlotState: Sendable {
  package var epoch: Epoch
  package var state: EpochState
  package var label: String
  /// When it was opened, on the monotonic clock in nanoseconds.
  package var openedAt: UInt64
  /// Resident bytes of the process around its close; 0 unless it is closed and the allocator
  /// records them.
  package var residentBytesBeforeClose = 0
  package var residentBytesAfterClose = 0
}

extension SlabAllocator {
  /// What a slot of the ring or beyond it serves now; O(1).
  package func slotState(_ slot: Int) -> SlotState {
    core.registry.pointee.lock.withLock { _ in
      let entry = core.epochs + slot
      let now = entry.pointee.now
      var state = SlotState(
        epoch: Epoch(slot: slot, era: now.era), state: now.state, label: core.holds[slot].label,
        openedAt: entry.pointee.openedAt.load(ordering: .relaxed))
      if now.state == .closed && core.configuration.recordsResidentBytes {
        state.residentBytesBeforeClose = entry.pointee.residentBeforeClose.load(ordering: .relaxed)
        state.residentBytesAfterClose = entry.pointee.residentAfterClose.load(ordering: .relaxed)
      }
      return state
    }
  }
}

/// The clock that `SlotState.openedAt` is on.
package enum MonotonicClock {
  package static var nanoseconds: UInt64 { Platform.nanoseconds() }
}
