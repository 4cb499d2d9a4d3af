import TestSupport
import Results
import Testing

@testable import Experiments

@Suite struct PSweepChecksTests {
  /// A sweep in both reuse modes that is as the paper and the theorem say.
  private func faithful(seeds: UInt64 = 5) throws -> PSweepAnalysis {
    var configuration = PSweepConfiguration.standard
    configuration.reuse = [.ring, .strict]
    var analysis = try PSweepAnalysis(configuration, [])
    for reuse in configuration.reuse {
      for p in configuration.p {
        for seed in 1...seeds {
          var row = PSweepRow.blank
          row.p = p
          row.reuse = reuse
          row.seed = seed
          row.sessionSize = configuration.workload.sessionSize
          row.sessions = Int(p * 100_000)
          row.retainedSlabs = reuse == .ring ? row.sessions / 10 : row.sessions
          row.rssGrowthBytes = Int(p * (reuse == .ring ? 41 : 394.755) * 1_048_576)
          row.rSquared = p > 0 ? 0.9999 : nil
          row.rSquaredExpected = configuration.workload.theory(reuse: reuse).expectedRSquared(p: p)
          row.rSquaredSlabs = row.rSquaredExpected
          row.boundRatio = p > 0 ? (reuse == .ring ? 0.1 : 1) : nil
          row.epochsClosed = 100_000
          row.behavior = p > 0 ? .linear : .plateau
          analysis.rows.append(row)
        }
      }
    }
    return analysis
  }

  /// The series of the sweep's run at p = 1 in ring reuse.
  private static func series(growingBy bytes: Int) -> [PSweepSample] {
    (1...10).map { number in
      var sample = PSweepSample.blank
      (sample.p, sample.reuse, sample.seed) = (1, .ring, 1)
      (sample.request, sample.rssBytes) = (number * 1_000, number * bytes)
      (sample.sessions, sample.retainedSlabs) = (100_000, 10_000)
      return sample
    }
  }

  private func change(
    _ analysis: inout PSweepAnalysis, _ reuse: ReuseMode, p: Double? = nil, seed: UInt64? = nil,
    _ body: (inout PSweepRow) -> Void
  ) {
    for index in analysis.rows.indices {
      let row = analysis.rows[index]
      guard row.reuse == reuse, p == nil || p == row.p, seed == nil || seed == row.seed
      else { continue }
      body(&analysis.rows[index])
    }
  }

  /// The least damage that the check of that statement must notice, or nil for one it is not known
  /// what would refute.
  private func doctored(_ statement: String) throws -> PSweepAnalysis? {
    var analysis = try faithful()
    let p = PSweepConfiguration.standard.p.last { statement.contains("at p = \($0) ") }
    switch statement {
    case _ where statement.hasPrefix("ring: RSS growth at p = 0 "):
      change(&analysis, .ring, p: 0, seed: 4) { $0.rssGrowthBytes = 128 * 1_024 + 1 }
    case _ where statement.hasPrefix("ring: mean RSS growth at p = 1 "):
      change(&analysis, .ring, p: 1) { $0.rssGrowthBytes = $0.rssGrowthBytes * 949 / 1_000 }
    case _ where statement.hasPrefix("ring: mean R-squared"):
      change(&analysis, .ring, p: p) { $0.rSquared = (p ?? 0) < 0.05 ? 0.9899 : 0.9979 }
    case _ where statement.hasPrefix("ring: growth / p"):
      // One of five points 6 % up is 4.7 % above their mean.
      change(&analysis, .ring, p: 0.1) { $0.rssGrowthBytes = $0.rssGrowthBytes * 106 / 100 }
    case _ where statement.hasPrefix("strict: retained slabs equal"):
      change(&analysis, .strict, p: 0.5, seed: 2) { $0.retainedSlabs += 1 }
    case _ where statement.hasPrefix("strict: the bound R(t) >= p m(t)"):
      change(&analysis, .strict, p: 0.5, seed: 2) { $0.boundRatio = 0.99999 }
    case _ where statement.contains(": 1 - R-squared on slabs over"):
      let reuse: ReuseMode = statement.hasPrefix("ring") ? .ring : .strict
      change(&analysis, reuse) { $0.rSquaredSlabs = $0.rSquaredSlabs.map { 1 - 0.4 * (1 - $0) } }
    case _ where statement.hasPrefix("strict: the residual expected"):
      change(&analysis, .strict, p: 0.25) {
        $0.rSquaredExpected = $0.rSquaredExpected.map { 1 - 1.06 * (1 - $0) }
      }
    case _ where statement.hasPrefix("strict: RSS at p = 1"):
      change(&analysis, .strict, p: 1) { $0.rssGrowthBytes = $0.rssGrowthBytes * 993 / 1_000 }
    case _ where statement.hasPrefix("every run closes"):
      change(&analysis, .ring, p: 0.5, seed: 1) { $0.epochsClosed -= 1 }
    case _ where statement.hasPrefix("epochs receive sessions"):
      change(&analysis, .ring, p: 0.5) { $0.sessions = $0.sessions * 101 / 100 }
    case _ where statement.hasPrefix("growth is a plateau"):
      change(&analysis, .ring, p: 0.25, seed: 3) { $0.behavior = .plateau }
    case _ where statement.hasPrefix("growth, R-squared and bound ratio"):
      analysis.samples = Self.series(growingBy: 1_000)
      analysis.samples[0].rssBytes += 1
    case _ where statement.hasPrefix("strict: mean 1 - R-squared"):
      change(&analysis, .strict, p: p) {
        $0.rSquaredSlabs = $0.rSquaredSlabs.map { 1 - 2.3 * (1 - $0) - 1e-11 }
      }
    default: return nil
    }
    return analysis
  }

  @Test("A faithful sweep passes every check")
  func passes() throws {
    let checks = try faithful().checks(published: .bundled)
    #expect(checks.filter { $0.outcome == .fail } == [])
    // Growth at both ends, R-squared at six points, growth over p; slabs, bound, growth, six
    // residuals, their limit; closes, draws, series, behavior, residuals together in both modes.
    #expect(checks.count { $0.outcome == .pass } == 25)
    #expect(checks.count { $0.outcome == .note } == 1)
    #expect(checks.allSatisfy { $0.experiment == "psweep" && !$0.measured.isEmpty })
  }

  @Test("Every check fails on a sweep that is damaged where it looks")
  func fails() throws {
    for check in try faithful().checks(published: .bundled) where check.outcome == .pass {
      let analysis = try #require(
        try doctored(check.statement), "no damage for: \(check.statement)")
      let again = try analysis.checks(published: .bundled)
      let same = try #require(again.first { $0.statement == check.statement })
      #expect(same.outcome == .fail, "\(check.statement)")
    }
  }

  @Test("What is just inside a limit passes")
  func limits() throws {
    var analysis = try faithful()
    change(&analysis, .ring, p: 0) { $0.rssGrowthBytes = 128 * 1_024 }
    change(&analysis, .ring, p: 0.01) { $0.rSquared = 0.99 }
    change(&analysis, .ring, p: 0.05) { $0.rSquared = 0.998 }
    change(&analysis, .ring, p: 1) { $0.rssGrowthBytes = $0.rssGrowthBytes * 96 / 100 }
    change(&analysis, .strict, p: 0.5) {
      $0.rSquaredSlabs = $0.rSquaredSlabs.map { 1 - 1.99 * (1 - $0) }
    }
    #expect(try analysis.checks(published: .bundled).allSatisfy { $0.outcome != .fail })
  }

  @Test("With few seeds the residual has more room")
  func fewSeeds() throws {
    var analysis = try faithful(seeds: 1)
    func stretch(_ factor: Double) {
      change(&analysis, .strict, p: 0.1) {
        $0.rSquaredSlabs = $0.rSquaredSlabs.map { 1 - factor * (1 - $0) }
      }
    }
    stretch(4.6)
    #expect(try analysis.checks(published: .bundled).allSatisfy { $0.outcome != .fail })
    stretch(1.1)
    let failed = try analysis.checks(published: .bundled).filter { $0.outcome == .fail }
    #expect(failed.map(\.statement).count == 1)
    #expect(failed.first?.statement.contains("at most 4.68 times") == true)
  }

  @Test("Another workload is held to the closed forms alone")
  func otherWorkload() throws {
    var analysis = try faithful()
    analysis.configuration.workload.requestSize = 64
    change(&analysis, .ring, p: 1) { $0.rssGrowthBytes = 1 }
    let checks = try analysis.checks(published: .bundled)
    #expect(!checks.contains { $0.outcome == .fail })
    #expect(
      checks.contains { $0.outcome == .note && $0.statement.contains("the workload differs") })
    change(&analysis, .strict, p: 1, seed: 1) { $0.retainedSlabs -= 1 }
    #expect(try analysis.checks(published: .bundled).contains { $0.outcome == .fail })
  }
}
