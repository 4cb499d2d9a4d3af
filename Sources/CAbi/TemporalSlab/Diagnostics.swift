import CTemporalSlab
import TemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A copy of the entries that C may free with `free()`; nil when there are none, or no memory.
private func copyForC<Entry>(_ entries: [Entry]) -> UnsafeMutablePointer<Entry>? {
  if entries.isEmpty { return nil }
  let block = malloc(entries.count * MemoryLayout<Entry>.stride)
  guard let copy = block?.bindMemory(to: Entry.self, capacity: entries.count) else { return nil }
  for (index, entry) in entries.enumerated() { (copy + index).initialize(to: entry) }
  return copy
}

@c @implementation
package func slab_detect_epoch_leaks(
  _ allocator: OpaquePointer?, _ threshold_sec: UInt32, _ max_top: UInt32,
  _ out: UnsafeMutablePointer<EpochLeakReport>?
) -> UInt32 {
  var candidates: [EpochLeakCandidate] = []
  if let allocator = AllocatorPointer(allocator) {
    candidates = leakCandidates(allocator, atLeast: UInt64(threshold_sec))
  }
  let found = UInt32(candidates.count)
  guard let out else { return found }
  let top = copyForC(Array(candidates.prefix(Int(max_top))))
  out.pointee = EpochLeakReport(
    version: UInt32(SLAB_DIAGNOSTICS_VERSION), threshold_sec: threshold_sec,
    candidate_count: found, top_count: top == nil ? 0 : min(found, max_top), candidates: top)
  return found
}

/// The classes of epochs that hold live objects after `seconds`, most bytes first.
private func leakCandidates(
  _ allocator: AllocatorPointer, atLeast seconds: UInt64
) -> [EpochLeakCandidate] {
  let slabs = allocator.pointee.slabs
  let census = slabs.census()
  let time = MonotonicClock.nanoseconds
  var candidates: [EpochLeakCandidate] = []
  for slot in 0..<AllocatorState.ringSlots {
    let now = slabs.slotState(slot)
    let age = (max(time, now.openedAt) - now.openedAt) / 1_000_000_000
    if age < seconds { continue }
    for (index, size) in slabs.configuration.sizeClasses.enumerated() {
      let held = census[index][slot]
      if held.liveObjects == 0 { continue }
      var candidate = EpochLeakCandidate()
      candidate.class_index = UInt32(index)
      candidate.object_size = UInt32(size)
      candidate.epoch_id = EpochId(slot)
      candidate.epoch_era = now.epoch.era
      Label.write(now.label, to: &candidate.label)
      candidate.age_sec = age
      candidate.alloc_count = UInt64(held.liveObjects)
      candidate.estimated_rss_bytes = UInt64(held.slabs) * UInt64(SLAB_PAGE_SIZE)
      candidate.partial_slab_count = UInt32(held.partialSlabs)
      candidate.full_slab_count = UInt32(held.fullSlabs)
      candidate.reclaimable_slab_count = UInt32(held.emptySlabs)
      candidates.append(candidate)
    }
  }
  candidates.sort { $0.estimated_rss_bytes > $1.estimated_rss_bytes }
  return candidates
}

@c @implementation
package func slab_analyze_slow_path(
  _ allocator: OpaquePointer?, _ out: UnsafeMutablePointer<SlowPathReport>?
) {
  guard let out else { return }
  var classes: [SlowPathAttribution] = []
  if let allocator = AllocatorPointer(allocator) {
    for (index, totals) in allocator.pointee.slabs.classTotals.enumerated()
    where totals.slowAllocations > 0 {
      classes.append(SlowPathAttribution(index, totals))
    }
  }
  let copy = copyForC(classes)
  out.pointee = SlowPathReport(
    version: UInt32(SLAB_DIAGNOSTICS_VERSION),
    class_count: copy == nil ? 0 : UInt32(classes.count), classes: copy)
}

extension SlowPathAttribution {
  fileprivate init(_ index: Int, _ totals: ClassTotals) {
    self.init()
    func percent(_ count: Int) -> Double { 100 * Double(count) / Double(totals.slowAllocations) }
    class_index = UInt32(index)
    object_size = UInt32(totals.objectSize)
    total_slow_path_hits = UInt64(totals.slowAllocations)
    cache_miss_count = UInt64(totals.newSlabs)
    epoch_closed_count = UInt64(totals.closedEpochs)
    partial_null_count = UInt64(totals.emptyCells)
    partial_full_count = UInt64(totals.exhaustedCells)
    cache_miss_pct = percent(totals.newSlabs)
    epoch_closed_pct = percent(totals.closedEpochs)
    partial_null_pct = percent(totals.emptyCells)
    partial_full_pct = percent(totals.exhaustedCells)
    Label.write(Self.recommendation(for: totals), to: &recommendation)
  }

  private static func recommendation(for totals: ClassTotals) -> String {
    let half = totals.slowAllocations / 2
    if totals.closedEpochs > half {
      return "most were refused: allocate in an epoch that is open"
    }
    if totals.newSlabs > half {
      return "most took a slab from outside the cache: close epochs as soon as they drain"
    }
    if totals.emptyCells > half {
      return "most were the first of a thread in an epoch: advance less often"
    }
    return "nothing stands out"
  }
}

@c @implementation
package func slab_analyze_reclamation(
  _ allocator: OpaquePointer?, _ out: UnsafeMutablePointer<ReclamationReport>?
) {
  guard let out else { return }
  out.pointee = ReclamationReport()
  out.pointee.version = UInt32(SLAB_DIAGNOSTICS_VERSION)
  guard let allocator = AllocatorPointer(allocator) else { return }
  let slabs = allocator.pointee.slabs
  for totals in slabs.classTotals {
    out.pointee.total_madvise_calls += UInt64(totals.decommitCalls)
    out.pointee.total_madvise_bytes += UInt64(totals.decommittedByteCount)
    out.pointee.total_madvise_failures += UInt64(totals.decommitFailures)
  }
  let census = slabs.census()
  var epochs: [EpochReclamation] = []
  for slot in 0..<AllocatorState.ringSlots {
    let now = slabs.slotState(slot)
    for (index, slots) in census.enumerated() where slots[slot].recycledSlabs > 0 {
      epochs.append(EpochReclamation(index, slots[slot], now))
    }
  }
  out.pointee.epochs = copyForC(epochs)
  out.pointee.epoch_count = out.pointee.epochs == nil ? 0 : UInt32(epochs.count)
}

extension EpochReclamation {
  fileprivate init(_ index: Int, _ came: SlotCensus, _ now: SlotState) {
    self.init()
    class_index = UInt32(index)
    epoch_id = EpochId(now.epoch.slot)
    epoch_era = now.epoch.era
    slabs_recycled = UInt64(came.recycledSlabs)
    bytes_madvised = UInt64(came.returnedByteCount)
    rss_before = UInt64(now.residentBytesBeforeClose)
    rss_after = UInt64(now.residentBytesAfterClose)
    rss_delta = Int64(now.residentBytesAfterClose - now.residentBytesBeforeClose)
    was_closed = now.state == .closed
    Label.write(now.label, to: &label)
  }
}
