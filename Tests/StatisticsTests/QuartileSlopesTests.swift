import Statistics
import Testing

@Suite("Quartile slopes")
struct QuartileSlopesTests {
  @Test(
    "A remainder goes to the last, then the second, then the third quarter",
    arguments: [
      (12, [3, 3, 3, 3]), (13, [3, 3, 3, 4]), (14, [3, 4, 3, 4]), (15, [3, 4, 4, 4]),
      (200, [50, 50, 50, 50]),
    ])
  func remainder(count: Int, quarters: [Int]) throws {
    let x = (0..<count).map(Double.init)
    #expect(try quartileSlopes(x: x, y: x).map(\.count) == quarters)
  }

  @Test("A series of four straight pieces has their slopes")
  func pieces() throws {
    let x = (0..<80).map(Double.init)
    let y = (0..<80).map { [4.0, 2, 1, 0.5][$0 / 20] * Double($0) }
    let quarters = try QuartileSlopes(x: x, y: y)
    for (slope, expected) in zip(quarters.slopes, [4.0, 2, 1, 0.5]) {
      #expect(relativeError(slope, expected) < 1e-13)
    }
    let ratios = try #require(quarters.ratiosToFirst)
    for (ratio, expected) in zip(ratios, [1, 0.5, 0.25, 0.125]) {
      #expect(relativeError(ratio, expected) < 1e-13)
    }
    #expect(quarters.lastOverFirst == ratios[3])
  }

  @Test("There is no ratio to a first slope of 0")
  func flatStart() throws {
    let x = (0..<12).map(Double.init)
    let quarters = try QuartileSlopes(x: x, y: x.map { $0 < 3 ? 5 : $0 })
    #expect(quarters.slopes[0] == 0)
    #expect(quarters.ratiosToFirst == nil)
    #expect(quarters.lastOverFirst == nil)
  }

  @Test("Fewer than three points a quarter are refused, and a bad value is named by its place")
  func errors() {
    let eleven = (0..<11).map(Double.init)
    #expect(throws: StatisticsError.tooFewPoints(count: 11, required: 12)) {
      try quartileSlopes(x: eleven, y: eleven)
    }
    #expect(throws: StatisticsError.mismatchedLengths(x: 11, y: 12)) {
      try quartileSlopes(x: eleven, y: eleven + [11])
    }
    let twelve = eleven + [11]
    #expect(throws: StatisticsError.nonFinite(name: "y", index: 11, value: -.infinity)) {
      try quartileSlopes(x: twelve, y: eleven + [-.infinity])
    }
  }
}
