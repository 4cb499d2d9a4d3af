import TestSupport
import Results
import Testing

@testable import Experiments

@Suite struct SlopeAnalysisTests {
  private func series(
    p: Double = 1, _ reuse: ReuseMode = .ring, seed: UInt64 = 1, count: Int = 200,
    slabs: (Int) -> Int
  ) -> [PSweepSample] {
    (0..<count).map { index in
      var sample = PSweepSample.blank
      sample.p = p
      sample.reuse = reuse
      sample.seed = seed
      sample.request = (index + 1) * 1_000
      sample.retainedSlabs = slabs(index)
      sample.rssBytes = 20_000_000 + slabs(index) * 4_096
      return sample
    }
  }

  @Test("An exact line has four equal slopes, and ratios of exactly 1", arguments: [12, 200, 203])
  func line(count: Int) throws {
    let rows = try SlopeAnalysis(series(count: count) { 10 + 50 * $0 }).rows
    #expect(rows.count == 8)
    for row in rows {
      #expect(row.ratioToFirst == 1)
      #expect(row.slopePerRequest == (row.metric == .retainedSlabs ? 0.05 : 0.05 * 4_096))
    }
    #expect(rows.filter { $0.metric == .rssBytes }.map(\.quartile) == [1, 2, 3, 4])
  }

  @Test("A concave series has falling slopes, and a ratio below 1 that fails the check")
  func concave() throws {
    let analysis = try SlopeAnalysis(series { Int((Double($0) * 1e6).squareRoot()) })
    for metric in SlopeRow.Metric.allCases {
      let slopes = analysis.rows.filter { $0.metric == metric }.map(\.slopePerRequest)
      #expect(zip(slopes, slopes.dropFirst()).allSatisfy { $0 > $1 })
      let ratio = try #require(analysis.lastOverFirst(.ring, p: 1, metric).first)
      #expect(ratio > 0 && ratio < 0.5)
    }
    let checks = try analysis.checks()
    #expect(checks.count == 2)
    #expect(checks.allSatisfy { $0.outcome == .fail })
  }

  @Test("The checks have 2 % of room for slabs and 5 % for RSS, on either side")
  func limits() throws {
    for (metric, inside, outside) in [
      (SlopeRow.Metric.retainedSlabs, [0.981, 1.019], [0.979, 1.021]),
      (.rssBytes, [0.951, 1.049], [0.949, 1.051]),
    ] {
      for (ratio, outcome) in inside.map({ ($0, ReproductionCheck.Outcome.pass) })
        + outside.map({ ($0, .fail) })
      {
        var analysis = try SlopeAnalysis(series { 50 * $0 })
        for index in analysis.rows.indices
        where analysis.rows[index].metric == metric && analysis.rows[index].quartile == 4 {
          analysis.rows[index].ratioToFirst = ratio
        }
        let name = metric == .rssBytes ? "RSS" : "retained slabs"
        let check = try #require(
          try analysis.checks().first { $0.statement.contains(", \(name),") })
        #expect(check.outcome == outcome, "\(name) \(ratio)")
      }
    }
  }

  @Test("Series are told apart by p, reuse mode and seed, and those of p = 0 are left out")
  func grouping() throws {
    let samples =
      series(p: 0) { _ in 0 } + series(p: 0.5) { 2 * $0 } + series(p: 0.5, seed: 2) { 3 * $0 }
      + series(p: 0.5, .strict) { 20 * $0 }
    let analysis = try SlopeAnalysis(samples)
    #expect(analysis.rows.count == 3 * 8)
    #expect(analysis.lastOverFirst(.ring, p: 0.5, .retainedSlabs) == [1, 1])
    #expect(analysis.lastOverFirst(.strict, p: 0.5, .retainedSlabs) == [1])
    // The checks are about p = 1, where growth has no noise.
    #expect(try analysis.checks().isEmpty)
    let coefficients = try analysis.coefficients(published: .bundled)
    #expect(coefficients.count == 4)
    #expect(coefficients.allSatisfy { $0.published == nil && $0.predicted == 1 })
    // Samples of series that alternate line by line are the same series.
    let mixed = try SlopeAnalysis(
      zip(series(p: 0.5) { 2 * $0 }, series(p: 1) { 7 * $0 }).flatMap { [$0, $1] })
    #expect(mixed.rows.count == 16 && mixed.rows.allSatisfy { $0.ratioToFirst == 1 })
  }

  @Test("Only the published run's RSS ratio stands beside the published one")
  func published() throws {
    let analysis = try SlopeAnalysis(
      series { 50 * $0 } + series(.strict) { 500 * $0 } + series(p: 0.5) { 25 * $0 })
    let published = try analysis.coefficients(published: .bundled).filter { $0.published != nil }
    #expect(published.map(\.parameter.csvField) == ["p=1.0 reuse=ring metric=rss_bytes"])
    #expect(published.map(\.published) == [0.989])
  }

  @Test("A flat first quarter leaves no ratio, and no check that could pass by accident")
  func flat() throws {
    let analysis = try SlopeAnalysis(series { $0 < 60 ? 0 : $0 })
    #expect(analysis.rows.allSatisfy { $0.ratioToFirst == nil })
    #expect(try analysis.checks().isEmpty)
    #expect(try analysis.coefficients(published: .bundled).isEmpty)
  }

  @Test("A series that has no slope is refused by its name")
  func unusable() {
    let short = error(ExperimentError.self) { _ = try SlopeAnalysis(series(count: 11) { $0 }) }
    #expect(
      short?.description
        == "the series of p=1.0 reuse=ring seed=1: 11 points are too few: 12 or more are needed")
    let still = error(ExperimentError.self) {
      _ = try SlopeAnalysis(
        series(p: 0.25, .strict, seed: 7) { $0 }.map { sample in
          var sample = sample
          sample.request = 1_000
          return sample
        })
    }
    #expect(still?.description.contains("p=0.25 reuse=strict seed=7: x is 1000.0") == true)
  }
}
