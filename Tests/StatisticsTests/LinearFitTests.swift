import Statistics
import Testing

@Suite("Linear fit")
struct LinearFitTests {
  @Test("The fit of NIST's Norris data agrees with the certified values to 12 digits")
  func norris() throws {
    let fit = try LinearFit(x: Norris.x, y: Norris.y)
    #expect(fit.count == 36)
    #expect(relativeError(fit.slope, Norris.slope) < 1e-12)
    #expect(relativeError(fit.intercept, Norris.intercept) < 1e-12)
    #expect(relativeError(try #require(fit.rSquared), Norris.rSquared) < 1e-12)
    #expect(relativeError(fit.residualDeviation, Norris.residualDeviation) < 1e-12)
  }

  @Test("The fit of an awkward series agrees with exact arithmetic", arguments: AwkwardSeries.all)
  func awkward(series: AwkwardSeries) throws {
    let fit = try LinearFit(x: series.x, y: series.y)
    #expect(relativeError(fit.slope, series.slope) < 1e-13)
    #expect(relativeError(try #require(fit.rSquared), series.rSquared) < 1e-12)
    #expect(relativeError(fit.residualDeviation, series.residualDeviation) < 1e-9)
    #expect(relativeError(fit.slopeStandardError, series.slopeStandardError) < 1e-9)
    let scale = series.y.reduce(0) { max($0, $1.magnitude) }
    #expect((fit.intercept - series.intercept).magnitude < 1e-14 * scale)
    let interval = try fit.slopeInterval(confidence: 0.95)
    #expect(relativeError(interval.low, series.slopeInterval.low) < 1e-11)
    #expect(relativeError(interval.high, series.slopeInterval.high) < 1e-11)
  }

  @Test("A constant y has slope 0, no residuals and no R-squared")
  func constantY() throws {
    let fit = try LinearFit(x: [1, 2, 4, 8], y: [0.1, 0.1, 0.1, 0.1])
    #expect(fit.slope == 0)
    #expect(fit.intercept == 0.1)
    #expect(fit.rSquared == nil)
    #expect(fit.residualDeviation == 0)
    #expect(try fit.slopeInterval() == ConfidenceInterval(low: 0, high: 0))
  }

  @Test(
    "A fit moves with its series under shifts and scales",
    arguments: 1...50 as ClosedRange<UInt64>)
  func affineEquivariance(seed: UInt64) throws {
    var generator = Xoshiro256StarStar(seed: seed)
    let count = 3 + Int(generator.nextBounded(60))
    let x = (0..<count).map { _ in generator.nextUnit() * 100 }
    let y = (0..<count).map { x[$0] * 0.5 + generator.nextUnit() * 30 }
    let (xShift, yShift) = (generator.nextUnit() * 1_000, generator.nextUnit() * 1_000)
    let (xScale, yScale) = (0.1 + generator.nextUnit(), -0.1 - generator.nextUnit())
    let fit = try LinearFit(x: x, y: y)
    let moved = try LinearFit(
      x: x.map { xShift + xScale * $0 }, y: y.map { yShift + yScale * $0 })

    let slope = fit.slope * yScale / xScale
    #expect(relativeError(moved.slope, slope) < 1e-9, "seed \(seed)")
    let intercept = yShift + yScale * fit.intercept - slope * xShift
    #expect((moved.intercept - intercept).magnitude < 1e-7, "seed \(seed)")
    let rSquared = try #require(fit.rSquared)
    #expect((try #require(moved.rSquared) - rSquared).magnitude < 1e-10, "seed \(seed)")
    let deviation = fit.residualDeviation * yScale.magnitude
    #expect(relativeError(moved.residualDeviation, deviation) < 1e-8, "seed \(seed)")
  }

  @Test("Values that allow no fit are named")
  func errors() {
    #expect(throws: StatisticsError.mismatchedLengths(x: 3, y: 4)) {
      try LinearFit(x: [1, 2, 3], y: [1, 2, 3, 4])
    }
    #expect(throws: StatisticsError.tooFewPoints(count: 2, required: 3)) {
      try LinearFit(x: [1, 2], y: [1, 2])
    }
    #expect(throws: StatisticsError.nonFinite(name: "y", index: 1, value: .infinity)) {
      try LinearFit(x: [1, 2, 3], y: [1, .infinity, 3])
    }
    #expect(throws: StatisticsError.constantX(value: 0.1)) {
      try LinearFit(x: [0.1, 0.1, 0.1], y: [1, 2, 3])
    }
    #expect(throws: StatisticsError.self) {
      try LinearFit(x: [1e200, 2e200, 3e200], y: [1, 2, 4])
    }
  }
}
