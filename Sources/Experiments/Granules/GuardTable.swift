import Synchronization

/// The epoch of an epoch-based reclaimer, and the guards of its readers.
///
/// A reader holds a guard while it may hold references. The guard is a word with the epoch in which
/// the reader entered; the reclaimer reads all words. Any thread may be a reader, each in slots of
/// its own; one thread advances.
final class GuardTable: Sendable {
  private let epoch = Atomic<UInt64>(1)
  /// The entry epochs; 0 where no reader is.
  private nonisolated(unsafe) let entries: UnsafeMutablePointer<Atomic<UInt64>>
  /// Guards that can be held at once.
  let capacity: Int

  /// A table for `capacity` guards, 1 or more.
  init(capacity: Int) {
    self.capacity = capacity
    entries = .allocate(capacity: capacity)
    for slot in 0..<capacity { (entries + slot).initialize(to: Atomic(0)) }
  }

  deinit {
    entries.deinitialize(count: capacity)
    entries.deallocate()
  }

  /// The current epoch, from 1.
  var current: UInt64 { epoch.load(ordering: .acquiring) }

  /// Begins a read: what is reachable from now on is not reclaimed before `leave`.
  ///
  /// The fence puts the entry before every reference that the reader then takes. A reclaimer that
  /// has missed the entry had fenced before it, so the reader sees what was unlinked by then as
  /// unlinked.
  func enter(_ slot: Int) {
    entries[slot].store(epoch.load(ordering: .acquiring), ordering: .relaxed)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// Ends a read; the reader has dropped its references.
  func leave(_ slot: Int) { entries[slot].store(0, ordering: .releasing) }

  /// Begins the next epoch; for the reclaimer alone.
  func advance() { epoch.add(1, ordering: .sequentiallyConsistent) }

  /// The epoch in which the oldest reader entered; `UInt64.max` when there is none. O(capacity).
  func oldestEntry() -> UInt64 {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    var oldest = UInt64.max
    for slot in 0..<capacity {
      let entry = entries[slot].load(ordering: .acquiring)
      if entry != 0 { oldest = min(oldest, entry) }
    }
    return oldest
  }
}
