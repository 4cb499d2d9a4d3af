import Results
import Statistics
import TestSupport
import Testing

@testable import Experiments

@Suite struct RSquaredModelsTests {
  /// The sessions of ring runs at the published points that are not 1.000, one path a seed.
  private func samples(seeds: UInt64 = 5) -> [PSweepSample] {
    [0.01, 0.05, 0.1].flatMap { p in
      (1...seeds).flatMap { seed in
        var random = Xoshiro256StarStar(seed: seed)
        var sessions = 0
        return (1...200).map { step in
          for _ in 0..<500 { sessions += random.bernoulli(p) ? 1 : 0 }
          var sample = PSweepSample.blank
          sample.p = p
          sample.reuse = .ring
          sample.seed = seed
          sample.request = step * 1_000
          sample.sessions = sessions
          return sample
        }
      }
    }
  }

  @Test("Steps of 128 KiB alone reach the published R-squared at p = 0.01 and not at p = 0.1")
  func stepsAlone() throws {
    let fits = counterFits(samples(), published: .bundled)
    #expect(fits.count == CounterModel.all.count)
    let steps = try #require(fits.first)
    #expect(steps.matching == [0.01])
    let last = try #require(steps.points.last)
    #expect(last.range.lowerBound > 0.9985 && last.range.upperBound < 0.9993)
  }

  @Test("Some model with growth at the start reaches all three")
  func startUp() {
    let fits = counterFits(samples(), published: .bundled)
    #expect(fits.contains { $0.model.startUpSteps == 1 && $0.matching.count == 3 })
  }

  @Test("Without the runs there is no table and no finding")
  func nothing() {
    #expect(rSquaredTable([], published: .bundled) == nil)
    #expect(rSquaredTable(samples().filter { $0.p < 0.1 }, published: .bundled) == nil)
  }

  @Test("Growth by session size stands above the published one, which has no size")
  func sessionSizes() throws {
    var rows = [(256, 24.0), (384, 39.0)].map { size, growth in
      var row = PSweepRow.blank
      row.p = 1
      row.requests = 200_000
      row.reuse = .ring
      row.sessions = 100_000
      row.sessionSize = size
      row.slabCapacity = 4_096 / size
      row.boundRatio = 1 / Double(row.slabCapacity)
      row.rssGrowthBytes = Int(growth * 1_048_576)
      return row
    }
    let table = try #require(sessionSizeTable(rows, published: .bundled))
    #expect(table.rows.map { $0[0] } == ["256", "384", "published, not stated"])
    #expect(table.rows[2][4] == "0.105" && table.rows[2][6] == "430")
    #expect(sessionSizeTable(Array(rows.prefix(1)), published: .bundled) == nil)
    rows[0].requests = 12_000
    #expect(sessionSizeTable(rows, published: .bundled)?.rows.count == 2)
  }
}
