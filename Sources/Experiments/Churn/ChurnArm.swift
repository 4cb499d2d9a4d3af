import Results
import Statistics
import TemporalSlab

/// One run of the churn workload.
struct ChurnArm: Arm {
  var configuration: ChurnConfiguration

  static let kind = Churn.name

  var work: Double {
    Double(configuration.liveObjects + configuration.cycles * configuration.replaced)
  }

  var label: String { "churn seed=\(configuration.seed)" }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> [ChurnRow] {
    var slabs = SlabConfiguration()
    slabs.slabSize = configuration.slabSize
    var run = try ChurnRun(configuration, SlabAllocator(slabs))
    return try run.finish()
  }
}

/// The state of a churn run.
///
/// The first byte of an object tells whether it is of the fill, so that what was replaced is counted
/// in the objects themselves.
private struct ChurnRun: ~Copyable {
  let configuration: ChurnConfiguration
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  var epoch: Epoch
  var random: Xoshiro256StarStar
  let memory = ResidentMemory()
  /// The live objects come first.
  let objects: UnsafeMutableBufferPointer<Allocation>
  var live = 0
  var refused = 0
  var samples: [ChurnRow] = []

  private static let ofFill: UInt8 = 1
  private static let laterOne: UInt8 = 2

  init(_ configuration: ChurnConfiguration, _ allocator: SlabAllocator<NoObserver>) throws {
    let epoch = try allocator.openPersistent()
    heap = try allocator.makeHeap()
    self.epoch = epoch
    self.configuration = configuration
    self.allocator = allocator
    random = Xoshiro256StarStar(seed: configuration.seed)
    objects = .allocate(capacity: configuration.liveObjects)
    samples.reserveCapacity(
      3 + (configuration.cycles + 2 * configuration.phaseCycles) / configuration.sampleEvery)
  }

  deinit { objects.deallocate() }

  mutating func finish() throws -> [ChurnRow] {
    for _ in 0..<configuration.liveObjects { try allocate(marked: Self.ofFill) }
    // A cycle before the first sample: what the first use of each path touches is there by then.
    try replace()
    sample(.replace, 0)
    for cycle in 1...configuration.cycles {
      try replace()
      if cycle % configuration.sampleEvery == 0 { sample(.replace, cycle) }
    }
    try close()
    for cycle in 1...configuration.phaseCycles {
      let share = Double(cycle) / Double(configuration.phaseCycles)
      free(to: liveObjects(at: share))
      sampleInPhase(.shrink, cycle)
    }
    epoch = try allocator.openPersistent()
    for cycle in 1...configuration.phaseCycles {
      let share = 1 - Double(cycle) / Double(configuration.phaseCycles)
      while live < liveObjects(at: share) { try allocate(marked: Self.laterOne) }
      sampleInPhase(.grow, configuration.phaseCycles + cycle)
    }
    let counted = try allocator.checkInvariants()
    guard counted == live, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(live) objects, \(counted) live in the allocator, \(refused) frees refused")
    }
    return samples
  }

  /// The objects that are live when a share of the shrink is done.
  private func liveObjects(at share: Double) -> Int {
    let freed = Double(configuration.liveObjects - configuration.shrunkObjects) * share
    return configuration.liveObjects - Int(freed.rounded())
  }

  private mutating func allocate(marked mark: UInt8) throws {
    (objects.baseAddress! + live).initialize(to: try object(marked: mark))
    live += 1
  }

  private func object(marked mark: UInt8) throws -> Allocation {
    let object = try heap.allocate(configuration.objectSize, in: epoch)
    object.touch()
    object.pointer.storeBytes(of: mark, as: UInt8.self)
    return object
  }

  /// Replaces random objects.
  private mutating func replace() throws {
    for _ in 0..<configuration.replaced {
      let index = Int(truncatingIfNeeded: random.nextBounded(UInt64(configuration.liveObjects)))
      if !heap.free(objects[index].handle) { refused += 1 }
      objects[index] = try object(marked: Self.laterOne)
    }
  }

  /// Closes the epoch, whose slabs go back from then on as they empty, and puts the objects in the
  /// order of their addresses, so that they empty one after the other.
  private mutating func close() throws {
    _ = try heap.close(epoch)
    var all = objects
    all.sort { $0.pointer < $1.pointer }
  }

  /// Frees the objects with the highest addresses.
  private mutating func free(to count: Int) {
    while live > count {
      live -= 1
      if !heap.free(objects[live].handle) { refused += 1 }
    }
  }

  private mutating func sampleInPhase(_ phase: ChurnPhase, _ cycle: Int) {
    let isLast = cycle % configuration.phaseCycles == 0
    if isLast || cycle % configuration.sampleEvery == 0 {
      sample(phase, configuration.cycles + cycle)
    }
  }

  private mutating func sample(_ phase: ChurnPhase, _ cycle: Int) {
    let rss = memory.byteCount
    let counters = allocator.counters
    let replaced = objects[..<live].count { $0.pointer.load(as: UInt8.self) == Self.laterOne }
    samples.append(
      ChurnRow(
        phase: phase, cycle: cycle, rssBytes: rss, committedBytes: counters.committedByteCount,
        liveObjects: live, replacedObjects: replaced, slabsCreated: counters.createdSlabs,
        slabsRecycled: counters.recycledSlabs))
  }
}
