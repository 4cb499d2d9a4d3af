import Results
import Statistics
import TemporalSlab

/// Runs of routing by one predictor: one process, several seeds.
struct PredictorArm: Arm {
  /// Where objects go that are predicted to live long.
  var longGranule: LongGranule
  var predictor: LifetimePredictor
  /// Whether the recall is the one at which structural bytes should be halved.
  var isHalving: Bool
  var workload: PredictorWorkload
  var seeds: SeedBlock

  /// What one run gives.
  struct Run: Codable, Sendable {
    /// Request epochs without a live object at their close.
    var drained = 0
    /// Structural slabs at the end.
    var structuralSlabs = 0
    /// Objects that live long, and how many of those, and of the others, are predicted to.
    var long = Draws()
    var hits = Draws()
    var falsePositives = Draws()
  }

  static let kind = Predictor.name

  var work: Double { Double(workload.objects * workload.epochs * seeds.count) }

  var label: String {
    "predictor \(longGranule.rawValue) precision=\(predictor.precision) "
      + "recall=\(predictor.recall)"
  }

  /// Runs the program once for each seed.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> [Run] {
    try seeds.generators.map { generator in
      let allocator = try SlabAllocator(.strict(slabSize: workload.slabSize))
      var run = try PredictorRun(
        arm: self, random: generator, allocator: allocator,
        longEpoch: try allocator.openPersistent())
      return try run.finish()
    }
  }
}

/// The state of one run.
private struct PredictorRun: ~Copyable {
  let arm: PredictorArm
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  let falsePositiveRate: Double
  var random: Xoshiro256StarStar
  var longEpoch: Epoch
  /// Objects that die by the end of the epoch, wherever they were routed.
  var ending: RequestBatch
  var long = 0
  var refused = 0
  var outcome = PredictorArm.Run()

  init(
    arm: PredictorArm, random: Xoshiro256StarStar, allocator: SlabAllocator<NoObserver>,
    longEpoch: Epoch
  ) throws {
    self.arm = arm
    self.random = random
    self.allocator = allocator
    self.longEpoch = longEpoch
    heap = try allocator.makeHeap()
    falsePositiveRate = arm.predictor.falsePositiveRate(longFraction: arm.workload.longFraction)
    ending = RequestBatch(capacity: arm.workload.objects)
  }

  mutating func finish() throws -> PredictorArm.Run {
    var epoch = allocator.currentEpoch
    for index in 0..<arm.workload.epochs {
      if index > 0 { epoch = try allocator.advance() }
      for _ in 0..<arm.workload.objects { try allocate(epoch) }
      refused += ending.freeAll(heap)
      outcome.drained += try heap.close(epoch).isDrained ? 1 : 0
      if arm.longGranule == .rotating && (index + 1) % arm.workload.span == 0 { try rotate() }
    }
    let retention = allocator.retention(including: [longEpoch])
    outcome.structuralSlabs = retention.structuralSlabCount
    let live = try allocator.checkInvariants()
    let counted = retention.liveByteCount / ParameterRules.slotSize(of: arm.workload.objectSize)
    guard live == long, counted == long, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(long) long-lived objects, \(live) live objects, \(counted) of them in retained slabs, "
          + "\(refused) frees refused")
    }
    return outcome
  }

  private mutating func allocate(_ requestEpoch: Epoch) throws {
    let isLong = random.bernoulli(arm.workload.longFraction)
    let isPredicted = random.bernoulli(isLong ? arm.predictor.recall : falsePositiveRate)
    outcome.long.count(isLong)
    if isLong { outcome.hits.count(isPredicted) } else { outcome.falsePositives.count(isPredicted) }
    let object = try heap.allocate(
      arm.workload.objectSize, in: isPredicted ? longEpoch : requestEpoch)
    object.touch()
    if isLong {
      long += 1
    } else {
      ending.append(object.handle)
    }
  }

  /// Closes the granule of long-lived objects and opens the next.
  private mutating func rotate() throws {
    try heap.close(longEpoch)
    longEpoch = try allocator.openPersistent()
  }
}
