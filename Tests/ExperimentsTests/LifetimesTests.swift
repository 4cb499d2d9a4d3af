import TestSupport
import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct LifetimesTests {
  /// A grid that runs in a moment.
  private func small(
    _ lifetimes: [LifetimeLaw], p: [Double], seed: UInt64 = 1, repeats: Int = 3
  ) -> LifetimesConfiguration {
    var configuration = LifetimesConfiguration.standard
    configuration.lifetimes = lifetimes
    configuration.p = p
    configuration.workload.meanLifetime = 50
    configuration.workload.epochs = 4_096
    configuration.workload.requestObjects = 1
    configuration.seeds = Seeds(first: seed, count: repeats)
    return configuration
  }

  private func analysis(_ configuration: LifetimesConfiguration) throws -> LifetimesAnalysis {
    try LifetimesAnalysis(configuration, configuration.arms.map { ($0, try $0.run()) })
  }

  private func points(
    _ analysis: LifetimesAnalysis, _ metric: LifetimesRow.Metric
  ) -> [GridPoint] {
    analysis.rows.filter { $0.metric == metric }.map(\.point)
  }

  @Test("The closed form is min(t, W) for fixed lifetimes and a geometric sum for exponential ones")
  func closedForms() {
    let fixed = LifetimesTheory(lifetime: .fixed(50), epochs: 400)
    #expect([0, 1, 49, 50, 51, 400].map(fixed.retained(after:)) == [0, 1, 49, 50, 50, 50])
    #expect(fixed.secondHalf == 50 && fixed.limit == 50 && fixed.growthExponent == nil)
    let exponential = LifetimesTheory(lifetime: .exponential(mean: 20), epochs: 400)
    for epoch in [1, 7, 100, 400] {
      let expected = (1 - exp(-Double(epoch) / 20)) / (1 - exp(-1.0 / 20))
      #expect(abs(exponential.retained(after: epoch) - expected) < 1e-12 * expected)
    }
    let pareto = LifetimesTheory(lifetime: .pareto(minimum: 2, shape: 0.9), epochs: 4)
    // Ages 0 to 2 are survived, age 3 with (2/3)^0.9.
    #expect(abs(pareto.retained(after: 4) - (3 + pow(2.0 / 3, 0.9))) < 1e-12)
    #expect(pareto.limit == nil && abs((pareto.growthExponent ?? 0) - 0.1) < 1e-12)
  }

  @Test("Retained slabs scatter as the sum of independent sessions that live")
  func scatter() {
    let fixed = LifetimesTheory(lifetime: .fixed(50), epochs: 400).retainedLaw(after: 400, p: 0.25)
    #expect(fixed == SkewedLaw(mean: 12.5, variance: 50 * 0.1875, thirdMoment: 50 * 0.1875 * 0.5))
    #expect(
      LifetimesTheory(lifetime: .fixed(50), epochs: 60).retainedLaw(after: 60, p: 1).isCertain)
    let law = LifetimesTheory(lifetime: .exponential(mean: 20), epochs: 300)
      .retainedLaw(after: 300, p: 0.5)
    // Geometric sums: of q, of q^2 and of q^3, with q = exp(-a / 20) / 2.
    func sum(_ power: Double) -> Double { pow(0.5, power) / (1 - exp(-power / 20)) }
    #expect(abs(law.variance - (sum(1) - sum(2))) < 1e-5)
    #expect(abs(law.thirdMoment - (sum(1) - 3 * sum(2) + 2 * sum(3))) < 1e-5)
  }

  @Test("Every mean lifetime is the configured one, and an infinite mean has it as the shortest")
  func means() {
    let configuration = small(LifetimeLaw.allCases, p: [1])
    for law in LifetimeLaw.allCases where law != .pareto09 {
      #expect(abs(configuration.workload.lifetime(law).mean - 50) < 1e-12, "\(law)")
    }
    #expect(configuration.workload.lifetime(.pareto09) == .pareto(minimum: 50, shape: 0.9))
  }

  @Test("The samples have their doubles, up to the whole run")
  func samples() {
    let workload = LifetimesConfiguration.standard.workload
    let epochs = workload.sampledEpochs
    #expect(epochs == epochs.sorted() && Set(epochs).count == epochs.count)
    #expect(epochs.last == workload.epochs)
    for epoch in epochs.dropLast(4) { #expect(epochs.contains(2 * epoch)) }
  }

  @Test("At p = 1 with fixed lifetimes every slab is accounted for, at every sample")
  func exact() throws {
    let analysis = try analysis(small([.fixed], p: [1]))
    let curve = points(analysis, .retainedSlabs)
    #expect(curve.count == 41)
    #expect(curve.allSatisfy { $0.measured == $0.predicted && $0.ciLow == $0.ciHigh })
    #expect(points(analysis, .plateau)[0].measured == 50)
    // A level line claims no growth.
    #expect(points(analysis, .growthClaims)[0].measured == 0)
    #expect(try analysis.checks().allSatisfy { $0.outcome == .pass })
  }

  @Test("Random lifetimes follow their closed forms")
  func random() throws {
    let configuration = small([.exponential, .lognormal, .pareto09], p: [0.3, 1], repeats: 6)
    let analysis = try analysis(configuration)
    let curves = analysis.rows.filter { $0.metric == .retainedSlabs }
    // Points of one path err together, so that a few seeds may miss more than one point in ten.
    let share = try #require(GridCoverage(curves).share)
    #expect(share > 0.8, "seed \(configuration.seeds.first): \(share)")
    let exponent = try #require(points(analysis, .growthExponent).first)
    #expect(abs(exponent.measured - 0.1) < 0.1, "seed \(configuration.seeds.first): \(exponent)")
    #expect(points(analysis, .levelEpochs).count == 2)
    #expect(Set(analysis.coefficients.map(\.coefficient)).count == 3)
  }

  /// A run's slabs by simulation alone: those of sessions that live on.
  private func simulated(
    _ workload: LifetimesWorkload, _ law: LifetimeLaw, _ random: inout Xoshiro256StarStar
  ) -> LifetimesArm.Run {
    let lifetime = workload.lifetime(law)
    var changes = Array(repeating: 0, count: workload.epochs + 2)
    for epoch in 1...workload.epochs {
      let age = min(lifetime.draw(using: &random).rounded(.up), Double(workload.epochs))
      changes[epoch] += 1
      changes[min(epoch + Int(age), workload.epochs + 1)] -= 1
    }
    var live = 0
    let retained = changes.map { change in
      live += change
      return live
    }
    return LifetimesArm.Run(
      seed: 1, retainedSlabs: workload.sampledEpochs.map { retained[$0] }, secondHalf: 1,
      claimsGrowth: false)
  }

  @Test(
    "Intervals of level epochs hold the closed form in 93 % of samples or more",
    arguments: [LifetimeLaw.exponential, .pareto15])
  func levelsCovered(law: LifetimeLaw) throws {
    let configuration = small([law], p: [1], repeats: 10)
    let seed: UInt64 = 19
    var random = Xoshiro256StarStar(seed: seed)
    var (covered, trials) = (0, 0)
    for _ in 0..<60 {
      let runs = (0..<10).map { number in
        var run = simulated(configuration.workload, law, &random)
        run.seed = UInt64(number)
        return run
      }
      let analysis = try LifetimesAnalysis(configuration, [(configuration.arms[0], runs)])
      guard let point = points(analysis, .levelEpochs).first else { continue }
      covered += point.agrees == true ? 1 : 0
      trials += 1
    }
    let least = 0.93 - 4 * (try binomialDeviation(p: 0.93, trials: trials))
    #expect(trials > 50 && Double(covered) / Double(trials) >= least, "seed \(seed): \(covered)")
  }

  @Test("A check fails when its figure is off, and only then")
  func checks() throws {
    var analysis = try analysis(small([.fixed, .pareto09], p: [0.5, 1]))
    func outcome(_ word: String) -> ReproductionCheck.Outcome? {
      try? analysis.checks().first { $0.statement.contains(word) }?.outcome
    }
    for index in analysis.rows.indices {
      let predicted = analysis.rows[index].point.predicted
      analysis.rows[index].point = GridPoint(
        seeds: analysis.rows[index].point.seeds, measured: predicted ?? 0, ciLow: predicted,
        ciHigh: predicted, predicted: predicted)
    }
    #expect(try analysis.checks().count == 8)
    #expect(try analysis.checks().allSatisfy { $0.outcome == .pass })
    for index in analysis.rows.indices {
      let point = analysis.rows[index].point
      let isLast = analysis.rows[index].epoch == 4_096
      switch analysis.rows[index].metric {
      case .plateau: analysis.rows[index].point.measured *= 1.04
      case .growthExponent: analysis.rows[index].point.measured += 0.06
      case .retainedSlabs where isLast: analysis.rows[index].point.measured = 0
      default: break
      }
      analysis.rows[index].point.ciLow = point.predicted.map { $0 + 1 }
      analysis.rows[index].point.ciHigh = point.predicted.map { $0 + 2 }
    }
    for word in ["plateau", "t^b", "still grow", "intervals hold"] {
      #expect(outcome(word) == .fail, "\(word)")
    }
  }

  @Test("An arm gives the same runs in another process, and blocks of seeds fit together")
  func process() throws {
    var arm = small([.exponential], p: [0.4], seed: .max, repeats: 2).arms[0]
    let here = try arm.run()
    #expect(here.map(\.seed) == [.max, 0])
    let text = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    let data = try #require(try ArmProcess.run(kind: LifetimesArm.kind, description: text))
    let there = try JSONDecoder().decode([LifetimesArm.Run].self, from: data)
    #expect(there.map(\.retainedSlabs) == here.map(\.retainedSlabs))
    arm.seeds = arm.seeds.split(into: 1)[1]
    #expect(try arm.run().map(\.retainedSlabs) == [here[1].retainedSlabs])
  }

  @Test("Increments over doublings give the exponent of A t^b + B, whatever A and B")
  func exponents() throws {
    let epochs = (0...10).map { 100 << $0 }
    for (factor, offset, exponent) in [(10.0, -9.0, 0.1), (3, 500, 0.5), (0.1, 0, 1)] {
      let curve = RetentionCurve(
        epochs: epochs, slabs: epochs.map { factor * pow(Double($0), exponent) + offset })
      #expect(abs(try curve.growthExponent(from: 100) - exponent) < 1e-9)
    }
    let level = RetentionCurve(epochs: epochs, slabs: epochs.map { _ in 5 })
    #expect(throws: StatisticsError.self) { try level.growthExponent(from: 100) }
  }

  @Test("A height is reached between samples, at once, or never")
  func heights() {
    let curve = RetentionCurve(epochs: [10, 20, 40], slabs: [10, 30, 30])
    #expect(curve.firstEpoch(reaching: 20) == 15)
    #expect(curve.firstEpoch(reaching: 5) == 5)
    #expect(curve.firstEpoch(reaching: 31) == nil)
  }

  @Test("Runs that cannot be are refused by name and value")
  func validation() {
    func fault(_ change: (inout LifetimesConfiguration) -> Void) -> String? {
      var configuration = LifetimesConfiguration.standard
      change(&configuration)
      return error(ExperimentError.self) { try configuration.validate() }?.description
    }
    #expect(
      fault { $0.workload.epochs = 5_000 }
        == "epochs 5000: expected a multiple of 4096 (the run is halved often)")
    #expect(
      fault { $0.workload.epochs = 4_096 }
        == "epochs 4096: expected at least 8000, eight times --mean-lifetime")
    #expect(fault { $0.p = [0] } == "p 0: expected a probability above 0 and at most 1")
    #expect(fault { _ in } == nil)
  }
}
