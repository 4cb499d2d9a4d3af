import TemporalSlab

/// Watches a `SlabAllocator` in diagnostic mode: its epochs are the granules, by their eras, and
/// the line that calls `SlabHeap.allocate` is an object's site.
///
///     let configuration = SlabConfiguration()
///     let observer = try DiagnosedAllocation(of: configuration)
///     let allocator = try SlabAllocator(configuration, observer: observer)
///     …
///     for site in observer.profiler.summary() { print(site.site, site.granulesPinned) }
public final class DiagnosedAllocation: AllocationObserver {
  /// Knows the objects.
  public let profiler: DiagnosticProfiler
  private let table: SlotTable

  /// An observer for one allocator.
  ///
  /// - Parameters:
  ///   - configuration: what the allocator is built with.
  ///   - profiler: knows the objects; it watches this allocator alone, since handles of two
  ///     allocators may be equal.
  /// - Throws: `ProfilerError.cannotReserve` without address space for a word a slot.
  public init(
    of configuration: SlabConfiguration, profiler: DiagnosticProfiler = DiagnosticProfiler()
  ) throws(ProfilerError) {
    self.profiler = profiler
    table = try SlotTable(configuration)
  }

  /// A heap's part of the profiler; `retire` ends it.
  public struct Shard {
    let state: DiagnosticShardPointer
  }

  /// A shard for a new heap.
  public func makeShard() -> Shard { Shard(state: profiler.lendShard()) }

  /// Takes back the shard of a heap that has ended.
  public func retire(_ shard: borrowing Shard) { profiler.takeBack(shard.state) }

  /// Opens the epoch's granule.
  public func opened(_ epoch: Epoch) { profiler.open(epoch.era) }

  /// Closes the epoch's granule.
  public func closed(_ epoch: Epoch, _ report: CloseReport) { profiler.close(epoch.era) }

  /// Remembers an object, its epoch and its site.
  public func allocated(
    _ handle: SlabHandle, size: Int, in epoch: Epoch, at site: CallSite, shard: borrowing Shard
  ) {
    table.words[handle] = epoch.era
    profiler.register(
      handle.bits, size: size, in: epoch.era, at: site, shard.state, mayRepeat: true)
  }

  /// Looks up the object's epoch, while its slot is not used again.
  public func willFree(_ handle: SlabHandle, shard: borrowing Shard) -> UInt64 {
    table.words[handle]
  }

  /// Forgets an object.
  public func freed(_ handle: SlabHandle, note era: UInt64, shard: borrowing Shard) {
    profiler.deregister(handle.bits, in: era, shard.state)
  }
}
