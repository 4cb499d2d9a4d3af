import Results
import Statistics
import TemporalSlab

/// Runs of one lifetime and one p, one a seed.
struct LifetimesArm: Arm {
  var law: LifetimeLaw
  /// Probability that an epoch receives a session object.
  var p: Double
  var workload: LifetimesWorkload
  var seeds: SeedBlock

  /// What one seed gives.
  struct Run: Codable, Sendable {
    var seed: UInt64
    /// Slabs retained after each sampled epoch.
    var retainedSlabs: [Int]
    /// Their mean over the closes of the second half.
    var secondHalf: Double
    /// Whether the least-squares slope over the second half has a 95 % interval above 0.
    var claimsGrowth: Bool
    /// Epochs that received a session.
    var sessions = Draws()
  }

  static let kind = Lifetimes.name

  var work: Double { Double(workload.epochs * (workload.requestObjects + 1) * seeds.count) }

  var label: String { "lifetimes lifetime=\(law.rawValue) p=\(p) seeds=\(seeds)" }

  /// Runs the seeds one after the other.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> [Run] {
    try zip(seeds.values, seeds.generators).map { seed, generator in
      let allocator = try SlabAllocator(.strict(slabSize: workload.slabSize))
      var run = try LifetimesRun(arm: self, allocator: allocator, random: generator)
      return try run.finish(seed: seed)
    }
  }
}

/// The state of a run.
private struct LifetimesRun: ~Copyable {
  let p: Double
  let workload: LifetimesWorkload
  let lifetime: Lifetime
  let sampledEpochs: [Int]
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  var random: Xoshiro256StarStar
  var due: DueList
  var batch: RequestBatch
  var live = 0
  var refused = 0
  var sessions = Draws()

  /// Equidistant samples of the second half, as a monitor would take them.
  static let monitoredSamples = 128

  init(arm: LifetimesArm, allocator: SlabAllocator<NoObserver>, random: Xoshiro256StarStar) throws {
    heap = try allocator.makeHeap()
    p = arm.p
    workload = arm.workload
    lifetime = workload.lifetime(arm.law)
    sampledEpochs = workload.sampledEpochs
    self.allocator = allocator
    self.random = random
    due = DueList(epochs: workload.epochs + 1)
    batch = RequestBatch(capacity: workload.requestObjects)
  }

  mutating func finish(seed: UInt64) throws -> LifetimesArm.Run {
    var retained: [Int] = []
    var sum = 0
    var monitor: [(x: Double, y: Double)] = []
    let epochs = workload.epochs
    let half = epochs / 2
    for epoch in 1...epochs {
      try runEpoch(epoch)
      let slabs = allocator.retainedSlabCount
      if epoch == sampledEpochs[retained.count] {
        retained.append(slabs)
        try check(slabs)
      }
      if epoch > half {
        sum += slabs
        if epoch % (half / Self.monitoredSamples) == 0 {
          monitor.append((Double(epoch), Double(slabs)))
        }
      }
    }
    let fit = try LinearFit(x: monitor.map(\.x), y: monitor.map(\.y))
    return LifetimesArm.Run(
      seed: seed, retainedSlabs: retained, secondHalf: Double(sum) / Double(epochs - half),
      claimsGrowth: try fit.slopeInterval().low > 0, sessions: sessions)
  }

  /// Opens an epoch, lets the sessions die whose time has come, and closes it.
  private mutating func runEpoch(_ number: Int) throws {
    let epoch = number == 1 ? allocator.currentEpoch : try allocator.advance()
    // Both are drawn in every epoch, so that runs that differ in p alone stay aligned.
    let isPinned = random.bernoulli(p)
    let lifetime = lifetime.draw(using: &random)
    sessions.count(isPinned)
    if isPinned {
      let session = try heap.allocate(workload.sessionSize, in: epoch)
      session.touch()
      live += 1
      // Of age a it is live exactly if its lifetime is above a.
      let age = lifetime.rounded(.up)
      if age <= Double(workload.epochs) { due.add(session.handle, dying: number + Int(age)) }
    }
    for _ in 0..<workload.requestObjects {
      let object = try heap.allocate(workload.requestSize, in: epoch)
      object.touch()
      batch.append(object.handle)
    }
    for session in due.takeObjects(dying: number) {
      live -= 1
      if !heap.free(session) { refused += 1 }
    }
    refused += batch.freeAll(heap)
    try heap.close(epoch)
  }

  /// Compares the allocator's retained slabs with the sessions that are live.
  private func check(_ slabs: Int) throws {
    guard slabs == live, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(live) sessions are live in an epoch of their own each, \(slabs) slabs are retained, "
          + "\(refused) frees refused")
    }
  }
}
