import Synchronization

/// Sums over an allocator's heaps, and its pool. Reading them changes and stops nothing.
public struct AllocatorCounters: Hashable, Sendable {
  /// Slab ids used for the first time.
  public var createdSlabs = 0
  /// Times that an empty slab was taken out of its epoch, at a close or after it.
  public var recycledSlabs = 0
  /// Those of them that a free recycled after the close.
  public var lateDrains = 0
  /// Slabs of closed epochs that hold live objects.
  public var retainedSlabs = 0
  /// Empty slabs that heaps keep with their memory.
  public var cachedSlabs = 0
  /// Empty slabs that the pool has with their memory: as many as one heap may cache of what ended
  /// heaps had cached and other threads have emptied, and what the system did not take back.
  public var pooledSlabs = 0
  /// Slab ids retired because their generations are used up.
  public var retiredSlabs = 0
  /// Bytes of slabs that have memory: in use, cached and pooled.
  public var committedByteCount = 0
  /// Bytes of what the allocator knows of its slabs and heaps, at most: records, wide slabs' words,
  /// lists of slab ids, and the heaps' tables. Address space that was never touched is not counted.
  public var metadataByteCount = 0
  /// Calls of madvise(2) for slabs beyond a cache.
  public var decommitCalls = 0
  /// Bytes that those calls gave back.
  public var decommittedByteCount = 0
  /// Those calls that failed; the slab keeps its memory and is used again first.
  public var decommitFailures = 0
  /// Allocations that were refused with an error: the sum of the reasons that follow.
  public var rejectedAllocations: Int {
    rejectedSizes + rejectedUnknownEpochs + rejectedStaleEpochs + rejectedClosingEpochs
      + rejectedForMemory
  }
  /// Allocations of a size that no class holds.
  public var rejectedSizes = 0
  /// Allocations in an epoch that this allocator never opened.
  public var rejectedUnknownEpochs = 0
  /// Allocations in an epoch whose slot serves a later era.
  public var rejectedStaleEpochs = 0
  /// Allocations in an epoch that is stopped, closed or being closed.
  public var rejectedClosingEpochs = 0
  /// Allocations that found neither address space nor memory for a slab.
  public var rejectedForMemory = 0
  /// Frees that returned false.
  public var rejectedFrees = 0
  /// Frees that went through a slab's remote word.
  public var sharedFrees = 0
  /// Slabs that started shared.
  public var sharedSlabs = 0
  /// Slow allocations that found another word in the current slab.
  public var wordRefills = 0
  /// Slow allocations that took a partial slab of the epoch.
  public var partialRefills = 0
  /// Slow allocations that took an empty slab from the heap's cache.
  public var cacheRefills = 0
  /// Slow allocations that took a slab back from the pool.
  public var poolRefills = 0
  /// Slow allocations that took a slab never used before.
  public var freshRefills = 0
  /// First allocations of a heap in an epoch.
  public var epochEntries = 0
}

extension SlabAllocator {
  /// The counters at this moment; O(heaps).
  public var counters: AllocatorCounters { core.counters }

  /// Slabs of closed epochs that hold live objects: the theorem's R(t); O(heaps).
  public var retainedSlabCount: Int { core.retainedSlabCount }

  /// Bytes of slabs that have memory; O(1).
  public var committedByteCount: Int { core.committedByteCount }
}

extension SlabCore {
  var committedByteCount: Int {
    table.counters.committed.load(ordering: .relaxed) << table.slabShift
  }

  var retainedSlabCount: Int {
    var count = 0
    forEachHeap { count += $0.pointee.counters.retainedSlabs.load(ordering: .relaxed) }
    return count
  }

  /// Runs `body` for every heap that was ever made, in use or vacant. Entries are published by
  /// release and never taken back.
  func forEachHeap(_ body: (HeapPointer) -> Void) {
    for index in 0..<registry.pointee.heapCount.load(ordering: .acquiring) {
      body(heaps[index].unsafelyUnwrapped)
    }
  }

  var counters: AllocatorCounters {
    var sums = AllocatorCounters()
    sums.createdSlabs = table.counters.created.load(ordering: .relaxed)
    sums.pooledSlabs = table.counters.kept.load(ordering: .relaxed)
    sums.retiredSlabs = table.counters.retired.load(ordering: .relaxed)
    sums.committedByteCount = committedByteCount
    sums.metadataByteCount = sums.createdSlabs * table.metadataBytesPerSlab
    sums.decommitCalls = table.counters.decommitCalls.load(ordering: .relaxed)
    sums.decommittedByteCount = table.counters.decommittedBytes.load(ordering: .relaxed)
    sums.decommitFailures = table.counters.decommitFailures.load(ordering: .relaxed)
    forEachHeap { sums.add($0, classCount: table.classCount) }
    return sums
  }
}

extension AllocatorCounters {
  fileprivate mutating func add(_ heap: HeapPointer, classCount: Int) {
    func read(_ counter: borrowing Atomic<Int>) -> Int { counter.load(ordering: .relaxed) }
    metadataByteCount +=
      HeapRecord.byteCount(slotCount: heap.pointee.slotCount)
      + read(heap.pointee.counters.readyCells) * Cell.stackCapacity * MemoryLayout<UInt64>.stride
    for sizeClass in 0..<classCount {
      let totals = heap.pointee.classCounters + sizeClass
      recycledSlabs += read(totals.pointee.recycledToCache)
      recycledSlabs += read(totals.pointee.recycledBeyondCache)
      cachedSlabs += read(heap.pointee.cachedCounts[sizeClass])
    }
    lateDrains += read(heap.pointee.counters.lateDrains)
    retainedSlabs += read(heap.pointee.counters.retainedSlabs)
    rejectedSizes += read(heap.pointee.counters.rejectedSizes)
    rejectedUnknownEpochs += read(heap.pointee.counters.rejectedUnknownEpochs)
    rejectedStaleEpochs += read(heap.pointee.counters.rejectedStaleEpochs)
    rejectedClosingEpochs += read(heap.pointee.counters.rejectedClosingEpochs)
    rejectedForMemory += read(heap.pointee.counters.rejectedForMemory)
    rejectedFrees += read(heap.pointee.counters.rejectedFrees)
    sharedFrees += read(heap.pointee.counters.sharedFrees)
    sharedSlabs += read(heap.pointee.counters.sharedSlabs)
    wordRefills += read(heap.pointee.counters.wordRefills)
    partialRefills += read(heap.pointee.counters.partialRefills)
    cacheRefills += read(heap.pointee.counters.cacheRefills)
    poolRefills += read(heap.pointee.counters.poolRefills)
    freshRefills += read(heap.pointee.counters.freshRefills)
    epochEntries += read(heap.pointee.counters.epochEntries)
  }
}
