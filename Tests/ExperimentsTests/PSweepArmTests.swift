import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct ViolationRunTests {
  private static let fractions = [0, 0.03, 0.25, 0.5, 1]

  @Test("In strict reuse each session retains a slab of its own, at every sample")
  func strict() throws {
    let analysis = try Small.analysis(
      Small.sweep(p: Self.fractions, [.strict], seed: 3, repeats: 2))
    #expect(analysis.rows.count == 10)
    for row in analysis.rows {
      #expect(row.retainedSlabs == row.sessions, "p \(row.p) seed \(row.seed)")
      #expect(row.boundRatio == (row.sessions > 0 ? 1 : nil), "p \(row.p) seed \(row.seed)")
    }
    for sample in analysis.samples { #expect(sample.retainedSlabs == sample.sessions) }
  }

  @Test("In ring reuse sessions share slabs, up to one open slab a ring slot")
  func ring() throws {
    let configuration = Small.sweep(p: Self.fractions, [.ring], seed: 3, repeats: 2)
    let capacity = configuration.workload.theory(reuse: .ring).capacity
    for sample in try Small.analysis(configuration).samples {
      let least = (sample.sessions + capacity - 1) / capacity
      #expect(
        (least...least + 16).contains(sample.retainedSlabs),
        "p \(sample.p) seed \(sample.seed): \(sample.sessions) sessions")
    }
  }

  @Test("At p = 0 nothing is retained, at p = 1 every epoch is", arguments: ReuseMode.allCases)
  func ends(reuse: ReuseMode) throws {
    let rows = try Small.analysis(Small.sweep(p: [0, 1], [reuse])).rows
    #expect(rows.map(\.epochsClosed) == [3_000, 3_000])
    let (none, all) = (rows[0], rows[1])
    #expect(none.sessions == 0 && none.retainedSlabs == 0 && none.liveBytes == 0)
    #expect(none.boundRatio == nil && none.growthPerPBytes == nil)
    #expect(none.rSquared == nil && none.rSquaredSlabs == nil && none.rSquaredExpected == nil)
    #expect(all.sessions == 3_000 && all.liveBytes == 3_000 * 384)
    // Each of 16 ring slots gets 187 or 188 sessions: 19 slabs of 10.
    #expect(all.retainedSlabs == (reuse == .ring ? 16 * 19 : 3_000))
    #expect(all.boundRatio == Double(all.retainedSlabs) / 3_000)
    // A slab for each session is a straight line; ring slots take theirs by turns.
    let expected = try #require(all.rSquaredExpected)
    #expect(reuse == .strict ? expected == 1 : expected < 1)
    #expect(abs(expected - (all.rSquaredSlabs ?? 0)) < 1e-9)
  }

  @Test("One seed gives the same figures twice, another seed others")
  func determinism() throws {
    let configuration = Small.sweep(p: [0.1, 0.5], [.ring, .strict], seed: 11)
    let first = try Small.analysis(configuration)
    let second = try Small.analysis(configuration)
    #expect(exactFields(first.rows) == exactFields(second.rows))
    #expect(exactFields(first.samples) == exactFields(second.samples))
    var other = configuration
    other.seed = 12
    let third = try Small.analysis(other)
    #expect(third.samples.map(\.sessions) != first.samples.map(\.sessions))
  }

  @Test("Session counts of ten seeds lie within 4 binomial deviations of p m, and differ")
  func binomial() throws {
    let configuration = Small.sweep(p: [0.2], [.ring], seed: 100, repeats: 10)
    let rows = try Small.analysis(configuration).rows
    for row in rows {
      let score = try binomialZ(
        successes: row.sessions, trials: row.epochsClosed, expected: row.p)
      #expect(abs(score) <= 4, "seed \(row.seed): \(row.sessions) sessions")
    }
    #expect(Set(rows.map(\.sessions)).count > 1)
  }

  @Test("Both reuse modes see the same trials")
  func sharedTrials() throws {
    let samples = try Small.analysis(Small.sweep(p: [0.3], [.ring, .strict], seed: 4)).samples
    let sessions = { (reuse: ReuseMode) in samples.filter { $0.reuse == reuse }.map(\.sessions) }
    #expect(sessions(.ring) == sessions(.strict))
  }

  @Test("The last sample is the end of the run, and the row is taken from it")
  func lastSample() throws {
    let analysis = try Small.analysis(Small.sweep(p: [0.3], [.strict], seed: 4))
    let (first, last) = (analysis.samples[0], analysis.samples[11])
    let row = analysis.rows[0]
    #expect(analysis.samples.map(\.request) == Array(stride(from: 500, through: 6_000, by: 500)))
    #expect(last.epochsClosed == row.epochsClosed && last.sessions == row.sessions)
    #expect(last.retainedSlabs == row.retainedSlabs && last.liveBytes == row.liveBytes)
    #expect(row.rssGrowthBytes == last.rssBytes - first.rssBytes)
    #expect(row.committedGrowthBytes == last.committedBytes - first.committedBytes)
    #expect(row.growthPerPBytes == Double(row.rssGrowthBytes) / 0.3)
  }

  @Test("An arm survives the way to its process and back")
  func codable() throws {
    let arm = Small.sweep(p: [0.1], [.strict], seed: .max).arms[0]
    let text = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    let result = try #require(try ArmProcess.run(kind: ViolationRun.kind, description: text))
    let outcome = try JSONDecoder().decode(ViolationRun.Outcome.self, from: result)
    let here = try arm.run()
    #expect(outcome.sessions == here.sessions && outcome.sessions > 0)
    #expect(outcome.samples.map(\.retainedSlabs) == here.samples.map(\.retainedSlabs))
    #expect(try ArmProcess.run(kind: "no such arm", description: text) == nil)
    #expect(throws: DecodingError.self) {
      try ArmProcess.run(kind: ViolationRun.kind, description: "{}")
    }
  }
}
