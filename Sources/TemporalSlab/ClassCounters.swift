import Synchronization

/// What a heap counts by size class when it leaves its fast path; written by the owner alone.
struct ClassCounters: ~Copyable {
  let slowAllocations = Atomic<Int>(0)
  let closedEpochs = Atomic<Int>(0)
  let emptyCells = Atomic<Int>(0)
  let exhaustedCells = Atomic<Int>(0)
  let newSlabs = Atomic<Int>(0)
  let filledSlabs = Atomic<Int>(0)
  let reopenedSlabs = Atomic<Int>(0)
  let recycledToCache = Atomic<Int>(0)
  let recycledBeyondCache = Atomic<Int>(0)
  let scannedSlabs = Atomic<Int>(0)
  let recycledAtClose = Atomic<Int>(0)
  let decommitCalls = Atomic<Int>(0)
  let decommittedBytes = Atomic<Int>(0)
  let decommitFailures = Atomic<Int>(0)

  /// Counts a slab that was offered to the system, which took `bytes` of it: all or nothing.
  func countDecommit(_ bytes: Int) {
    decommitCalls.count()
    decommittedBytes.count(bytes)
    if bytes == 0 { decommitFailures.count() }
  }
}

/// How often epochs were closed by slot alone, and how long that took. Under the epoch lock.
struct CloseTotals: ~Copyable {
  let calls = Atomic<Int>(0)
  let nanoseconds = Atomic<UInt64>(0)

  func add(since began: UInt64) {
    calls.count()
    let sum = nanoseconds.load(ordering: .relaxed) &+ (Platform.nanoseconds() &- began)
    nanoseconds.store(sum, ordering: .relaxed)
  }
}

/// What came back of one class's slabs in one epoch slot.
struct ReclaimedSlabs: ~Copyable {
  /// Those that went to a cache while the slot was scanned. Written by the thread that scans alone.
  let scannedSlabs = Atomic<Int>(0)
  /// All others. Any heap may count here, at any time.
  let otherSlabs = Atomic<Int>(0)
  let bytes = Atomic<Int>(0)

  var slabs: Int { scannedSlabs.load(ordering: .relaxed) + otherSlabs.load(ordering: .relaxed) }
}

/// An epoch slot's `ReclaimedSlabs`, by class.
struct ReclaimedByClass {
  let first: UnsafeMutablePointer<ReclaimedSlabs>
  /// The slot's entry, which knows the classes that are not zero.
  let epoch: UnsafeMutablePointer<EpochRecord>

  /// One class's part.
  struct Class {
    let entry: UnsafeMutablePointer<ReclaimedSlabs>

    func addBytes(_ bytes: Int) { entry.pointee.bytes.wrappingAdd(bytes, ordering: .relaxed) }
  }

  @inline(__always)
  func count(_ sizeClass: Int, _ slabs: Int = 1) -> Class {
    first[sizeClass].otherSlabs.wrappingAdd(slabs, ordering: .relaxed)
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: sizeClass)
    if epoch.pointee.reclaimedClasses.load(ordering: .relaxed) & bit == 0 {
      epoch.pointee.reclaimedClasses.bitwiseOr(bit, ordering: .relaxed)
    }
    return Class(entry: first + sizeClass)
  }

  /// The same without a locked instruction, for the thread that scans the slot.
  @inline(__always)
  func countInScan(_ sizeClass: Int, _ slabs: Int) {
    first[sizeClass].scannedSlabs.count(slabs)
    let classes = epoch.pointee.scannedClasses.load(ordering: .relaxed)
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: sizeClass)
    epoch.pointee.scannedClasses.store(classes | bit, ordering: .relaxed)
  }

  @inline(__always)
  func clear() {
    var classes =
      epoch.pointee.reclaimedClasses.load(ordering: .relaxed)
      | epoch.pointee.scannedClasses.load(ordering: .relaxed)
    epoch.pointee.reclaimedClasses.store(0, ordering: .relaxed)
    epoch.pointee.scannedClasses.store(0, ordering: .relaxed)
    while classes != 0 {
      let sizeClass = classes.trailingZeroBitCount
      first[sizeClass].scannedSlabs.store(0, ordering: .relaxed)
      first[sizeClass].otherSlabs.store(0, ordering: .relaxed)
      first[sizeClass].bytes.store(0, ordering: .relaxed)
      classes &= classes &- 1
    }
  }
}

extension HeapPointer {
  /// The error, counted by its reason.
  func counting(_ error: AllocationError) -> AllocationError {
    switch error {
    case .invalidSize: pointee.counters.rejectedSizes.count()
    case .unknownEpoch: pointee.counters.rejectedUnknownEpochs.count()
    case .staleEpoch: pointee.counters.rejectedStaleEpochs.count()
    case .epochClosing: pointee.counters.rejectedClosingEpochs.count()
    case .addressSpaceExhausted, .outOfMemory: pointee.counters.rejectedForMemory.count()
    }
    return error
  }
}
