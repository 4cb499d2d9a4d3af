import TestSupport
import Results
import Testing

@testable import Experiments

@Suite struct TwoPointAnalysisTests {
  /// Both arms as the closed forms say.
  private func faithful(seeds: UInt64 = 5) -> TwoPointAnalysis {
    var analysis = TwoPointAnalysis(.standard, [])
    for routing in Routing.allCases {
      for seed in 1...seeds {
        var row = TwoPointRow.blank
        row.routing = routing
        row.reuse = .strict
        row.seed = seed
        row.recycleRate = routing == .mixed ? 0.0016 : 0.655
        row.boundarySlabs = 36_848
        row.boundaryRecycled = routing == .mixed ? 60 : 36_848
        row.structuralBytes = routing == .mixed ? 100_000_000 : 0
        analysis.rows.append(row)
        for index in 0..<200 {
          var sample = TwoPointSample.blank
          sample.routing = routing
          sample.reuse = .strict
          sample.seed = seed
          sample.request = (index + 1) * 1_000
          sample.epochsClosed = max(0, index - 3)
          sample.structuralBytes = routing == .mixed ? sample.epochsClosed * 500_000 : 0
          analysis.samples.append(sample)
        }
      }
    }
    return analysis
  }

  private func change(
    _ analysis: inout TwoPointAnalysis, _ routing: Routing, _ body: (inout TwoPointRow) -> Void
  ) {
    for index in analysis.rows.indices where analysis.rows[index].routing == routing {
      body(&analysis.rows[index])
    }
  }

  /// The least damage that the check of that statement must notice.
  private func doctored(_ statement: String) -> TwoPointAnalysis? {
    var analysis = faithful()
    switch statement {
    case _ where statement.hasPrefix("recycle-rate differential"):
      change(&analysis, .mixed) { $0.recycleRate = 0.655 / 237.9 }
    case _ where statement.hasPrefix("isolated: recycle rate"):
      change(&analysis, .isolated) { $0.recycleRate = 0.665 * 0.949 }
    case _ where statement.hasPrefix("mixed: mean boundary rate"):
      change(&analysis, .mixed) { $0.boundaryRecycled = 79 }
    case _ where statement.hasPrefix("mixed: all seeds' slabs"):
      // Inside the scatter of one run, outside that of all five.
      change(&analysis, .mixed) { $0.boundaryRecycled = 75 }
    case _ where statement.hasPrefix("isolated: every request slab"):
      analysis.rows[7].boundaryRecycled -= 1
    case _ where statement.hasPrefix("mixed: structural bytes grow linearly"):
      for index in 0..<200 {
        analysis.samples[index].structuralBytes = min(index * 500_000, 80_000_000)
      }
    case _ where statement.hasPrefix("isolated: structural bytes"):
      analysis.samples[1_500].structuralBytes = 1_048_576
    default: return nil
    }
    return analysis
  }

  @Test("Faithful arms pass every check")
  func passes() throws {
    let checks = try faithful().checks(published: .bundled)
    #expect(checks.count == 7)
    #expect(checks.allSatisfy { $0.outcome == .pass }, "\(checks.filter { $0.outcome != .pass })")
    #expect(checks.allSatisfy { $0.experiment == "twopoint" && !$0.measured.isEmpty })
  }

  @Test("Every check fails on arms that are damaged where it looks")
  func fails() throws {
    for check in try faithful().checks(published: .bundled) {
      let analysis = try #require(
        doctored(check.statement), "no damage for: \(check.statement)")
      let again = try analysis.checks(published: .bundled)
      let same = try #require(again.first { $0.statement == check.statement })
      #expect(same.outcome == .fail, "\(check.statement)")
    }
  }

  @Test("The pooled boundary check notices what the scatter of one run hides")
  func pooled() throws {
    let analysis = try #require(doctored("mixed: all seeds' slabs"))
    let failed = try analysis.checks(published: .bundled).filter { $0.outcome == .fail }
    #expect(failed.count == 1)
  }

  @Test("Ring reuse has no closed form, and another workload no published figures")
  func notes() throws {
    var analysis = faithful()
    analysis.configuration.reuse = [.ring]
    let ring = try analysis.checks(published: .bundled)
    #expect(ring.count == 1 && ring[0].outcome == .note)
    analysis = faithful()
    analysis.configuration.workload.closeLag = 3
    change(&analysis, .mixed) { $0.recycleRate = 0.5 }
    let other = try analysis.checks(published: .bundled)
    #expect(!other.contains { $0.outcome == .fail })
    #expect(other.contains { $0.outcome == .note })
    change(&analysis, .mixed) { $0.boundaryRecycled = 0 }
    #expect(try analysis.checks(published: .bundled).contains { $0.outcome == .fail })
  }

  private let mixedStrict: Parameters = ["routing": Routing.mixed, "reuse": ReuseMode.strict]
  private let isolatedStrict: Parameters = ["routing": Routing.isolated, "reuse": ReuseMode.strict]

  @Test("Coefficients stand beside their closed forms and the published figures")
  func coefficients() throws {
    let all = try faithful().coefficients(published: .bundled)
    func find(_ kind: CoefficientKind, _ point: Parameters) throws -> Coefficient {
      try #require(all.first(kind, at: point))
    }
    let differential = try find(.recycleRateDifferential, ["reuse": ReuseMode.strict])
    #expect(differential.value == 0.655 / 0.0016 && differential.published == 238)
    let isolated = try find(.recycleRate, isolatedStrict)
    #expect(isolated.published == 0.665 && abs((isolated.predicted ?? 0) - 2.0 / 3) < 1e-15)
    let boundary = try find(.twopointBoundaryRate, mixedStrict)
    #expect(boundary.value == 300.0 / 184_240)
    #expect(
      boundary.predicted
        == TwoPointConfiguration.standard.workload.theory.boundaryRecycleRate(.mixed))
    #expect(try #require(boundary.ciLow) < boundary.value)
    #expect(try #require(boundary.ciHigh) > boundary.value)
    #expect(try find(.structuralRSquared, mixedStrict).value == 1)
    #expect(try find(.twopointStructuralBytes, isolatedStrict).predicted == 0)
  }

  @Test("An interval of a share stays within 0 and 1")
  func shares() throws {
    var analysis = faithful(seeds: 2)
    analysis.rows[0].recycleRate = 0.0001
    let rate = try #require(
      try analysis.coefficients(published: .bundled).first(
        .recycleRate, at: ["routing": Routing.mixed]))
    #expect(rate.ciLow == 0)
  }

  @Test("Arms that died leave an experiment that can still be analysed")
  func missingArms() throws {
    var analysis = faithful(seeds: 2)
    analysis.rows.removeLast()
    let all = try analysis.coefficients(published: .bundled)
    let differential = try #require(all.first(.recycleRateDifferential))
    #expect(differential.ciLow == nil)
    _ = try analysis.checks(published: .bundled)
    analysis.rows.removeLast()
    #expect(try !analysis.coefficients(published: .bundled).isEmpty)
    _ = try analysis.checks(published: .bundled)
    analysis.rows = []
    #expect(try analysis.coefficients(published: .bundled).isEmpty)
    _ = try analysis.checks(published: .bundled)
  }
}
