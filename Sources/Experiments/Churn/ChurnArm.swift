import Results
import Statistics
import TemporalSlab

/// One run of the churn workload.
struct ChurnArm: Arm {
  var configuration: ChurnConfiguration

  /// What one run gives.
  struct Outcome: Codable, Sendable {
    /// The samples, by cycle; the first is the fill.
    var samples: [Sample] = []
  }

  /// The state of the run after some cycles.
  struct Sample: Codable, Sendable {
    var cycle = 0
    var rssBytes = 0
    var committedBytes = 0
    var liveObjects = 0
    var slabsCreated = 0
    var slabsRecycled = 0
  }

  static let kind = Churn.name

  var label: String { "churn seed=\(configuration.seed)" }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> Outcome {
    let liveObjects = configuration.liveObjects
    var slabs = SlabConfiguration()
    slabs.slabSize = configuration.slabSize
    let allocator = try SlabAllocator(slabs)
    let heap = try allocator.makeHeap()
    let epoch = try allocator.openPersistent()
    var random = Xoshiro256StarStar(seed: configuration.seed)
    let memory = ResidentMemory()
    var outcome = Outcome(
      samples: Array(
        repeating: Sample(), count: 1 + configuration.cycles / configuration.sampleEvery))

    let live = UnsafeMutablePointer<SlabHandle>.allocate(capacity: liveObjects)
    defer { live.deallocate() }
    for index in 0..<liveObjects {
      let object = try heap.allocate(configuration.objectSize, in: epoch)
      object.touch()
      live[index] = object.handle
    }
    // A cycle before the first sample: what the first use of each path touches is there by then.
    var refused = try replace(heap, epoch, live, &random)
    for cycle in 0...configuration.cycles {
      if cycle > 0 { refused += try replace(heap, epoch, live, &random) }
      if cycle % configuration.sampleEvery == 0 {
        let counters = allocator.counters
        outcome.samples[cycle / configuration.sampleEvery] = Sample(
          cycle: cycle, rssBytes: memory.byteCount,
          committedBytes: counters.committedByteCount, liveObjects: liveObjects,
          slabsCreated: counters.createdSlabs, slabsRecycled: counters.recycledSlabs)
      }
    }
    let counted = try allocator.checkInvariants()
    guard counted == liveObjects, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(liveObjects) objects, \(counted) live in the allocator, \(refused) frees refused")
    }
    return outcome
  }

  /// Replaces random objects; how many frees were refused.
  private func replace(
    _ heap: borrowing SlabHeap<NoObserver>, _ epoch: Epoch,
    _ live: UnsafeMutablePointer<SlabHandle>, _ random: inout Xoshiro256StarStar
  ) throws -> Int {
    var refused = 0
    for _ in 0..<configuration.replaced {
      let index = Int(truncatingIfNeeded: random.nextBounded(UInt64(configuration.liveObjects)))
      if !heap.free(live[index]) { refused += 1 }
      let object = try heap.allocate(configuration.objectSize, in: epoch)
      object.touch()
      live[index] = object.handle
    }
    return refused
  }
}
