import TestSupport
import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct ThresholdTests {
  private func small(p: [Double], _ reuse: [ReuseMode]) -> ThresholdConfiguration {
    var configuration = ThresholdConfiguration.standard
    configuration.p = p
    configuration.reuse = reuse
    configuration.requests = [1_200, 2_400]
    configuration.workload.sampleEvery = 100
    configuration.workload.requestObjects = 1
    configuration.seeds.count = 10
    return configuration
  }

  private func analysis(_ configuration: ThresholdConfiguration) throws -> ThresholdAnalysis {
    var analysis = try ThresholdAnalysis(configuration)
    try analysis.analyse(analysis.arms.map { ($0, try $0.run()) })
    return analysis
  }

  @Test("A monitor on levels takes one step in mid-run for growth, one on increments does not")
  func rules() throws {
    let flat = [Double](repeating: 3, count: 20)
    let step = flat.indices.map { $0 < 10 ? 3.0 : 4 }
    let line = flat.indices.map { Double($0) + ($0 % 2 == 0 ? 0.3 : 0) }
    for rule in GrowthRule.allCases {
      #expect(try !GrowthMonitor.claimsGrowth(flat, rule))
      #expect(try GrowthMonitor.claimsGrowth(line, rule))
      #expect(try !GrowthMonitor.claimsGrowth(line.map { -$0 }, rule))
    }
    #expect(try GrowthMonitor.claimsGrowth(step, .levels))
    #expect(try !GrowthMonitor.claimsGrowth(step, .increments))
  }

  @Test("A count in steps moves when the exact one crosses a multiple of the step")
  func steps() {
    let step = 131_072
    #expect(GrowthMonitor.counted(131_071, inSteps: step, phase: 0) == 0)
    #expect(GrowthMonitor.counted(131_072, inSteps: step, phase: 0) == step)
    #expect(GrowthMonitor.counted(4_096, inSteps: step, phase: 126_976) == step)
    #expect(GrowthMonitor.counted(4_095, inSteps: step, phase: 126_976) == 0)
  }

  @Test("What the closed form says of a few steps is what the least-squares interval says")
  func detection() throws {
    let seed: UInt64 = 5
    var random = Xoshiro256StarStar(seed: seed)
    for samples in [3, 5, 12, 40] {
      let detection = try StepDetection(samples: samples)
      for _ in 0..<60 {
        let count = Int.random(in: 1...3, using: &random)
        let gaps = (0..<count).map { _ in Int.random(in: 1..<samples, using: &random) }
        let values = (1...samples).map { sample in Double(gaps.count { $0 < sample }) }
        #expect(
          try GrowthMonitor.claimsGrowth(values, .levels) == detection.isNoticed(gaps),
          "seed \(seed), \(samples) samples, gaps \(gaps)")
      }
    }
  }

  @Test("What goes unnoticed is an average over all gaps, and less with every step")
  func missed() throws {
    let detection = try StepDetection(samples: 12)
    // r^2 = g (12 - g) 12 / (4 * 143) is above 4.965 / 14.965 in all gaps but the first and last.
    #expect(detection.missedGaps == [1, 11])
    #expect(detection.missed[1] == 2.0 / 11)
    #expect(detection.missed.count == 4 && detection.missed[0] == 1)
    #expect(detection.missed == detection.missed.sorted(by: >))
    let many = try StepDetection(samples: 200)
    #expect(many.missed[1] < 0.02 && many.missed[2] < 0.001 && many.missed[3] == 0)
  }

  private func theory(_ reuse: ReuseMode, p: Double) -> ThresholdTheory {
    ThresholdTheory(
      reuse: reuse, p: p, closesPerSample: 50, capacity: 10, stepPages: 4, isSlabAPage: true)
  }

  @Test("Power is nil without a closed form, 0 without sessions, 1 with many, and grows with p")
  func limits() throws {
    let detection = try StepDetection(samples: 24)
    for reuse in ReuseMode.allCases {
      for signal in GrowthSignal.allCases {
        let powers = try [0, 0.0001, 0.001, 0.01, 1].map {
          try theory(reuse, p: $0).power(signal, detection) ?? -1
        }
        #expect(powers == powers.sorted(), "\(reuse) \(signal): \(powers)")
        #expect(abs(powers[0]) < 1e-12 && powers[4] > 0.999, "\(reuse) \(signal): \(powers)")
      }
    }
    var large = theory(.strict, p: 0.1)
    large.isSlabAPage = false
    #expect(try large.power(.rss, detection) == nil)
    #expect(try large.power(.rssSteps, detection) == nil)
    #expect(try large.power(.retainedSlabs, detection) != nil)
  }

  @Test(
    "Simulated counts are claimed as often as the closed form says", arguments: [0.0005, 0.004])
  func simulated(p: Double) throws {
    let samples = 24
    let detection = try StepDetection(samples: samples)
    let runs = 500
    for reuse in ReuseMode.allCases {
      let theory = theory(reuse, p: p)
      let seed: UInt64 = 77
      var random = Xoshiro256StarStar(seed: seed)
      var claims = 0
      for _ in 0..<runs {
        var sessions = [Int](repeating: 0, count: 16)
        var slabs = 0
        var values: [Double] = []
        for epoch in 0..<samples * theory.closesPerSample {
          if random.bernoulli(p) {
            slabs += reuse == .strict || sessions[epoch % 16] % theory.capacity == 0 ? 1 : 0
            sessions[epoch % 16] += 1
          }
          if (epoch + 1) % theory.closesPerSample == 0 { values.append(Double(slabs)) }
        }
        claims += try GrowthMonitor.claimsGrowth(values, .levels) ? 1 : 0
      }
      let expected = try #require(try theory.power(.retainedSlabs, detection))
      let z = try binomialZ(successes: claims, trials: runs, expected: expected)
      #expect(z.magnitude < 4, "seed \(seed), \(reuse), p \(p): \(claims), expected \(expected)")
    }
  }

  @Test("Runs of the allocator are claimed as the closed form says, and never at p = 0")
  func measured() throws {
    let configuration = small(p: [0, 0.001, 0.2], [.ring, .strict])
    let analysis = try analysis(configuration)
    let powers = analysis.rows.filter { $0.metric == .power }
    #expect(powers.count == 3 * 2 * 3 * 2 * 2)
    for row in powers where row.signal == .retainedSlabs && row.p == 0 {
      #expect(row.point.measured == 0)
    }
    for row in powers where row.signal == .retainedSlabs && row.p == 0.2 && row.reuse == .strict {
      #expect(row.point.measured == 1)
    }
    let share = try #require(
      GridCoverage(powers.filter { $0.signal == .retainedSlabs && $0.rule == .levels }).share)
    #expect(share >= 0.75, "seed \(configuration.seeds.first): \(share)")
    let alarms = try analysis.checks(published: .bundled)
      .filter { $0.statement.contains("false alarm") }
    #expect(alarms.count == 2 && alarms.allSatisfy { $0.outcome == .pass })
    for row in analysis.rows where row.metric == .powerAtNeed {
      #expect((row.point.predicted ?? 0) >= 0.95 && row.epochs <= 1_200)
    }
  }

  /// Runs without growth of a moment.
  private var loads: ThresholdConfiguration {
    var configuration = ThresholdConfiguration.standard
    configuration.loadCloses = [2_000]
    configuration.workload.requestObjects = 2
    configuration.seeds = Seeds(first: 3, count: 20)
    return configuration
  }

  @Test("A service that does not grow looks as if it did in RSS, and never in retained slabs")
  func varyingLoad() throws {
    let finished = try loads.loadArms.map { ($0, try $0.run()) }
    let analysis = try ThresholdLoadAnalysis(loads, finished)
    for check in analysis.checks {
      #expect(check.outcome == .pass, "\(check.statement): \(check.measured)")
    }
    #expect(analysis.checks.count == 2 && analysis.rows.count == 12)
    func alarms(_ load: LoadKind, _ signal: GrowthSignal, _ rule: GrowthRule) -> Double? {
      analysis.rows.first { $0.load == load && $0.signal == signal && $0.rule == rule }?
        .point.measured
    }
    // A wave that ends elsewhere than it began, and bursts, look like a slope: more often than the
    // interval's own 5 %.
    #expect((alarms(.varying, .rss, .levels) ?? 0) > 0.05)
    #expect(alarms(.varying, .retainedSlabs, .levels) == 0)
    for row in analysis.rows { #expect(row.point.ciLow != row.point.ciHigh) }
    #expect(falseAlarmTable(analysis.rows).rows.count == 6)
    #expect(falseAlarmFinding(analysis.rows)?.headline.contains("does not grow") == true)
    #expect(falseAlarmFinding([]) == nil)
  }

  @Test("The distribution of new slabs has their mean", arguments: [ReuseMode.ring, .strict])
  func meanOfNewSlabs(reuse: ReuseMode) throws {
    let theory = ThresholdConfiguration.standard.theory(reuse, p: 0.0001)
    for samples in [12, 50, 200] {
      let error = try #require(try theory.meanError(samples: samples))
      #expect(error < 1e-9, "\(samples) samples: \(error)")
    }
    var rare = theory
    rare.p = 0
    #expect(try rare.meanError(samples: 12) == nil)
    // More slabs come than the distribution is kept of.
    rare.p = 0.1
    #expect(try rare.meanError(samples: 200) == nil)
  }

  @Test("A monitor that is asked at another time than it is said to fails its check")
  func askedInTime() throws {
    let configuration = small(p: [0.01], [.strict])
    func outcome(_ change: (inout ThresholdArm.Run) -> Void) throws -> ReproductionCheck.Outcome? {
      var analysis = try ThresholdAnalysis(configuration)
      try analysis.analyse(
        analysis.arms.map { arm in
          var runs = try arm.run()
          change(&runs[0])
          return (arm, runs)
        })
      return try analysis.checks(published: .bundled)
        .first { $0.statement.hasPrefix("the monitor of every run is asked") }?.outcome
    }
    #expect(try outcome { _ in } == .pass)
    #expect(try outcome { $0.requests[0] -= 100 } == .fail)
  }

  @Test("Alarms where there is nothing to see fail their checks")
  func falseAlarms() throws {
    let claims: ThresholdLoadArm.Claims = Dictionary(
      uniqueKeysWithValues: GrowthSignal.allCases.map {
        ($0, [GrowthRule.levels: true, .increments: true])
      })
    let finished = loads.loadArms.map { ($0, Array(repeating: claims, count: $0.seeds.count)) }
    let analysis = try ThresholdLoadAnalysis(loads, finished)
    #expect(analysis.checks.map(\.outcome) == [.fail, .fail])
  }

  @Test("The mean of a load is its wave's and its bursts', and it ends elsewhere than it began")
  func load() {
    let seed: UInt64 = 12
    var random = Xoshiro256StarStar(seed: seed)
    var sum = 0.0
    for _ in 0..<40 {
      var load = ServiceLoad(closes: 5_000, &random)
      for close in 0..<5_000 { sum += load.next(close, &random) }
    }
    // Five bursts of 50 closes in 5,000, less what they overlap, triple a twentieth.
    #expect(abs(sum / 200_000 - 1.095) < 0.08, "seed \(seed): \(sum / 200_000)")
  }

  @Test("An arm gives the same claims in another process")
  func process() throws {
    let arm = try #require(ThresholdAnalysis(small(p: [0.01], [.strict])).arms.first)
    let text = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    let data = try #require(try ArmProcess.run(kind: ThresholdArm.kind, description: text))
    let there = try JSONDecoder().decode([ThresholdArm.Run].self, from: data)
    let here = try arm.run()
    #expect(there.map { $0.claims[.retainedSlabs] } == here.map { $0.claims[.retainedSlabs] })
    #expect(there.count == 10)
  }

  @Test("Series that cannot be are refused by name and value")
  func validation() {
    func fault(_ change: (inout ThresholdConfiguration) -> Void) -> String? {
      var configuration = ThresholdConfiguration.standard
      change(&configuration)
      return error(ExperimentError.self) { try configuration.validate() }?.description
    }
    #expect(
      fault { $0.requests = [11_000, 200_000] }
        == "requests 11000: expected at least 12000, 12 samples")
    #expect(
      fault { $0.requests = [12_500] }
        == "requests 12500: expected a multiple of --sample-every 1000")
    #expect(fault { _ in } == nil)
  }
}
