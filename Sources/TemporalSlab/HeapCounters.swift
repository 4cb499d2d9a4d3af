import Synchronization

/// Why a heap left its fast path, counted by the owner.
struct HeapCounters: ~Copyable {
  /// Times a cell moved to another word of its slab.
  let wordRefills = Atomic<Int>(0)
  let partialRefills = Atomic<Int>(0)
  let cacheRefills = Atomic<Int>(0)
  let poolRefills = Atomic<Int>(0)
  let freshRefills = Atomic<Int>(0)
  let epochEntries = Atomic<Int>(0)
  /// Cells that were made ready.
  let readyCells = Atomic<Int>(0)
  let lateDrains = Atomic<Int>(0)
  let retainedSlabs = Atomic<Int>(0)
  let collectedFrees = Atomic<Int>(0)
  let sharedFrees = Atomic<Int>(0)
  let sharedSlabs = Atomic<Int>(0)
  let rejectedSizes = Atomic<Int>(0)
  let rejectedUnknownEpochs = Atomic<Int>(0)
  let rejectedStaleEpochs = Atomic<Int>(0)
  let rejectedClosingEpochs = Atomic<Int>(0)
  let rejectedForMemory = Atomic<Int>(0)
  let rejectedFrees = Atomic<Int>(0)
}

extension Atomic where Value == Int {
  /// Adds without a locked instruction; for counters that one thread writes.
  @inline(__always) func count(_ amount: Int = 1) {
    store(load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }
}
