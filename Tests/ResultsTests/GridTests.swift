import TestSupport
import Statistics
import Testing

@testable import Results

private struct Row: GridRow {
  enum Metric: String, GridMetric {
    case slabs, rss
    var isNoisy: Bool { self == .rss }
    var unit: DataUnit { .one }
    var meaning: String { "a metric" }
  }

  var key: Int
  var metric: Metric
  var point: GridPoint

  static let fileName = "row.csv"
  static let rowMeaning = "a point"
  static let schema = Schema(Row.init, .key("key", \.key, .word, "a key"), .metric, .point)
}

@Suite struct GridTests {
  @Test("A mean over seeds has its t interval")
  func mean() throws {
    let values = [4.0, 6, 5, 7, 3]
    let point = try GridPoint(meanOf: values, predicted: 5.5)
    let interval = try meanInterval(of: values)
    #expect(point.seeds == 5 && point.measured == 5)
    #expect(point.ciLow == interval.low && point.ciHigh == interval.high)
    #expect(point.residual == -0.5 && point.agrees == true)
    #expect(try GridPoint(meanOf: values, predicted: 50).agrees == false)
    #expect(try GridPoint(meanOf: values, predicted: nil).agrees == nil)
    #expect(try GridPoint(meanOf: [1], predicted: 1).agrees == nil)
  }

  @Test("Seeds that all agree have no interval, unless the closed form says another figure")
  func exactness() throws {
    let tenths = Array(repeating: 0.1, count: 10)
    let point = try GridPoint(meanOf: tenths, predicted: 0.1)
    #expect(point.measured == 0.1 && point.ciLow == nil && point.ciHigh == nil)
    #expect(point.agrees == nil)
    #expect(try GridPoint(meanOf: tenths, predicted: 0.3 - 0.2).agrees == nil)
    #expect(try GridPoint(meanOf: tenths, predicted: 0.1000001).agrees == false)
  }

  @Test("A rate has its Wilson interval, and none of many does not exclude a rare outcome")
  func rate() throws {
    let point = try GridPoint(rateOf: 0, in: 1_000, seeds: 10, predicted: 1e-6)
    #expect(point.measured == 0 && point.ciLow == 0 && point.seeds == 10)
    #expect(point.agrees == true)
    #expect(try GridPoint(rateOf: 0, in: 1_000, seeds: 10, predicted: 0.1).agrees == false)
    #expect(throws: StatisticsError.self) {
      try GridPoint(rateOf: 2, in: 1, seeds: 1, predicted: nil)
    }
  }

  @Test("Runs that all give one number allow of as many others as none among them excludes")
  func rareOutcomes() throws {
    let runs = (0..<20).map { GridPoint.Run(seed: UInt64($0), value: 8) }
    let exact = try GridPoint(meanOf: runs, predicted: 8, step: 4)
    #expect(exact.ciLow == nil && exact.ciHigh == nil)
    #expect(exact.runs.allSatisfy { $0.step == nil })
    let rare = try GridPoint(meanOf: runs, predicted: 8.1, step: 4)
    // (1 - p)^20 is 5 % at p = 0.139.
    #expect(abs((rare.ciHigh ?? 0) - 8 - 4 * 0.13910834066826516) < 1e-9)
    #expect(rare.agrees == true && rare.runs.allSatisfy { $0.step == 4 })
    let distant = try GridPoint(meanOf: runs, predicted: 9, step: 4)
    // 0.75^20 / 2 has the score 2.95.
    #expect(distant.agrees == false && abs((distant.score ?? 0) - 2.9506) < 1e-3)
    #expect(try GridPoint(meanOf: runs, predicted: 13, step: 4).score == .infinity)
    #expect(try GridPoint(meanOf: runs, predicted: 8.1).agrees == false)
  }

  @Test("A score is the normal value of the residual's probability, and infinite without scatter")
  func scores() throws {
    // t = (5 - 3) / (sqrt(2.5) / sqrt(5)) = 2.8284 of four degrees has the tail of z = 1.984.
    let mean = try GridPoint(meanOf: [3, 4, 5, 6, 7], predicted: 3)
    #expect(abs((mean.score ?? 0) - 1.9842) < 5e-3)
    let mirrored = try GridPoint(meanOf: [3, 4, 5, 6, 7], predicted: 7)
    #expect(abs((mirrored.score ?? 0) + (mean.score ?? 0)) < 1e-9)
    let runs = [40, 60].map { GridPoint.Run(seed: 1, rateOf: $0, in: 100) }
    #expect(abs(try GridPoint(rateOver: runs, predicted: 0.4).score! - 2.8868) < 1e-3)
    // Of one in a hundred two are expected: too few for a deviation.
    #expect(try GridPoint(rateOver: runs, predicted: 0.01).score == nil)
    #expect(try GridPoint(meanOf: [2, 2], predicted: 3).score == .infinity)
    #expect(try GridPoint(meanOf: [2, 2], predicted: 2).score == nil)
    #expect(try GridPoint(meanOf: [2, 3], predicted: nil).score == nil)
  }

  /// Rows of 10 normal values each about a mean, with the closed form so many deviations of a mean
  /// off it.
  private func rows(
    _ count: Int, off: Double = 0, spread: Double = 1, seed: UInt64
  ) throws -> [Row] {
    var generator = Xoshiro256StarStar(seed: seed)
    return try (0..<count).map { key in
      var row = Row.blank
      row.key = key
      let values = try (0..<10).map { _ in
        try StandardNormal.quantile(generator.nextUnit() + 0x1p-54)
      }
      row.point = try GridPoint(meanOf: values, predicted: off / 10.squareRoot())
      let half = ((row.point.ciHigh ?? 0) - (row.point.ciLow ?? 0)) / 2 * spread
      row.point.ciLow = row.point.measured - half
      row.point.ciHigh = row.point.measured + half
      return row
    }
  }

  @Test("Runs that scatter less or more than their closed form says fail, and as much pass")
  func scatter() throws {
    let seed: UInt64 = 9
    var random = Xoshiro256StarStar(seed: seed)
    /// Binomial counts of 40 trials beside a law of a variance that is a factor off.
    func rows(_ factor: Double) throws -> [Row] {
      try (0..<20).map { key in
        let runs = (0..<20).map { run in
          GridPoint.Run(
            seed: UInt64(run), value: Double((0..<40).count { _ in random.bernoulli(0.25) }))
        }
        let law = SkewedLaw(mean: 10, variance: factor * 7.5, thirdMoment: factor * 3.75)
        var row = Row.blank
        row.key = key
        row.point = try GridPoint(meanOf: runs, law)
        return row
      }
    }
    for (factor, holds) in [(1, true), (2, false), (0.5, false)] {
      let scores = GridScores(try rows(factor)) { "\($0.key)" }
      let score = try #require(scores.scatterScore)
      #expect((score.magnitude < 4) == holds && scores.holds == holds, "seed \(seed): \(score)")
      #expect(holds || (score < 0) == (factor > 1), "seed \(seed): \(score)")
      #expect(scores.followsFromRuns)
    }
  }

  @Test("Residuals pass that scatter as their intervals say, and fail that do not")
  func scoring() throws {
    for seed: UInt64 in 1...20 {
      let honest = GridScores(try rows(100, seed: seed)) { "\($0.key)" }
      #expect(honest.holds, "seed \(seed): \(honest)")
      #expect(honest.coverage.points == 100 && honest.scored == 100)
      let off = GridScores(try rows(100, off: 1.2, seed: seed)) { "\($0.key)" }
      #expect(!off.holds, "seed \(seed): \(off)")
      let narrow = GridScores(try rows(100, spread: 0.6, seed: seed)) { "\($0.key)" }
      #expect(!narrow.holds, "seed \(seed): \(narrow)")
      let wide = GridScores(try rows(100, spread: 2, seed: seed)) { "\($0.key)" }
      #expect(!wide.holds && wide.chiSquareScore < -4, "seed \(seed): \(wide)")
      let biased = GridScores(try rows(100, off: 0.75, seed: seed)) { "\($0.key)" }
      #expect(!biased.holds && biased.sumScore < -4, "seed \(seed): \(biased)")
      // What shares its draws counts once.
      let shared = GridScores(try rows(100, seed: seed)) { "\($0.key / 50)" }
      #expect(shared.holds && shared.groups == 2, "seed \(seed): \(shared)")
    }
    var one = try rows(1, seed: 3)
    one[0].point.measured = (one[0].point.ciHigh ?? 0) + 1
    #expect(!GridScores(one) { "\($0.key)" }.holds)
    #expect(!GridScores([Row]()) { "\($0.key)" }.holds)
  }

  @Test("An interval that does not follow from its runs is seen, and fails")
  func followsFromRuns() throws {
    let seed: UInt64 = 31
    var random = Xoshiro256StarStar(seed: seed)
    var rows: [Row] = []
    for key in 0..<200 {
      let runs = try (0..<5).map { _ in
        let share = Double(random.next() >> 12) * 0x1p-52 + 0x1p-53
        return GridPoint.Run(seed: 0, value: try StandardNormal.quantile(share))
      }
      rows.append(Row(key: key, metric: .slabs, point: try GridPoint(meanOf: runs, predicted: 0)))
    }
    func scores() -> GridScores { GridScores(rows) { "\($0.key)" } }
    #expect(scores().followsFromRuns && scores().holds, "seed \(seed)")
    // An interval of the variance over n in place of n - 1 would pass all that coverage asks.
    for index in rows.indices {
      let point = rows[index].point
      let half = ((point.ciHigh ?? 0) - (point.ciLow ?? 0)) / 2 * 0.8.squareRoot()
      (rows[index].point.ciLow, rows[index].point.ciHigh) =
        (point.measured - half, point.measured + half)
    }
    #expect(!scores().followsFromRuns && !scores().holds, "seed \(seed)")
  }

  @Test("R-squared has the skewed interval, and none where all runs give one value")
  func meanRSquared() throws {
    let kind = CoefficientKind("psweep", "r_squared", unit: "1", isExact: false)
    let varied = try Coefficient(kind, at: [:], meanRSquared: [0.99, 0.98, 0.9])
    let (low, high) = (try #require(varied.ciLow), try #require(varied.ciHigh))
    #expect(varied.value - low > high - varied.value && low >= 0 && high < 1)
    let even = try Coefficient(kind, at: [:], meanRSquared: [0.99, 0.99, 0.99])
    #expect(abs(even.value - 0.99) < 1e-15 && even.ciLow == nil && even.ciHigh == nil)
  }

  @Test("Single runs stand in a file of their own, with the point's keys, and read back")
  func runs() throws {
    typealias RowRun = GridRun<Row>
    #expect(RowRun.fileName == "row-runs.csv")
    #expect(RowRun.columns.map(\.name) == ["key", "metric", "seed", "value", "trials", "step"])
    var row = Row.blank
    (row.key, row.metric) = (7, .rss)
    row.point = try GridPoint(
      rateOver: [3, 4].map { GridPoint.Run(seed: UInt64($0), rateOf: $0, in: 5) }, predicted: nil)
    let runs = [row].runs
    #expect(runs.map(\.seed) == [3, 4] && runs.map(\.value) == [0.6, 0.8])
    let text = try RowRun.csvText(of: runs)
    #expect(try RowRun.read(Array(text.utf8), file: "row-runs.csv") == runs)
    #expect(RowRun.columns.first { $0.name == "value" }?.role(in: runs[0]) == .noisy)
    row.metric = .slabs
    #expect(RowRun.columns.allSatisfy { $0.role(in: [row].runs[0]) != .noisy })
    // A point that was read from its file has none.
    #expect(try Row.read(Array(Row.csvText(of: [row]).utf8), file: "row.csv").runs.isEmpty)
  }

  @Test("Coverage counts the points that have a closed form and an interval")
  func coverage() throws {
    func row(_ predicted: Double?) throws -> Row {
      var row = Row.blank
      row.point = try GridPoint(meanOf: [1, 2, 3], predicted: predicted)
      return row
    }
    var rows = try [row(2), row(2.1), row(nil), row(90)]
    #expect(GridCoverage(rows).points == 3 && GridCoverage(rows).agreeing == 2)
    rows += try (0..<7).map { _ in try row(2) }
    #expect(GridCoverage(rows).share == 0.9)
    #expect(GridCoverage([Row]()).share == nil)
  }

  @Test("A grid row's file ends with the shared columns and reads back, noisy where it is")
  func columns() throws {
    #expect(
      Row.columns.map(\.name)
        == ["key", "metric", "seeds", "measured", "ci_low", "ci_high", "predicted"])
    var row = Row.blank
    row.metric = .rss
    row.point = try GridPoint(meanOf: [1, 2, 4], predicted: nil)
    let text = try Row.csvText(of: [row])
    #expect(try Row.read(Array(text.utf8), file: "row.csv") == [row])
    let noisy = Row.columns.filter { $0.role(in: row) == .noisy }.map(\.name)
    #expect(noisy == ["seeds", "measured", "ci_low", "ci_high"])
    row.metric = .slabs
    #expect(Row.columns.allSatisfy { $0.role(in: row) != .noisy })
  }
}
