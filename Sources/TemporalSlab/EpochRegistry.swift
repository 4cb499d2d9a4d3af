import Synchronization

/// What is written at every change of epochs: one cache line, apart from what is only read.
///
/// All of it is atomic, as changing a plain field would be an access to the lock as well.
struct EpochRegistry: ~Copyable {
  /// The epoch lock: opening, closing, and making and ending heaps.
  let lock = Lock(())
  let currentSlot = Atomic<Int>(0)
  /// Entries of `heaps`.
  let heapCount = Atomic<Int>(0)
  /// The first of the heaps that belong to no `SlabHeap`, as index + 1; 0 for none. Under the lock.
  let firstVacantHeap = Atomic<Int>(0)
  /// Whether heaps that belong to no `SlabHeap` may have shared frees to collect.
  let vacantHeapsHaveWork = Atomic<Bool>(false)
  /// The era that was given last, and the last of those that are the allocator's to give. Under the
  /// lock.
  let era = Atomic<UInt64>(0)
  let lastOwnEra = Atomic<UInt64>(0)
}

/// Eras come from one counter for the whole process, so that no two allocators share one.
private let lastEra = Atomic<UInt64>(0)

extension SlabCore {
  /// Eras that an allocator takes at a time.
  private static let eraStep: UInt64 = 1_024

  /// The next era, larger than all before it. The caller holds the epoch lock.
  func nextEra() -> UInt64 {
    var era = registry.pointee.era.load(ordering: .relaxed)
    if era == registry.pointee.lastOwnEra.load(ordering: .relaxed) {
      let last = lastEra.add(Self.eraStep, ordering: .relaxed).newValue
      registry.pointee.lastOwnEra.store(last, ordering: .relaxed)
      era = last - Self.eraStep
    }
    era += 1
    registry.pointee.era.store(era, ordering: .relaxed)
    return era
  }
}
