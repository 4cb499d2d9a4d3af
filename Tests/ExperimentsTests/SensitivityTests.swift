import TestSupport
import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct SensitivityTests {
  private func small() -> SensitivityConfiguration {
    var configuration = SensitivityConfiguration.standard
    configuration.slabSizes = [4_096, 8_192]
    configuration.objectSizes = [128, 768]
    configuration.sessionFractions = [0.01, 0.1]
    configuration.deviation = 0.02
    configuration.leastSlabs = 100
    configuration.requests = 2_000
    configuration.objectsPerRequest = [1, 3]
    return configuration
  }

  private func analysis(
    _ configuration: SensitivityConfiguration
  ) throws -> SensitivityAnalysis {
    try SensitivityAnalysis(
      configuration, boundaries: configuration.boundaryArms.map { ($0, try $0.run()) },
      costs: configuration.costArms.map { ($0, try $0.run()) })
  }

  @Test("The standard grid has 350 boundary points and 140 costs")
  func grid() {
    let standard = SensitivityConfiguration.standard
    #expect(standard.pairs.count * standard.sessionFractions.count == 350)
    #expect(standard.costArms.reduce(0) { $0 + $1.points.count } == 140)
    #expect(standard.sessionFractions.first == 0.001 && standard.sessionFractions.last == 0.5)
  }

  @Test("Half the slabs drain at 1 - 2^(-1/C)")
  func halfDrain() {
    for capacity in [1, 5, 64, 4_096] {
      let half = HalfDrain(capacity: capacity)
      #expect(abs(pow(1 - half.fraction, Double(capacity)) - 0.5) < 1e-9)
      let rates = half.bracket.map { pow(1 - $0, Double(capacity)) }
      let found = HalfDrain.interpolated(fractions: half.bracket, rates: rates)
      #expect(abs((found ?? 0) / half.fraction - 1) < 1e-9, "C \(capacity)")
    }
    #expect(HalfDrain.interpolated(fractions: [0.1, 0.2], rates: [0.5, 0]) == nil)
    #expect(HalfDrain.interpolated(fractions: [0.1, 0.2], rates: [1, 1]) == nil)
  }

  @Test("The epochs of a seed give the wanted deviation, and never fewer slabs than the least")
  func epochs() {
    var configuration = SensitivityConfiguration.standard
    configuration.deviation = 0.01
    configuration.leastSlabs = 160
    configuration.seeds.count = 4
    // 2,500 slabs at a rate of a half, 8 an epoch, 4 seeds.
    let half = HalfDrain(capacity: 64).fraction
    #expect(configuration.epochsPerSeed(configuration.theory(4_096, 64, half)) == 79)
    #expect(configuration.epochsPerSeed(configuration.theory(4_096, 64, 0.999)) == 5)
  }

  @Test("Slabs of every size obey their closed forms")
  func measured() throws {
    let configuration = small()
    let analysis = try analysis(configuration)
    let rates = analysis.rows.filter { $0.metric == .boundaryRate }
    #expect(rates.count == 8)
    #expect(analysis.rows.count { $0.metric == .halfDrainFraction } == 4)
    #expect(analysis.rows.count { $0.metric == .costBytes } == 16)
    let share = try #require(GridCoverage(analysis.rows).share)
    #expect(share >= 0.8, "seed \(configuration.seeds.first): \(share)")
    let worst = rates.compactMap(\.point.residual?.magnitude).max() ?? 1
    #expect(worst < 0.1, "seed \(configuration.seeds.first): \(worst)")
    #expect(analysis.coefficients.count == 20)
  }

  @Test("A last slab that is filled in part has its own rate in the closed form")
  func partSlabs() throws {
    var configuration = small()
    configuration.slabsPerEpoch = 1.5
    configuration.sessionFractions = [0.1]
    configuration.objectSizes = [768]
    configuration.deviation = 0.005
    let theory = configuration.theory(4_096, 768, 0.1)
    // Seven or eight objects: a slab of five and one of three.
    #expect(theory.objectsPerEpoch == 8)
    let analysis = try analysis(configuration)
    let row = try #require(
      analysis.rows.first { $0.slabSize == 4_096 && $0.metric == .boundaryRate })
    #expect(abs((row.point.predicted ?? 0) - (pow(0.9, 5) + pow(0.9, 3)) / 2) < 1e-12)
    #expect(abs(row.point.residual ?? 1) < 0.03, "seed \(configuration.seeds.first): \(row.point)")
    // The half-drain fraction is one of full slabs.
    #expect(!analysis.rows.contains { $0.metric == .halfDrainFraction })
  }

  private func workload(requests: Int, requestSize: Int, sessionSize: Int) -> ViolationWorkload {
    ViolationWorkload(
      requests: requests, requestsPerEpoch: 2, requestSize: requestSize, sessionSize: sessionSize,
      slabSize: 4_096, sampleEvery: requests)
  }

  @Test("At p = 1 the cost is exact: a slab, or the slabs that 16 ring slots fill")
  func exactCosts() throws {
    for reuse in ReuseMode.allCases {
      let theory = CostTheory(reuse: reuse, p: 1, closes: 1_000, slabSize: 4_096, capacity: 10)
      // Eight slots come round 63 times and eight 62 times: seven slabs each.
      let slabs = reuse == .strict ? 1_000.0 : 112
      #expect(try theory.retainedSlabs() == slabs)
      let arm = CostArm(
        p: 1, reuse: reuse,
        workload: workload(requests: 2_000, requestSize: 384, sessionSize: 384),
        points: [1, 7, 20].map {
          .init(objectsPerRequest: $0, seeds: SeedBlock(first: 1, count: 2, stream: 1))
        })
      // Requests of the sessions' own class change nothing.
      #expect(try arm.run() == Array(repeating: [Int(slabs), Int(slabs)], count: 3))
    }
  }

  @Test("Ring slots fill as the closed form expects", arguments: [0.05, 0.4])
  func ringCosts(p: Double) throws {
    let theory = CostTheory(reuse: .ring, p: p, closes: 1_600, slabSize: 4_096, capacity: 5)
    let arm = CostArm(
      p: p, reuse: .ring, workload: workload(requests: 3_200, requestSize: 64, sessionSize: 768),
      points: [.init(objectsPerRequest: 2, seeds: SeedBlock(first: 7, count: 30, stream: 2))])
    let slabs = try arm.run()[0].map(Double.init)
    let error = try sampleDeviation(of: slabs) / 30.squareRoot()
    let z = (try mean(of: slabs) - theory.retainedSlabs()) / error
    #expect(z.magnitude < 4, "seed 7: \(z) deviations")
  }

  @Test("The check of the rates fails at an error above 0.02")
  func checks() throws {
    var analysis = try analysis(small())
    for index in analysis.rows.indices {
      analysis.rows[index].point.measured = analysis.rows[index].point.predicted ?? 0
      analysis.rows[index].point.ciLow = 0
      analysis.rows[index].point.ciHigh = .greatestFiniteMagnitude
    }
    func rateCheck() throws -> ReproductionCheck? {
      try analysis.checks().first { $0.statement.hasPrefix("the boundary rate is within") }
    }
    #expect(try rateCheck()?.outcome == .pass)
    analysis.rows[0].point.measured += 0.021
    #expect(try rateCheck()?.outcome == .fail)
  }
}
