import TemporalSlab

/// Watches a `SlabAllocator` in production mode: its epochs are the granules, by their eras.
///
///     let configuration = SlabConfiguration()
///     let observer = try ProfiledAllocation(of: configuration)
///     let allocator = try SlabAllocator(configuration, observer: observer)
///     …
///     observer.profiler.snapshot().dsr
///
/// An object belongs to the epoch that it was allocated in, in both reuse modes. With strict reuse
/// a drained epoch has given back all its slabs. With ring reuse its slabs may hold objects of
/// earlier epochs of the same ring slot, so a drained epoch can leave slabs behind: DSR then tells
/// how well lifetimes are aligned, not how many slabs came back.
///
/// An allocation that runs on one thread while another closes its epoch may be counted after the
/// close, as `ProfilerMisuse.registrationsAfterClose`.
public final class ProfiledAllocation: AllocationObserver {
  /// Counts the epochs.
  public let profiler: DrainProfiler
  private let table: SlotTable

  /// An observer for one allocator.
  ///
  /// - Parameters:
  ///   - configuration: what the allocator is built with.
  ///   - profiler: counts the epochs; eras are unique in the process, so several allocators can
  ///     share one.
  /// - Throws: `ProfilerError.cannotReserve` without address space for a word a slot.
  public init(
    of configuration: SlabConfiguration, profiler: DrainProfiler = DrainProfiler()
  ) throws(ProfilerError) {
    self.profiler = profiler
    table = try SlotTable(configuration)
  }

  /// A heap's part of the profiler. It holds nothing that is counted, so that the fast paths pass
  /// it around for nothing; `retire` ends it.
  public struct Shard {
    @usableFromInline let counts: ShardPointer
    @usableFromInline let slots: SlotWords
  }

  /// A shard for a new heap.
  public func makeShard() -> Shard { Shard(counts: profiler.lendShard(), slots: table.words) }

  /// Takes back the shard of a heap that has ended.
  public func retire(_ shard: borrowing Shard) { profiler.takeBack(shard.counts) }

  /// Opens the epoch's granule.
  public func opened(_ epoch: Epoch) { profiler.open(epoch.era) }

  /// Closes the epoch's granule.
  public func closed(_ epoch: Epoch, _ report: CloseReport) { profiler.close(epoch.era) }

  /// Registers an object in its epoch.
  @inlinable @inline(__always)
  public func allocated(
    _ handle: SlabHandle, size: Int, in epoch: Epoch, at site: CallSite, shard: borrowing Shard
  ) {
    let cell = shard.counts.register(in: epoch.era)
    let note = UInt64(UInt(bitPattern: cell))
    // Within an epoch a slot mostly meets the same cell again; a store would have the free wait for
    // it.
    if shard.slots[handle] != note { shard.slots[handle] = note }
  }

  /// Looks up what counted the object, while its slot is not used again.
  @inlinable @inline(__always)
  public func willFree(_ handle: SlabHandle, shard: borrowing Shard) -> UInt64 {
    shard.slots[handle]
  }

  /// Deregisters an object from its epoch.
  @inlinable @inline(__always)
  public func freed(_ handle: SlabHandle, note cell: UInt64, shard: borrowing Shard) {
    shard.counts.deregister(noted: cell)
  }
}
