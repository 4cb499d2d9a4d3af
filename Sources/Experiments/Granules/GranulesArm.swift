import Results
import Statistics
import TemporalSlab

/// Runs of the workload on one kind of granule: one process, several seeds.
struct GranulesArm: Arm {
  var granule: GranuleKind
  /// How long pins live.
  var lifetime: PinLifetime
  /// Probability that an epoch is pinned.
  var p: Double
  var workload: GranulesWorkload
  var seeds: SeedBlock

  /// What one run gives.
  struct Run: Codable, Sendable {
    /// The samples, by closes.
    var samples: [Sample] = []
    /// Granules that were reclaimed at their own close.
    var drained = 0
    /// The most bytes of memory in use and cached at a close.
    var peakCommittedBytes = 0
    /// Epochs that were pinned.
    var pinned = Draws()
    /// Lives, of pins or not, that end within a 32nd of the mean life, and within the mean life.
    var shortLives = Draws()
    var meanLives = Draws()
  }

  /// The state of a run after some closes.
  struct Sample: Codable, Sendable {
    /// Granules closed.
    var closes = 0
    /// Those that are not reclaimed.
    var retained = 0
    /// Those whose own pin is live.
    var pinned = 0
    /// Retained bytes less the fewest blocks that could hold the same live objects.
    var structuralBytes = 0
  }

  static let kind = Granules.name

  var work: Double { Double(workload.closes * (workload.requestObjects + 1) * seeds.count) }

  var label: String { "granules \(granule.rawValue) \(lifetime.rawValue) p=\(p)" }

  /// Runs the workload once for each seed.
  ///
  /// - Throws: `AllocationError` or `GranuleError`, or `ExperimentError.inconsistent` when an
  ///   object was damaged or a free refused.
  func run() throws -> [Run] {
    try seeds.generators.map { generator in
      var random = generator
      switch granule {
      case .slabs:
        let allocator = try SlabAllocator(.strict(slabSize: workload.blockSize))
        try allocator.close(allocator.currentEpoch)
        var granules = try SlabGranules(workload, allocator)
        return try run(&granules, &random)
      case .regions:
        var granules = try RegionGranules(workload)
        return try run(&granules, &random)
      case .guards:
        var granules = try GuardGranules(workload)
        return try run(&granules, &random)
      }
    }
  }

  /// The workload: the same draws whatever the kind of granule.
  private func run<Pinned: PinnedGranules & ~Copyable>(
    _ granules: inout Pinned, _ random: inout Xoshiro256StarStar
  ) throws -> Run {
    var outcome = Run()
    /// Pins that end with each close.
    var ending: [[Pinned.Pin]] = Array(repeating: [], count: workload.closes)
    var livePins = 0
    for close in 0..<workload.closes {
      try granules.open()
      let isPinned = random.bernoulli(p)
      let place = Int(random.nextBounded(UInt64(workload.requestObjects + 1)))
      let life = workload.life(of: lifetime).draw(&random)
      outcome.pinned.count(isPinned)
      outcome.shortLives.count((life ?? .max) <= workload.shortLife)
      outcome.meanLives.count((life ?? .max) <= workload.pinLife)
      for index in 0...workload.requestObjects {
        if isPinned && index == place {
          let pin = try granules.pin()
          livePins += 1
          if let life, close + life < workload.closes { ending[close + life].append(pin) }
        }
        if index < workload.requestObjects { try granules.addRequestObject() }
      }
      outcome.peakCommittedBytes = max(outcome.peakCommittedBytes, granules.committedByteCount)
      for pin in ending[close] { granules.end(pin) }
      livePins -= ending[close].count
      ending[close] = []
      outcome.drained += try granules.close() ? 1 : 0
      if (close + 1) % workload.sampleEvery == 0 {
        outcome.samples.append(
          Sample(
            closes: close + 1, retained: granules.retainedCount, pinned: livePins,
            structuralBytes: granules.structuralByteCount))
      }
    }
    guard granules.faultCount == 0 else {
      throw ExperimentError.inconsistent(
        "\(granules.faultCount) objects were damaged or their frees refused")
    }
    return outcome
  }
}
