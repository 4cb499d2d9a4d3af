import TestSupport
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct PeersTests {
  @Test(
    "the fit finds the capacity that a curve was made with",
    arguments: [1, 2.5, 15.06, 16, 32, 256, 5_000])
  func fit(capacity: Double) throws {
    let fractions = [0.0001, 0.001, 0.01, 0.1, 0.5]
    let points = fractions.map { ($0, GranuleFit.share($0, capacity: capacity)) }
    let fitted = try #require(GranuleFit(points)).capacity
    #expect(abs(fitted / capacity - 1) < 1e-6)
  }

  @Test(
    "noise of half a percent of the peak moves the fit by a few percent",
    arguments: 1...20 as ClosedRange<UInt64>)
  func noisyFit(seed: UInt64) throws {
    var random = Xoshiro256StarStar(seed: seed)
    let points = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3].map { fraction in
      (fraction, GranuleFit.share(fraction, capacity: 32) + (random.nextUnit() - 0.5) * 0.01)
    }
    let fitted = try #require(GranuleFit(points)).capacity
    #expect(abs(fitted / 32 - 1) < 0.05, "seed \(seed)")
  }

  @Test("there is no fit without points, and the share is exact at the ends")
  func ends() {
    #expect(GranuleFit([]) == nil)
    #expect(GranuleFit.share(0, capacity: 16) == 0)
    #expect(GranuleFit.share(1e-12, capacity: 16) > 0.999_999 * 16e-12)
  }

  private func arm(
    _ routing: Routing, _ fraction: Double, objects: Int = 20_000, size: Int = 256, seed: UInt64 = 3
  ) -> PeersArm {
    PeersArm(
      allocator: .temporalSlab, library: nil, routing: routing, sessionFraction: fraction,
      peak: .init(objects: objects, objectSize: size), seed: seed)
  }

  private func committed(_ outcome: PeersArm.Outcome, _ phase: PeersPhase) throws -> Int {
    try #require(outcome.samples.first { $0.phase == phase }?.allocatorBytes)
  }

  @Test(
    "temporal-slab retains the slabs that hold a session object, to the slab",
    arguments: [0.001, 0.01, 0.1, 0.5])
  func slabs(fraction: Double) throws {
    for size in [256, 384] {
      let arm = arm(.mixed, fraction, size: size)
      let outcome = try arm.run()
      let capacity = 4_096 / size
      var random = Xoshiro256StarStar(seed: arm.seed)
      var slabs: Set<Int> = []
      random.select(outcome.sessions, of: arm.peak.objects) { slabs.insert($0 / capacity) }
      #expect(outcome.sessions == Int(Double(arm.peak.objects) * fraction))
      #expect(outcome.slotByteCount == size && outcome.granuleByteCount == 4_096)
      #expect(
        try committed(outcome, .peak) == (arm.peak.objects + capacity - 1) / capacity * 4_096)
      // Up to 32 empty slabs are cached.
      let cached = min(32, (arm.peak.objects + capacity - 1) / capacity - slabs.count)
      #expect(try committed(outcome, .purged) == (slabs.count + cached) * 4_096, "\(size)")
    }
  }

  @Test("isolated, temporal-slab retains the fewest slabs that hold the session objects")
  func isolated() throws {
    let outcome = try arm(.isolated, 0.01).run()
    #expect(try committed(outcome, .purged) == ((200 + 15) / 16 + 32) * 4_096)
  }

  private func outcome(_ before: Int, _ peak: Int, _ purged: Int, sessions: Int) -> PeersArm.Outcome
  {
    PeersArm.Outcome(
      samples: [
        PeersArm.Sample(phase: .before, rssBytes: before, allocatorBytes: 0),
        PeersArm.Sample(phase: .peak, rssBytes: peak, allocatorBytes: 0),
        PeersArm.Sample(phase: .freed, rssBytes: peak, allocatorBytes: 0),
        PeersArm.Sample(phase: .purged, rssBytes: purged, allocatorBytes: purged - before),
      ], slotByteCount: 256, granuleByteCount: 4_096, sessions: sessions)
  }

  /// A jemalloc that retains exactly what is predicted for slabs of `capacity` objects, above a
  /// floor of a million bytes.
  private func analysis(capacity: Double, isolatedBytes: Int) -> PeersAnalysis {
    var configuration = PeersConfiguration.standard
    configuration.allocators = [.jemalloc]
    configuration.sessionFractions = [0.01, 0.1]
    configuration.repeats = 1
    let floor = 1_000_000
    let arms = configuration.arms(libraries: [.jemalloc: "x"]).map { arm in
      let sessions = Int(Double(arm.peak.objects) * arm.sessionFraction)
      let mixed = GranuleFit.share(arm.sessionFraction, capacity: capacity) * 102_400_000
      let retained = arm.routing == .mixed || sessions == 0 ? Int(mixed) : isolatedBytes
      return (
        arm: arm,
        outcome: outcome(5_000_000, 108_400_000, 5_000_000 + floor + retained, sessions: sessions)
      )
    }
    return PeersAnalysis(configuration, arms)
  }

  @Test("the floor comes off, and structural bytes are what the fewest granules do not need")
  func rows() throws {
    let analysis = analysis(capacity: 16, isolatedBytes: 1_024_000)
    #expect(analysis.rows.count == 6 && analysis.samples.count == 24)
    let floor = try #require(analysis.rows.first)
    #expect(floor.sessionFraction == 0 && floor.retainedBytes == 0 && floor.liveBytes == 0)
    #expect(floor.peakRSSBytes == 103_400_000)
    let mixed = try #require(analysis.rows.first { $0.sessionFraction == 0.01 })
    #expect(mixed.liveBytes == 4_000 * 256)
    #expect(abs(Double(mixed.retainedBytes) - mixed.retainedBytesPredicted) < 1)
    #expect(mixed.structuralBytes == mixed.retainedBytes - 250 * 4_096)
    let isolated = try #require(
      analysis.rows.first { $0.routing == .isolated && $0.sessionFraction == 0.01 })
    #expect(isolated.retainedBytes == 1_024_000 && isolated.structuralBytes == 0)
    #expect(isolated.retainedBytesPredicted == 1_024_000)
    let granule = try #require(analysis.effectiveGranuleKiB(.jemalloc))
    #expect(abs(granule.measured - 4) < 0.001 && granule.documented == 4)
    let recovery = try #require(analysis.recovery(.jemalloc, at: 0.01))
    #expect(abs(recovery.value - 1) < 1e-9)
    #expect(analysis.coefficients.first(.peersFloor)?.value == 1_000_000)
  }

  @Test("the checks fail where the granule is another, or routing gives too little back")
  func checks() {
    #expect(
      analysis(capacity: 16, isolatedBytes: 1_024_000).checks.map(\.outcome) == [
        .pass, .pass, .pass,
      ])
    #expect(
      analysis(capacity: 25, isolatedBytes: 1_024_000).checks.map(\.outcome) == [
        .fail, .pass, .pass,
      ])
    #expect(
      analysis(capacity: 16, isolatedBytes: 4_000_000).checks.map(\.outcome) == [
        .pass, .fail, .pass,
      ])
  }

  @Test("only allocators with arenas or heaps run isolated")
  func arms() {
    var configuration = PeersConfiguration.standard
    configuration.sessionFractions = [0.1]
    configuration.repeats = 1
    let arms = configuration.arms(libraries: [.glibc: nil, .jemalloc: "x"])
    #expect(
      arms.map { "\($0.allocator) \($0.routing) \($0.sessionFraction)" } == [
        "glibc mixed 0.0", "glibc mixed 0.1", "jemalloc mixed 0.0", "jemalloc mixed 0.1",
        "jemalloc isolated 0.0", "jemalloc isolated 0.1",
      ])
    configuration.allocators = [.glibc, .tcmalloc]
    configuration.routing = [.isolated]
    let failure = error(ExperimentError.self) { try configuration.validate() }
    #expect(
      failure?.description
        == "routing isolated: expected an allocator with arenas or heaps beside it: temporal-slab, "
        + "jemalloc, mimalloc")
  }
}
