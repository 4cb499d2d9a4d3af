import Results
import Testing

@testable import Experiments

@Suite struct DSRTests {
  @Test("DSR is 1 - p: the checks of a short sweep pass, and its rows add up")
  func sweep() throws {
    var configuration = DSRConfiguration.standard
    configuration.workload.closes = 2_000
    configuration.repeats = 2
    let analysis = DSRAnalysis(configuration, try configuration.arms.map { ($0, try $0.run()) })
    for check in try analysis.checks() {
      #expect(check.outcome == .pass, "\(check.statement): \(check.measured)")
    }
    #expect(analysis.rows.count == 14)
    #expect(analysis.rows.allSatisfy { $0.closes == 2_000 && $0.drained + $0.pinned == 2_000 })
    #expect(analysis.coefficients().map(\.predicted) == configuration.p.map { 1 - $0 })
  }

  @Test("a run far from 1 - p, and an end that is not exact, fail their checks")
  func failures() throws {
    var configuration = DSRConfiguration.standard
    configuration.p = [0, 0.5]
    configuration.workload.closes = 10_000
    configuration.repeats = 1
    let outcomes = zip(configuration.arms, [9_999, 5_180]).map { arm, drained in
      let row = DSRRow(
        p: arm.p, seed: arm.seed, closes: 10_000, drained: drained, pinned: 10_000 - drained,
        dsr: Double(drained) / 10_000, dsrExpected: 1 - arm.p)
      return (arm: arm, outcome: row)
    }
    let analysis = DSRAnalysis(configuration, outcomes)
    // The intervals themselves are right.
    #expect(try analysis.checks().map(\.outcome) == [.fail, .fail, .pass])
  }

  @Test("configurations that cannot run are refused by name")
  func validation() {
    var configuration = DSRConfiguration.standard
    configuration.p = [0.5, 0.5]
    #expect(throws: ExperimentError.self) { try configuration.validate() }
    configuration.p = [0.5]
    configuration.workload.sessionSize = 769
    #expect(throws: ExperimentError.self) { try configuration.validate() }
  }
}
