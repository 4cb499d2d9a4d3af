import Synchronization

/// What one size class has cost since the allocator was made. Reading it stops nothing.
public struct ClassTotals: Hashable, Sendable {
  /// Bytes of a slot.
  public var objectSize: Int
  /// Allocations that found no free slot at hand, refused ones included.
  public var slowAllocations = 0
  /// Those that were refused because their epoch is stopped or closed.
  public var closedEpochs = 0
  /// Those that took a slab because their heap had none of the class in the epoch.
  public var emptyCells = 0
  /// Those that took a slab because every slab that their heap had there was full.
  public var exhaustedCells = 0
  /// Slabs that came from the pool, as the heap's cache had none.
  public var newSlabs = 0
  /// Times that a slab's last free slot was given out.
  public var filledSlabs = 0
  /// Times that a full slab of an epoch that was not closed had a slot freed.
  public var reopenedSlabs = 0
  /// Empty slabs that went to a heap's cache with their memory.
  public var recycledToCache = 0
  /// Empty slabs that found the cache full: their memory was offered to the system, or, where other
  /// threads had emptied them, went to the pool.
  public var recycledBeyondCache = 0
  /// Slabs that closes looked at.
  public var scannedSlabs = 0
  /// Those of them that were empty and recycled.
  public var recycledAtClose = 0
  /// Slabs that were offered to the system (`madvise`).
  public var decommitCalls = 0
  /// Bytes that it took.
  public var decommittedByteCount = 0
  /// Offers that failed.
  public var decommitFailures = 0

  /// Slabs that were taken out of their epoch empty.
  public var recycledSlabs: Int { recycledToCache + recycledBeyondCache }
}

extension SlabAllocator {
  /// Sums over the heaps for each size class, by ascending size; O(heaps).
  public var classTotals: [ClassTotals] {
    var totals = core.configuration.sizeClasses.map { ClassTotals(objectSize: $0) }
    core.forEachHeap { heap in
      for index in totals.indices { totals[index].add(heap.pointee.classCounters + index) }
    }
    return totals
  }

  /// Calls of `closeHeld` so far, and the nanoseconds that their closes took together; others do
  /// not ask the clock.
  package var closeTotals: (calls: Int, nanoseconds: UInt64) {
    (
      core.closes.pointee.calls.load(ordering: .relaxed),
      core.closes.pointee.nanoseconds.load(ordering: .relaxed)
    )
  }
}

extension ClassTotals {
  fileprivate mutating func add(_ counters: UnsafeMutablePointer<ClassCounters>) {
    func read(_ counter: borrowing Atomic<Int>) -> Int { counter.load(ordering: .relaxed) }
    slowAllocations += read(counters.pointee.slowAllocations)
    closedEpochs += read(counters.pointee.closedEpochs)
    emptyCells += read(counters.pointee.emptyCells)
    exhaustedCells += read(counters.pointee.exhaustedCells)
    newSlabs += read(counters.pointee.newSlabs)
    filledSlabs += read(counters.pointee.filledSlabs)
    reopenedSlabs += read(counters.pointee.reopenedSlabs)
    recycledToCache += read(counters.pointee.recycledToCache)
    recycledBeyondCache += read(counters.pointee.recycledBeyondCache)
    scannedSlabs += read(counters.pointee.scannedSlabs)
    recycledAtClose += read(counters.pointee.recycledAtClose)
    decommitCalls += read(counters.pointee.decommitCalls)
    decommittedByteCount += read(counters.pointee.decommittedBytes)
    decommitFailures += read(counters.pointee.decommitFailures)
  }
}
