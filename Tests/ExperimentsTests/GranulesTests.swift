import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct GranulesTests {
  @Test("Measured means hold the closed forms, and the theorems' bounds hold in every sample")
  func agreement() throws {
    let configuration = Small.granules
    try configuration.validate()
    let analysis = try GranulesAnalysis(
      configuration, try configuration.arms.map { ($0, try $0.run()) })
    for check in try analysis.checks() {
      #expect(check.outcome == .pass, "\(check.statement): \(check.measured)")
    }
    // One of the closed forms, and two of bounds for each kind.
    #expect(try analysis.checks().count == 12)
    #expect(analysis.coefficients.allSatisfy { $0.value >= 1 })
    #expect(
      analysis.coefficients.filter { !$0.parameter.matches(["granule": GranuleKind.guards]) }
        .allSatisfy { $0.value == 1 && $0.predicted == 1 })
  }

  @Test("Every kind of granule sees the same pins")
  func sameWorkload() throws {
    let arms = Small.granules.arms.filter { $0.lifetime == .finite && $0.p == 0.25 }
    #expect(arms.map(\.granule) == GranuleKind.allCases)
    let pinned = try arms.map { try $0.run().map { $0.samples.map(\.pinned) } }
    #expect(pinned[0] == pinned[1] && pinned[0] == pinned[2])
    #expect(pinned[0].joined().contains { $0 > 0 })
  }

  @Test("The closed form of a pinned region's blocks is what the allocator takes, place by place")
  func regionBlocks() throws {
    let seed: UInt64 = 8
    var random = Xoshiro256StarStar(seed: seed)
    for round in 0..<30 {
      var workload = Small.granules.workload
      workload.requestObjects = Int.random(in: 1...90, using: &random)
      workload.requestSize = Int.random(in: 8...768, using: &random)
      workload.pinSize = Int.random(in: 8...768, using: &random)
      var regions = try RegionAllocator(blockSize: workload.blockSize)
      var blocks = 0
      for place in 0...workload.requestObjects {
        let region = regions.open()
        for index in 0...workload.requestObjects {
          if index == place { _ = try regions.allocate(workload.pinSize, in: region) }
          if index < workload.requestObjects {
            _ = try regions.allocate(workload.requestSize, in: region)
          }
        }
        let before = regions.retainedBlockCount
        regions.close(region)
        blocks += regions.retainedBlockCount - before
      }
      let theory = GranulesTheory(granule: .regions, life: .endless, p: 1, workload: workload)
      let mean = Double(blocks) / Double(workload.requestObjects + 1)
      #expect(
        abs(theory.blocksOfPinnedRegion - mean) < 1e-12,
        "seed \(seed), round \(round): \(theory.blocksOfPinnedRegion), \(mean)")
    }
  }

  @Test("With endless pins guards hold back all closes since the first, slab lists p of them")
  func endless() {
    func theory(_ kind: GranuleKind, _ p: Double) -> GranulesTheory {
      GranulesTheory(granule: kind, life: .endless, p: p, workload: Small.granules.workload)
    }
    #expect(theory(.slabs, 0.25).retainedGranules(after: 100) == 25)
    #expect(theory(.regions, 0.25).dsr == 0.75)
    // 100 less the mean number of closes before the first pin, (1 - q^100) q / (1 - q) at q = 0.75.
    let before = (1 - pow(0.75, 100.0)) * 3
    #expect(abs(theory(.guards, 0.25).retainedGranules(after: 100) - (100 - before)) < 1e-9)
    #expect(theory(.guards, 1).retainedGranules(after: 100) == 100)
    #expect(theory(.guards, 0).retainedGranules(after: 100) == 0)
    #expect(theory(.guards, 0).dsr == 1 && theory(.guards, 1).dsr == 0)
  }

  /// Runs of a workload whose draws are the closed form's own, without an allocator.
  private static func simulated(
    _ theory: GranulesTheory, seed: UInt64, runs: Int
  ) -> [(retained: Double, structural: Double, dsr: Double)] {
    var random = Xoshiro256StarStar(seed: seed)
    let closes = theory.workload.closes
    let survival = (0...closes).map { theory.life.survival($0) }
    let isGuard = theory.granule == .guards
    let capacity = theory.workload.pinsPerBlock(theory.granule)
    return (0..<runs).map { _ in
      // By the close to which a pin lives, with the first epoch that has it.
      var (last, oldest, live, drained) = (-1, closes, 0, 0)
      for close in 0..<closes {
        if random.bernoulli(theory.p) {
          let u = random.nextUnit()
          var age = 0
          while close + age < closes, survival[age] > u { age += 1 }
          last = max(last, close + age - 1)
          if close + age >= closes {
            live += 1
            oldest = min(oldest, close)
          }
          if !isGuard { continue }
        }
        if !isGuard || last < close { drained += 1 }
      }
      let retained = isGuard ? closes - oldest : live
      let fewest = isGuard ? 0 : (live + capacity - 1) / capacity
      return (
        Double(retained), Double(retained - fewest), Double(drained) / Double(closes)
      )
    }
  }

  @Test(
    "Closed forms have the mean and the scatter of runs, and intervals hold the mean in 93 % or more",
    arguments: [GranuleKind.slabs, .guards], [0.01, 0.1, 0.5])
  func laws(_ granule: GranuleKind, _ p: Double) throws {
    let seed: UInt64 = 4_021
    for lifetime in PinLifetime.allCases {
      var workload = Small.granules.workload
      workload.closes = 60
      let theory = GranulesTheory(
        granule: granule, life: workload.life(of: lifetime), p: p, workload: workload)
      let runs = Self.simulated(theory, seed: seed, runs: 8_000)
      let bytes =
        granule == .slabs
        ? workload.blockSize
        : workload.requestObjects * RegionAllocator.footprint(of: workload.requestSize)
      for (name, law, values) in [
        ("retained", theory.retainedLaw(after: workload.closes), runs.map(\.retained)),
        (
          "structural", theory.structuralLaw(after: workload.closes),
          runs.map { $0.structural * Double(bytes) }
        ),
        ("dsr", theory.dsrLaw, runs.map(\.dsr)),
      ] {
        let place = "seed \(seed), \(granule) \(lifetime) p=\(p): \(name)"
        let score = try #require(law.score(ofMean: try mean(of: values), of: values.count))
        #expect(abs(score) < 4.5, "\(place): mean \(score)")
        // The variance of a sample's variance, by its fourth moment.
        let squares = values.map { ($0 - law.mean) * ($0 - law.mean) }
        let error = try sampleDeviation(of: squares) / Double(squares.count).squareRoot()
        #expect(abs(try mean(of: squares) - law.variance) < 4.5 * error, "\(place): variance")
        let cubes = values.map { pow($0 - law.mean, 3) }
        let cubeError = try sampleDeviation(of: cubes) / Double(cubes.count).squareRoot()
        #expect(abs(try mean(of: cubes) - law.thirdMoment) < 4.5 * cubeError, "\(place): third")
        // Samples of runs, drawn from all.
        var random = Xoshiro256StarStar(seed: seed)
        var centred = law
        centred.mean = try mean(of: values)
        for count in [10, 60] {
          let trials = 1_000
          let covered = try (0..<trials).count { _ in
            let sum = (0..<count).reduce(0.0) { sum, _ in
              sum + values[Int(random.nextBounded(UInt64(values.count)))]
            }
            return try centred.interval(aroundMean: sum / Double(count), of: count)!
              .contains(centred.mean)
          }
          let least = 0.93 - 4 * (try binomialDeviation(p: 0.93, trials: trials))
          let share = Double(covered) / Double(trials)
          #expect(share >= least, "\(place), \(count) runs: \(share)")
        }
      }
    }
  }

  @Test("A broken bound, and figures away from the closed form, fail their checks")
  func failures() throws {
    var configuration = Small.granules
    configuration.p = [0]
    configuration.lifetimes = [.endless]
    configuration.seeds.count = 2
    let sample = GranulesArm.Sample(closes: 200, retained: 1, pinned: 2, structuralBytes: 4_096)
    let run = GranulesArm.Run(samples: [sample], drained: 100, peakCommittedBytes: 1 << 20)
    let analysis = try GranulesAnalysis(configuration, configuration.arms.map { ($0, [run, run]) })
    #expect(try analysis.checks().allSatisfy { $0.outcome == .fail })
    #expect(try analysis.checks().count == 9)
  }

  @Test("The built-in configuration and its quick form can run, with ten seeds or more")
  func standards() throws {
    for configuration in [GranulesConfiguration.standard, .standard(in: [.quick])] {
      try configuration.validate()
      #expect(configuration.seeds.count >= 10)
    }
  }

  @Test("Configurations that cannot run are refused by name")
  func validation() {
    var configuration = Small.granules
    configuration.workload.samples = 7
    #expect(throws: ExperimentError.self) { try configuration.validate() }
    configuration = Small.granules
    configuration.workload.closes = 200_000
    configuration.workload.samples = 1
    #expect(throws: ExperimentError.self) { try configuration.validate() }
  }
}

extension Small {
  /// Three kinds of granule over a few closes.
  static var granules: GranulesConfiguration {
    var configuration = GranulesConfiguration.standard
    configuration.p = [0, 0.1, 0.25, 1]
    configuration.workload.closes = 200
    configuration.workload.samples = 4
    configuration.workload.pinLife = 12
    configuration.workload.requestObjects = 40
    configuration.seeds.count = 12
    return configuration
  }
}
