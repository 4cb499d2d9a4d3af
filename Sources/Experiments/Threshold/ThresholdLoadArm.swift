import Results
import Statistics
import TemporalSlab

/// Runs of a service whose load varies and which does not grow, one a seed, as a monitor sees them.
struct ThresholdLoadArm: Arm {
  var load: LoadKind
  var closes: Int
  /// Samples of a run, equally far apart.
  var samples: Int
  /// Request objects of an epoch at the mean load.
  var objects: Int
  var objectSize: Int
  var slabSize: Int
  /// Bytes of the steps in which RSS is counted.
  var stepSize: Int
  var seeds: SeedBlock

  /// By signal and rule, whether growth is claimed after the last sample.
  typealias Claims = [GrowthSignal: [GrowthRule: Bool]]

  static let kind = "\(Threshold.name)-load"

  var work: Double { Double(closes * objects * seeds.count) }

  var label: String { "threshold load=\(load.rawValue) closes=\(closes) seeds=\(seeds)" }

  /// Runs the seeds one after the other.
  ///
  /// - Throws: `ExperimentError.inconsistent` where the allocator's counts are not the run's, or an
  ///   epoch without late requests is pinned.
  func run() throws -> [Claims] {
    try seeds.generators.map { generator in
      let allocator = try SlabAllocator(.strict(slabSize: slabSize))
      var run = try LoadRun(self, allocator, generator)
      return try claims(run.finish())
    }
  }

  private func claims(_ series: [GrowthSignal: [Double]]) throws -> Claims {
    var claims = Claims()
    for (signal, values) in series {
      for rule in GrowthRule.allCases {
        claims[signal, default: [:]][rule] = try GrowthMonitor.claimsGrowth(values, rule)
      }
    }
    return claims
  }
}

/// The state of one run.
private struct LoadRun: ~Copyable {
  let arm: ThresholdLoadArm
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  var random: Xoshiro256StarStar
  var load: ServiceLoad
  var memory: ServiceMemory
  var due: DueList
  var ending: [SlabHandle] = []
  var live = 0
  var refused = 0
  var pinned = 0

  /// Of the requests that end late, the share of all and the most closes.
  static let lateShare = 0.05
  static let mostLate: UInt64 = 3

  init(
    _ arm: ThresholdLoadArm, _ allocator: SlabAllocator<NoObserver>, _ random: Xoshiro256StarStar
  ) throws {
    var random = random
    let memory = try ServiceMemory()
    heap = try allocator.makeHeap()
    self.memory = memory
    self.arm = arm
    self.allocator = allocator
    load = ServiceLoad(closes: arm.closes, &random)
    self.random = random
    due = DueList(epochs: arm.closes + Int(Self.mostLate) + 1)
  }

  mutating func finish() throws -> [GrowthSignal: [Double]] {
    let resident = ResidentMemory()
    let pages = UInt64(arm.stepSize / Platform.pageSize)
    let phase = Int(random.nextBounded(pages)) * Platform.pageSize
    var series: [GrowthSignal: [Double]] = [:]
    for signal in GrowthSignal.allCases { series[signal] = [] }
    for close in 0..<arm.closes {
      let factor = load.next(close, &random)
      try runEpoch(close, objects: Int((Double(arm.objects) * factor).rounded()))
      if (close + 1) % (arm.closes / arm.samples) == 0 {
        try memory.follow(factor, &random)
        let bytes = resident.byteCount
        series[.rss]?.append(Double(bytes))
        series[.rssSteps]?.append(
          Double(GrowthMonitor.counted(bytes, inSteps: arm.stepSize, phase: phase)))
        series[.retainedSlabs]?.append(Double(allocator.retainedSlabCount))
      }
    }
    let found = try allocator.checkInvariants()
    guard found == live, refused == 0, arm.load == .late || pinned == 0 else {
      throw ExperimentError.inconsistent(
        "\(live) late objects are live, \(found) in the allocator, \(refused) frees refused, "
          + "\(pinned) epochs pinned")
    }
    return series
  }

  private mutating func runEpoch(_ close: Int, objects: Int) throws {
    let epoch = close == 0 ? allocator.currentEpoch : try allocator.advance()
    for _ in 0..<objects {
      let object = try heap.allocate(arm.objectSize, in: epoch)
      object.touch()
      if arm.load == .late && random.bernoulli(Self.lateShare) {
        live += 1
        due.add(object.handle, dying: close + 1 + Int(random.nextBounded(Self.mostLate)))
      } else {
        ending.append(object.handle)
      }
    }
    for handle in due.takeObjects(dying: close) {
      live -= 1
      if !heap.free(handle) { refused += 1 }
    }
    for handle in ending where !heap.free(handle) { refused += 1 }
    ending.removeAll(keepingCapacity: true)
    pinned += try heap.close(epoch).isDrained ? 0 : 1
  }
}
