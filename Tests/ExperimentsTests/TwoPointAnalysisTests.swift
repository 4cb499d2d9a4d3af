import TestSupport
import Results
import Testing

@testable import Experiments

@Suite struct TwoPointAnalysisTests {
  /// Both arms as the closed forms say.
  private func faithful(
    seeds: UInt64 = 5, _ reuse: [ReuseMode] = [.strict]
  ) throws -> TwoPointAnalysis {
    var configuration = TwoPointConfiguration.standard
    configuration.reuse = reuse
    var analysis = try TwoPointAnalysis(configuration, [])
    let theory = configuration.workload.differentialTheory
    for reuse in reuse {
      for routing in Routing.allCases {
        let rate = try #require(try theory.rate(routing, reuse))
        for seed in 1...seeds {
          var row = TwoPointRow.blank
          row.routing = routing
          row.reuse = reuse
          row.seed = seed
          row.objectSize = configuration.workload.objectSize
          row.sessionFraction = configuration.workload.sessionFraction
          row.recycleRate = rate
          row.recycleRatePredicted = rate
          row.slabsRecycled = Int((37_600 * rate).rounded())
          row.slabsCreated = 37_600 - row.slabsRecycled
          row.boundarySlabs = 36_848
          row.boundaryRecycled = routing == .mixed ? 63 : 36_848
          row.epochsClosed = 196
          row.slabCapacity = 16
          // A third of the objects of closed epochs, or of all.
          row.liveBytes = (routing == .mixed ? 196_000 : 200_000) * 256
          row.structuralBytes = routing == .mixed ? 24_414 * 4_096 : 0
          row.retainedSlabs = routing == .mixed ? 12_250 + 24_414 : 12_500
          row.boundMargin = 4_000
          analysis.rows.append(row)
          for index in 0..<200 {
            var sample = TwoPointSample.blank
            sample.routing = routing
            sample.reuse = reuse
            sample.seed = seed
            sample.request = (index + 1) * 1_000
            sample.epochsClosed = max(0, index - 3)
            sample.structuralBytes = routing == .mixed ? sample.epochsClosed * 500_000 : 0
            analysis.samples.append(sample)
          }
        }
      }
    }
    return analysis
  }

  /// Arms as they should be, with the pool and both reclaim modes.
  private func complete() throws -> TwoPointAnalysis {
    var analysis = try faithful()
    analysis.configuration.protocols = TwoPointProtocol.allCases
    analysis.configuration.reclaim = ReclaimMode.allCases
    for var row in analysis.rows {
      row.reclaim = .atClose
      analysis.rows.append(row)
    }
    for routing in Routing.allCases {
      for churn in PoolChurn.allCases {
        var row = TwoPointRow.blank
        row.protocol = .pool
        row.churn = churn
        row.routing = routing
        row.peakRetainedSlabs = 250
        row.boundMargin = 3_750
        row.boundarySlabs = 3_000
        row.boundaryRecycled = routing == .isolated ? 3_000 : 1_000
        analysis.rows.append(row)
      }
    }
    return analysis
  }

  private func change(
    _ analysis: inout TwoPointAnalysis, _ routing: Routing, _ body: (inout TwoPointRow) -> Void
  ) {
    for index in analysis.rows.indices
    where analysis.rows[index].routing == routing && analysis.rows[index].protocol == .sustained {
      body(&analysis.rows[index])
    }
  }

  /// The least damage that the check of that statement must notice.
  private func doctored(_ statement: String) throws -> TwoPointAnalysis? {
    var analysis = try complete()
    func changePool(_ routing: Routing, _ body: (inout TwoPointRow) -> Void) throws {
      let index = try #require(
        analysis.rows.firstIndex { $0.protocol == .pool && $0.routing == routing })
      body(&analysis.rows[index])
    }
    switch statement {
    case _ where statement.hasPrefix("retained slabs never exceed"):
      analysis.rows[3].boundMargin = -1
    case _ where statement.hasPrefix("pool: retained slabs"):
      try changePool(.mixed) { $0.peakRetainedSlabs = 4_201 }
    case _ where statement.hasPrefix("pool, isolated"):
      try changePool(.isolated) { $0.boundaryRecycled -= 1 }
    case _ where statement.hasPrefix("strict: the recycle-rate differential"):
      // 315 slabs of all seeds would be 4.1 standard errors more.
      change(&analysis, .mixed) { $0.slabsRecycled = 80 }
    case _ where statement.hasPrefix("strict, isolated: the mean recycle rate"):
      change(&analysis, .isolated) { $0.recycleRate += 0.0012 }
    case _ where statement.hasPrefix("strict, mixed: the boundary rate"):
      change(&analysis, .mixed) { $0.boundaryRecycled = 79 }
    case _ where statement.hasPrefix("strict, isolated: every request slab"):
      analysis.rows[7].boundaryRecycled -= 1
    case _ where statement.hasPrefix("strict, mixed: structural bytes grow linearly"):
      for index in 0..<200 {
        analysis.samples[index].structuralBytes = min(index * 500_000, 80_000_000)
      }
    case _ where statement.hasPrefix("strict, isolated: no structural bytes"):
      analysis.samples[1_500].structuralBytes = 4_096
    case _ where statement.hasPrefix("sustained: slabs created, recycled and retained"):
      analysis.rows[12].slabsRecycled += 1
    case _ where statement.hasPrefix("every sustained run closes"):
      analysis.rows[0].epochsClosed -= 1
    case _ where statement.hasPrefix("strict: objects are session objects"):
      // 4,000 of 2,940,000 are five deviations.
      change(&analysis, .mixed) { $0.liveBytes += 800 * 256 }
    case _ where statement.hasPrefix("strict: structural slabs are the retained"):
      analysis.rows[0].retainedSlabs += 1
    default: return nil
    }
    return analysis
  }

  @Test("Faithful arms pass every check")
  func passes() throws {
    let checks = try complete().checks(published: .bundled)
    #expect(checks.count == 13)
    #expect(checks.allSatisfy { $0.outcome == .pass }, "\(checks.filter { $0.outcome != .pass })")
    #expect(checks.allSatisfy { $0.experiment == "twopoint" && !$0.measured.isEmpty })
    let ring = try faithful([.ring]).checks(published: .bundled)
    #expect(ring.allSatisfy { $0.outcome == .pass }, "\(ring.filter { $0.outcome != .pass })")
    #expect(ring.contains { $0.statement.hasPrefix("ring: the recycle-rate differential") })
  }

  @Test("Every check fails on arms that are damaged where it looks")
  func fails() throws {
    for check in try complete().checks(published: .bundled) {
      let analysis = try #require(
        try doctored(check.statement), "no damage for: \(check.statement)")
      let again = try analysis.checks(published: .bundled)
      let same = try #require(again.first { $0.statement == check.statement })
      #expect(same.outcome == .fail, "\(check.statement)")
    }
  }

  @Test("Another workload is compared with its own closed forms, not with the published figures")
  func notes() throws {
    var analysis = try faithful()
    analysis.configuration.workload.closeLag = 3
    let other = try analysis.checks(published: .bundled)
    #expect(other.contains { $0.outcome == .note })
    #expect(try analysis.coefficients(published: .bundled).allSatisfy { $0.published == nil })
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
    let predicted = try #require(differential.predicted)
    #expect(abs(differential.value / predicted - 1) < 0.01 && differential.published == 238)
    #expect(try #require(differential.ciLow) < predicted)
    #expect(try #require(differential.ciHigh) > predicted)
    let isolated = try find(.recycleRate, isolatedStrict)
    #expect(isolated.published == 0.665 && isolated.predicted == isolated.value)
    // All seeds agree: nothing varies, so there is no interval.
    #expect(isolated.ciLow == nil)
    let boundary = try find(.twopointBoundaryRate, mixedStrict)
    #expect(boundary.value == 63.0 / 36_848)
    #expect(try #require(boundary.ciLow) < boundary.value)
    #expect(try #require(boundary.ciHigh) > boundary.value)
    #expect(try find(.structuralRSquared, mixedStrict).value == 1)
    #expect(try find(.twopointStructuralBytes, isolatedStrict).predicted == 0)
  }

  @Test("An interval of a share stays within 0 and 1")
  func shares() throws {
    var analysis = try faithful(seeds: 2)
    analysis.rows[0].recycleRate = 0.0001
    let rate = try #require(
      try analysis.coefficients(published: .bundled).first(
        .recycleRate, at: ["routing": Routing.mixed]))
    #expect(rate.ciLow == 0)
  }

  @Test("Arms that died leave an experiment that can still be analysed")
  func missingArms() throws {
    var analysis = try faithful(seeds: 2)
    analysis.rows.removeLast()
    let all = try analysis.coefficients(published: .bundled)
    let differential = try #require(all.first(.recycleRateDifferential))
    #expect(differential.ciLow != nil)
    _ = try analysis.checks(published: .bundled)
    analysis.rows.removeLast()
    #expect(try !analysis.coefficients(published: .bundled).isEmpty)
    _ = try analysis.checks(published: .bundled)
    analysis.rows = []
    #expect(try analysis.coefficients(published: .bundled).isEmpty)
    _ = try analysis.checks(published: .bundled)
  }
}
