import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct DifferentialTests {
  /// The differential's closed form at the published length, by object size and session fraction.
  private func closedForm(
    _ size: Int, _ fraction: Double, _ reuse: ReuseMode
  ) throws -> Double {
    var workload = TwoPointConfiguration.standard.workload
    workload.objectSize = size
    workload.sessionFraction = fraction
    return try #require(try workload.differentialTheory.differential(reuse))
  }

  @Test("The differential rises with the slots of a slab and with the session fraction")
  func capacities() throws {
    let third = 1.0 / 3
    #expect(try (16.5...17.5).contains(closedForm(512, third, .strict)))
    #expect(try (380...395).contains(closedForm(256, third, .strict)))
    #expect(try (3_000...4_200).contains(closedForm(192, third, .strict)))
    #expect(try (4.5...5.0).contains(closedForm(256, 0.1, .strict)))
  }

  @Test("The boundary rate with its last slab is 0.1722 % of slabs of 16 slots")
  func boundary() {
    let rate = TwoPointConfiguration.standard.workload.theory.mixedBoundaryRateWithLastSlab
    #expect(abs(rate - 0.001722) < 5e-7)
  }

  @Test("Without growth there is no closed form")
  func noGrowth() throws {
    var workload = TwoPointConfiguration.standard.workload
    workload.sessionFraction = 0.001
    #expect(try workload.differentialTheory.differential(.strict) == nil)
  }

  @Test(
    "Runs agree with the closed forms of both rates, in both reuse modes",
    arguments: ReuseMode.allCases)
  func agreement(reuse: ReuseMode) throws {
    for (size, fraction) in [(512, 1.0 / 3), (256, 0.1), (384, 0.2)] {
      var configuration = Small.twoPoint(seed: 11, repeats: 6)
      configuration.reuse = [reuse]
      configuration.workload.objectSize = size
      configuration.workload.sessionFraction = fraction
      configuration.workload.objectsPerRequest = 10
      let analysis = try Small.analysis(configuration)
      let theory = configuration.workload.differentialTheory
      let expected = try theory.mixed(reuse)
      let mixed = analysis.rows(.mixed, reuse)
      let recycled = Double(mixed.reduce(0) { $0 + $1.slabsRecycled })
      let score =
        (recycled - 6 * expected.recycled.mean) / (6 * expected.recycled.variance).squareRoot()
      #expect(abs(score) < 4, "size \(size) f \(fraction) \(reuse) seed 11: \(score)")
      let used = Double(mixed.reduce(0) { $0 + $1.slabsRecycled + $1.slabsCreated }) / 6
      #expect(abs(used / expected.used - 1) < 0.01, "size \(size) f \(fraction) \(reuse)")
      let isolated = try mean(of: analysis.rows(.isolated, reuse).map(\.recycleRate))
      #expect(
        abs(isolated - theory.isolatedRate) < 4 * theory.isolatedRateDeviation / 6.0.squareRoot(),
        "size \(size) f \(fraction) \(reuse) seed 11: \(isolated), \(theory.isolatedRate)")
      let differential = try #require(
        try analysis.differential(reuse, configuration.workload)?.deviations)
      #expect(abs(differential) < 4, "size \(size) f \(fraction) \(reuse) seed 11")
    }
  }

  /// Draws of the slabs that a run recycles, the mixed arm's from the closed form's chances.
  private func counts(_ random: inout Xoshiro256StarStar) -> (isolated: Int, mixed: Int) {
    let theory = TwoPointConfiguration.standard.workload.differentialTheory
    var mixed = 0
    // 196 closes of 187 full slabs, whose number of empty ones is almost a Poisson count, and of a
    // last one.
    let full: Double = pow(2.0 / 3.0, 16.0)
    let last: Double = pow(2.0 / 3.0, 8.0)
    let mean = 196.0 * 187.0 * full
    var product = Double.random(in: 0..<1, using: &random)
    while product > exp(-mean) {
      mixed += 1
      product *= Double.random(in: 0..<1, using: &random)
    }
    for _ in 0..<196 where random.bernoulli(last) { mixed += 1 }
    let noise = theory.isolatedRateDeviation * (random.normal())
    return (Int((theory.isolatedRate + noise) * 37_600), mixed)
  }

  @Test("The interval of the differential holds the truth in 94 % of simulated experiments")
  func coverage() throws {
    let truth = try closedForm(256, 1.0 / 3, .strict)
    var random = Xoshiro256StarStar(seed: 2_026)
    let experiments = 2_000
    var pooled = 0
    var bootstrapped = 0
    for experiment in 0..<experiments {
      let runs = (0..<5).map { _ in counts(&random) }
      let ratio = try RateRatio(
        runs.reduce(0) { $0 + $1.isolated }, of: 5 * 37_600,
        over: runs.reduce(0) { $0 + $1.mixed }, of: 5 * 37_600)
      if try #require(ratio).interval.contains(truth) { pooled += 1 }
      if experiment < 500 {
        let interval = try bootstrapRatioInterval(
          numerator: runs.map { Double($0.isolated) }, denominator: runs.map { Double($0.mixed) },
          resamples: 400, seed: UInt64(experiment), statistic: mean(of:))
        if interval.contains(truth) { bootstrapped += 1 }
      }
    }
    let share = Double(pooled) / Double(experiments)
    #expect((0.93...0.965).contains(share), "seed 2026: \(share)")
    // A bootstrap of five means is too narrow.
    let narrow = Double(bootstrapped) / 500
    #expect((0.78...0.88).contains(narrow), "seed 2026: \(narrow)")
  }
}

extension Xoshiro256StarStar {
  /// A draw from the standard normal distribution, as a sum of twelve uniform ones.
  fileprivate mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }
}
