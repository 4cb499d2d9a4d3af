import CTemporalSlab
import TemporalSlab

@c @implementation
package func get_perf_counters(
  _ allocator: OpaquePointer?, _ size_class: UInt32, _ out: UnsafeMutablePointer<PerfCounters>?
) {
  guard let out else { return }
  out.pointee = PerfCounters()
  guard let allocator = AllocatorPointer(allocator), size_class < UInt32(SLAB_CLASS_COUNT)
  else { return }
  let totals = allocator.pointee.slabs.classTotals[Int(size_class)]
  out.pointee.slow_path_hits = UInt64(totals.slowAllocations)
  out.pointee.new_slab_count = UInt64(totals.newSlabs)
  out.pointee.list_move_partial_to_full = UInt64(totals.filledSlabs)
  out.pointee.list_move_full_to_partial = UInt64(totals.reopenedSlabs)
  out.pointee.current_partial_null = UInt64(totals.emptyCells)
  out.pointee.current_partial_full = UInt64(totals.exhaustedCells)
  out.pointee.empty_slab_recycled = UInt64(totals.recycledToCache)
  out.pointee.empty_slab_overflowed = UInt64(totals.recycledBeyondCache)
}

@c @implementation
package func slab_object_count(_ object_size: UInt32) -> UInt32 {
  let configuration = SlabConfiguration()
  let size = Int(object_size)
  guard size > 0, let holding = configuration.sizeClasses.first(where: { size <= $0 })
  else { return 0 }
  return UInt32(configuration.capacity(ofObjectSize: holding))
}

@c @implementation
package func read_rss_bytes_linux() -> UInt64 { UInt64(ResidentMemory().byteCount) }

@c @implementation
package func now_ns() -> UInt64 { MonotonicClock.nanoseconds }

@c @implementation
package func slab_stats_global(
  _ allocator: OpaquePointer?, _ out: UnsafeMutablePointer<SlabGlobalStats>?
) {
  guard let out else { return }
  out.pointee = SlabGlobalStats()
  out.pointee.version = UInt32(SLAB_STATS_VERSION)
  guard let allocator = AllocatorPointer(allocator) else { return }
  let slabs = allocator.pointee.slabs
  out.pointee.current_epoch = epoch_current(OpaquePointer(allocator))
  let active = (0..<EpochId(AllocatorState.ringSlots)).count { slabs.takesAllocations(slot: $0) }
  out.pointee.active_epoch_count = UInt32(active)
  out.pointee.closing_epoch_count = UInt32(AllocatorState.ringSlots - active)
  out.pointee.net_slabs = UInt64(slabs.committedByteCount / Int(SLAB_PAGE_SIZE))
  out.pointee.estimated_slab_rss_bytes = UInt64(slabs.committedByteCount)
  out.pointee.rss_bytes_current = read_rss_bytes_linux()
  for totals in slabs.classTotals {
    out.pointee.total_slabs_allocated += UInt64(totals.newSlabs)
    out.pointee.total_slabs_recycled += UInt64(totals.recycledSlabs)
    out.pointee.total_slow_path_hits += UInt64(totals.slowAllocations)
    out.pointee.total_cache_overflows += UInt64(totals.recycledBeyondCache)
    out.pointee.total_slow_cache_miss += UInt64(totals.newSlabs)
    out.pointee.total_slow_epoch_closed += UInt64(totals.closedEpochs)
    out.pointee.total_madvise_calls += UInt64(totals.decommitCalls)
    out.pointee.total_madvise_bytes += UInt64(totals.decommittedByteCount)
    out.pointee.total_madvise_failures += UInt64(totals.decommitFailures)
  }
}

@c @implementation
package func slab_stats_class(
  _ allocator: OpaquePointer?, _ size_class: UInt32,
  _ out: UnsafeMutablePointer<SlabClassStats>?
) {
  guard let out else { return }
  out.pointee = SlabClassStats()
  out.pointee.version = UInt32(SLAB_STATS_VERSION)
  out.pointee.class_index = size_class
  guard let allocator = AllocatorPointer(allocator), size_class < UInt32(SLAB_CLASS_COUNT)
  else { return }
  let slabs = allocator.pointee.slabs
  out.pointee.add(slabs.classTotals, Int(size_class))
  out.pointee.add(slabs.closeTotals, of: slabs.classTotals)
  out.pointee.add(slabs.snapshot().classes[Int(size_class)])
  out.pointee.cache_capacity = UInt32(slabs.configuration.cachedSlabLimit)
}

extension SlabClassStats {
  fileprivate mutating func add(_ classes: [ClassTotals], _ index: Int) {
    let totals = classes[index]
    object_size = UInt32(totals.objectSize)
    slow_path_hits = UInt64(totals.slowAllocations)
    new_slab_count = UInt64(totals.newSlabs)
    list_move_partial_to_full = UInt64(totals.filledSlabs)
    list_move_full_to_partial = UInt64(totals.reopenedSlabs)
    current_partial_null = UInt64(totals.emptyCells)
    current_partial_full = UInt64(totals.exhaustedCells)
    empty_slab_recycled = UInt64(totals.recycledToCache)
    empty_slab_overflowed = UInt64(totals.recycledBeyondCache)
    slow_path_cache_miss = UInt64(totals.newSlabs)
    slow_path_epoch_closed = UInt64(totals.closedEpochs)
    madvise_calls = UInt64(totals.decommitCalls)
    madvise_bytes = UInt64(totals.decommittedByteCount)
    madvise_failures = UInt64(totals.decommitFailures)
    epoch_close_scanned_slabs = UInt64(totals.scannedSlabs)
    epoch_close_recycled_slabs = UInt64(totals.recycledAtClose)
    let slabs = totals.recycledSlabs + totals.newSlabs
    recycle_rate_pct = slabs == 0 ? 0 : 100 * Double(totals.recycledSlabs) / Double(slabs)
  }

  /// The class's part of the time of all closes, by slabs scanned; an equal part of all classes
  /// where none was.
  fileprivate mutating func add(
    _ closes: (calls: Int, nanoseconds: UInt64), of classes: [ClassTotals]
  ) {
    epoch_close_calls = UInt64(closes.calls)
    let scanned = classes.reduce(0) { $0 + $1.scannedSlabs }
    let share =
      scanned == 0
      ? 1 / Double(classes.count) : Double(epoch_close_scanned_slabs) / Double(scanned)
    epoch_close_total_ns = UInt64(Double(closes.nanoseconds) * share)
  }

  fileprivate mutating func add(_ now: ClassSnapshot) {
    committed_bytes = UInt64(now.committedByteCount)
    live_bytes = UInt64(now.liveByteCount)
    empty_slabs_count = UInt64(now.emptySlabs + now.cachedSlabs)
    cache_size = UInt32(now.cachedSlabs)
    total_partial_slabs = UInt32(now.partialSlabs)
    total_full_slabs = UInt32(now.fullSlabs)
    net_slabs = UInt64(now.slabs + now.cachedSlabs)
    estimated_rss_bytes = UInt64(now.committedByteCount)
  }
}

@c @implementation
package func slab_stats_epoch(
  _ allocator: OpaquePointer?, _ size_class: UInt32, _ epoch: EpochId,
  _ out: UnsafeMutablePointer<SlabEpochStats>?
) {
  guard let out else { return }
  out.pointee = SlabEpochStats()
  out.pointee.version = UInt32(SLAB_STATS_VERSION)
  out.pointee.class_index = size_class
  out.pointee.epoch_id = epoch
  guard let allocator = AllocatorPointer(allocator), size_class < UInt32(SLAB_CLASS_COUNT),
    epoch < EpochId(AllocatorState.ringSlots)
  else { return }
  let slabs = allocator.pointee.slabs
  let held = slabs.census()[Int(size_class)][Int(epoch)]
  let now = slabs.slotState(Int(epoch))
  out.pointee.object_size = UInt32(slabs.configuration.sizeClasses[Int(size_class)])
  out.pointee.epoch_era = now.epoch.era
  out.pointee.state = now.state == .open ? EPOCH_ACTIVE : EPOCH_CLOSING
  out.pointee.open_since_ns = now.openedAt
  Label.write(now.label, to: &out.pointee.label)
  out.pointee.rss_before_close = UInt64(now.residentBytesBeforeClose)
  out.pointee.rss_after_close = UInt64(now.residentBytesAfterClose)
  out.pointee.alloc_count = UInt64(held.liveObjects)
  out.pointee.partial_slab_count = UInt32(held.partialSlabs)
  out.pointee.full_slab_count = UInt32(held.fullSlabs)
  out.pointee.estimated_rss_bytes = UInt64(held.slabs) * UInt64(SLAB_PAGE_SIZE)
  out.pointee.reclaimable_slab_count = UInt32(held.emptySlabs)
  out.pointee.reclaimable_bytes = UInt64(held.emptySlabs) * UInt64(SLAB_PAGE_SIZE)
}

extension SlabAllocator {
  fileprivate func takesAllocations(slot: EpochId) -> Bool { slotState(Int(slot)).state == .open }
}
