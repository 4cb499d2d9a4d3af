import Results
import Statistics
import TemporalSlab

/// One run of the churn workload.
package struct ChurnArm: Arm {
  /// The workload's parameters.
  package var liveObjects, objectSize, cycles, replaced, slabSize, sampleEvery: Int
  /// Seed of the choice of objects.
  package var seed: UInt64

  init(configuration: ChurnConfiguration) {
    liveObjects = configuration.liveObjects
    objectSize = configuration.objectSize
    cycles = configuration.cycles
    replaced = configuration.replaced
    slabSize = configuration.slabSize
    sampleEvery = configuration.sampleEvery
    seed = configuration.seed
  }

  /// What one run gives.
  package struct Outcome: Codable, Sendable {
    /// The samples, by cycle; the first is the fill.
    package var samples: [Sample] = []
  }

  /// The state of the run after some cycles.
  package struct Sample: Codable, Sendable {
    var cycle = 0
    var residentBytes = 0
    var committedBytes = 0
    var liveObjects = 0
    var slabsCreated = 0
    var slabsRecycled = 0
  }

  /// The word that tells these arms from others.
  package static let kind = ChurnConfiguration.experiment

  /// What tells this arm from its siblings.
  package var label: String { "churn seed=\(seed)" }

  /// Runs the workload in this process.
  package func run() throws -> Outcome {
    var configuration = SlabConfiguration()
    configuration.slabSize = slabSize
    let allocator = try SlabAllocator(configuration)
    let heap = try allocator.makeHeap()
    let epoch = try allocator.openPersistent()
    var random = Xoshiro256StarStar(seed: seed)
    let memory = ResidentMemory()
    var outcome = Outcome(
      samples: Array(repeating: Sample(), count: 1 + cycles / sampleEvery))

    let live = UnsafeMutablePointer<SlabHandle>.allocate(capacity: liveObjects)
    defer { live.deallocate() }
    for index in 0..<liveObjects {
      let object = try heap.allocate(objectSize, in: epoch)
      object.touch()
      live[index] = object.handle
    }
    // A cycle before the first sample: what the first use of each path touches is there by then.
    var refused = try replace(heap, epoch, live, &random)
    for cycle in 0...cycles {
      if cycle > 0 { refused += try replace(heap, epoch, live, &random) }
      if cycle % sampleEvery == 0 {
        let counters = allocator.counters
        outcome.samples[cycle / sampleEvery] = Sample(
          cycle: cycle, residentBytes: memory.byteCount,
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
    for _ in 0..<replaced {
      let index = Int(truncatingIfNeeded: random.nextBounded(UInt64(liveObjects)))
      if !heap.free(live[index]) { refused += 1 }
      let object = try heap.allocate(objectSize, in: epoch)
      object.touch()
      live[index] = object.handle
    }
    return refused
  }
}
