import DrainProfiler
import Results
import TemporalSlab

/// Runs of the connection service, one a seed.
struct BoundsServiceArm: Arm {
  var routing: ServiceRouting
  var workload: ServiceWorkload
  var seeds: SeedBlock

  static let kind = "\(Bounds.name)-service"

  var work: Double { workload.work * Double(seeds.count) }

  var label: String { "bounds service routing=\(routing.rawValue) seeds=\(seeds)" }

  func run() throws -> [BoundsOutcome] { try zip(seeds.values, seeds.generatorSeeds).map(run) }

  private func run(seed: UInt64, generatorSeed: UInt64) throws -> BoundsOutcome {
    var configuration = SlabConfiguration()
    configuration.reuse = .strict
    let clock = ServiceClock()
    let profiler = DiagnosticProfiler(
      DiagnosticConfiguration(), clock: ProfilerClock { clock.nanoseconds })
    let allocator = try SlabAllocator(
      configuration, observer: DiagnosedAllocation(of: configuration, profiler: profiler))
    var service = try ConnectionService(
      ServiceRun(routing: routing, workload: workload, seed: generatorSeed), allocator, clock)
    var outcome = BoundsOutcome(seed: seed)
    var retained: [Int] = []
    for epoch in 1...workload.epochs {
      try service.serveEpoch()
      let retention = service.retention
      let live = retention.reduce(0) { $0 + $1.liveObjects }
      // The requests of the epoch are gone: what the profiler has live are connections.
      let known = profiler.snapshot().live
      guard live == known else {
        throw ExperimentError.inconsistent(
          "the profiler has \(known) live objects, the retained slabs \(live)")
      }
      outcome.compare(retained: retention.slabCount, live: known)
      outcome.greatestCommitted = max(
        outcome.greatestCommitted, allocator.committedByteCount / configuration.slabSize)
      retained.append(retention.slabCount)
      if epoch * BoundsProgram.samples / workload.epochs
        > (epoch - 1) * BoundsProgram.samples / workload.epochs
      {
        outcome.samples.append(
          BoundsOutcome.Sample(
            epochsClosed: epoch, live: known, retained: retention.slabCount,
            structural: retention.structuralSlabCount))
      }
    }
    let half = retained.dropFirst(retained.count / 2)
    outcome.secondHalf = Double(half.reduce(0, +)) / Double(half.count)
    outcome.sessions = (workload.epochs - 1) * workload.connectionsPerEpoch
    outcome.closes = profiler.snapshot().closes
    outcome.drained = profiler.snapshot().drained
    service.disconnectAll()
    guard profiler.snapshot().live == 0, allocator.retainedSlabCount == 0,
      service.refusedFrees == 0
    else {
      throw ExperimentError.inconsistent(
        "\(allocator.retainedSlabCount) slabs are retained after the last connection, "
          + "\(service.refusedFrees) frees were refused")
    }
    try service.shutDown()
    return outcome
  }
}
