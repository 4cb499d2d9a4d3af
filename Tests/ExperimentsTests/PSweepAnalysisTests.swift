import TestSupport
import Results
import Testing

@testable import Experiments

@Suite struct PSweepAnalysisTests {
  private func analysis() throws -> PSweepAnalysis {
    var configuration = PSweepConfiguration.standard
    configuration.p = [0.05]
    configuration.repeats = 1
    return try PSweepAnalysis(configuration, [(configuration.arms[0], ReferenceSeries.outcome)])
  }

  private func agrees(_ value: Double?, _ reference: Double) -> Bool {
    value.map { abs($0 - reference) <= 5e-10 * abs(reference) } ?? false
  }

  @Test("Slope and R-squared of a written series agree with NumPy to 9 digits")
  func numpy() throws {
    let row = try #require(try analysis().rows.first)
    #expect(agrees(row.slopeBytesPerRequest, ReferenceSeries.residentSlope))
    #expect(agrees(row.rSquared, ReferenceSeries.residentRSquared))
    #expect(agrees(row.rSquaredSlabs, ReferenceSeries.slabRSquared))
    #expect(row.behavior == .linear)
    #expect(row.rssGrowthBytes == 2_072_576)
    #expect(row.growthPerPBytes == 41_451_520)
    #expect(agrees(row.boundRatio, 508.0 / 5_017))
  }

  @Test("Quartile slopes of a written series agree with exact arithmetic to 9 digits")
  func quartiles() throws {
    let rows = try SlopeAnalysis(analysis().samples).rows
    for (metric, reference) in [
      (SlopeRow.Metric.rssBytes, ReferenceSeries.residentQuarterSlopes),
      (.retainedSlabs, ReferenceSeries.slabQuarterSlopes),
    ] {
      let slopes = rows.filter { $0.metric == metric }
      #expect(slopes.map(\.quartile) == [1, 2, 3, 4])
      for (row, expected) in zip(slopes, reference) {
        #expect(agrees(row.slopePerRequest, expected))
        #expect(agrees(row.ratioToFirst, expected / reference[0]))
      }
    }
  }

  private func behavior(resident: (Int) -> Int) throws -> Behavior {
    var configuration = PSweepConfiguration.standard
    configuration.p = [0.5]
    var outcome = ReferenceSeries.outcome
    for index in outcome.samples.indices { outcome.samples[index].rssBytes = resident(index) }
    return try PSweepAnalysis(configuration, [(configuration.arms[0], outcome)]).rows[0].behavior
  }

  @Test("A plateau is a flat slope, or growth of at most 128 KiB")
  func behavior() throws {
    #expect(try behavior { _ in 20_000_000 } == .plateau)
    // A straight line of exactly 128 KiB from the first sample to the last, and one page more.
    #expect(try behavior { 131_072 * $0 / 199 } == .plateau)
    #expect(try behavior { (131_072 + 4_096) * $0 / 199 } == .linear)
    // Far apart in the end, and without a trend.
    #expect(try behavior { $0 == 199 ? 200_000 : ($0 % 2) * 400_000 } == .plateau)
    #expect(try behavior { 40_000_000 - 100_000 * $0 } == .plateau)
  }

  @Test("Coefficients are means over seeds with their interval, beside theory and publication")
  func coefficients() throws {
    var configuration = PSweepConfiguration.standard
    configuration.p = [0.05]
    configuration.reuse = [.ring, .strict]
    var analysis = try PSweepAnalysis(configuration, [])
    for (reuse, growth) in [(ReuseMode.ring, 2_000_000), (.ring, 2_200_000), (.strict, 21_000_000)]
    {
      var row = PSweepRow.blank
      row.p = 0.05
      row.reuse = reuse
      row.rssGrowthBytes = growth
      row.growthPerPBytes = Double(growth) / 0.05
      row.rSquared = growth == 2_000_000 ? 0.999 : 1
      row.sessionSize = configuration.workload.sessionSize
      analysis.rows.append(row)
    }
    let all = try analysis.coefficients(published: .bundled)
    func find(_ name: String, _ parameter: String) throws -> Coefficient {
      try #require(all.first { $0.coefficient == name && $0.parameter.csvField == parameter })
    }
    let ring = try find("growth_per_p", "p=0.05 reuse=ring")
    #expect(ring.value == 42_000_000)
    let theory = analysis.configuration.workload.theory(reuse: .ring)
    #expect(ring.predicted == (try theory.growthPerP(0.05)))
    #expect(ring.published == 42.4 * 1_048_576)
    // Student's t of one degree of freedom: 12.706 standard errors of 2,000,000.
    #expect(abs((ring.ciHigh ?? 0) - 42_000_000 - 12.7062 * 2_000_000) < 100)
    #expect(ring.unit == "bytes" && ring.experiment == "psweep")
    let share = try find("r_squared", "p=0.05 reuse=ring")
    #expect(share.published == 0.995)
    #expect(share.ciHigh == 1 && (share.ciLow ?? 1) < 0.9995)
    let strict = try find("growth_per_p", "p=0.05 reuse=strict")
    #expect(try abs(#require(strict.predicted) / 413_920_000 - 1) < 1e-12)
    #expect(strict.published == nil && strict.ciLow == nil && strict.ciHigh == nil)
    // Another workload has no published counterpart.
    analysis.configuration.workload.requestSize = 64
    #expect(try analysis.coefficients(published: .bundled).allSatisfy { $0.published == nil })
  }

  @Test("Arms that died leave a sweep that can still be analysed")
  func missingArms() throws {
    var configuration = PSweepConfiguration.standard
    configuration.reuse = [.ring, .strict]
    let none = try PSweepAnalysis(configuration, [])
    #expect(none.rows.isEmpty)
    #expect(try none.coefficients(published: .bundled).isEmpty)
    #expect(try none.checks(published: .bundled).allSatisfy { $0.outcome == .note })
  }
}
