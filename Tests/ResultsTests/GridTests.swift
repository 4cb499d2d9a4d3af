import TestSupport
import Statistics
import Testing

@testable import Results

private struct Row: GridRow {
  enum Metric: String, GridMetric {
    case slabs, rss
    var isNoisy: Bool { self == .rss }
  }

  var key: Int
  var metric: Metric
  var point: GridPoint

  static let fileName = "row.csv"
  static let schema = Schema(Row.init, .key("key", \.key), .metric, .point)
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

  @Test("Seeds that all agree leave no room: the closed form has to be exact, up to rounding")
  func exactness() throws {
    let tenths = Array(repeating: 0.1, count: 10)
    let point = try GridPoint(meanOf: tenths, predicted: 0.1)
    #expect(point.measured == 0.1 && point.ciLow == 0.1 && point.ciHigh == 0.1)
    #expect(point.agrees == true)
    #expect(try GridPoint(meanOf: tenths, predicted: 0.3 - 0.2).agrees == true)
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

  @Test("Coverage counts the points that have a closed form and an interval")
  func coverage() throws {
    func row(_ predicted: Double?) throws -> Row {
      var row = Row.blank
      row.point = try GridPoint(meanOf: [1, 2, 3], predicted: predicted)
      return row
    }
    var rows = try [row(2), row(2.1), row(nil), row(90)]
    #expect(GridCoverage(rows).points == 3 && GridCoverage(rows).agreeing == 2)
    #expect(!GridCoverage(rows).holds)
    rows += try (0..<7).map { _ in try row(2) }
    #expect(GridCoverage(rows).share == 0.9 && GridCoverage(rows).holds)
    #expect(GridCoverage([Row]()).share == nil && !GridCoverage([Row]()).holds)
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
