import Statistics
import Testing

@Suite("Bootstrap intervals")
struct BootstrapTests {
  private static let seed: UInt64 = 51

  /// Normal values of mean 10 and deviation 1.
  private static func sample(_ count: Int, seed: UInt64) throws -> [Double] {
    var generator = Xoshiro256StarStar(seed: seed)
    return try (0..<count).map { _ in
      10 + (try StandardNormal.quantile(generator.nextUnit() + 0x1p-54))
    }
  }

  @Test("The same seed gives the same interval and another seed another one")
  func determinism() throws {
    let values = try Self.sample(40, seed: Self.seed)
    let first = try bootstrapInterval(values, seed: 1, statistic: mean(of:))
    #expect(try bootstrapInterval(values, seed: 1, statistic: mean(of:)) == first)
    #expect(try bootstrapInterval(values, seed: 2, statistic: mean(of:)) != first)
    let ratio = try bootstrapRatioInterval(
      numerator: values, denominator: values, seed: 1, statistic: median(of:))
    #expect(
      try bootstrapRatioInterval(
        numerator: values, denominator: values, seed: 1, statistic: median(of:)) == ratio)
  }

  @Test("The interval of a mean is close to that of Student's t for 200 normal values")
  func agreesWithT() throws {
    let values = try Self.sample(200, seed: Self.seed)
    let student = try meanInterval(of: values)
    let bootstrap = try bootstrapInterval(values, seed: 3, statistic: mean(of:))
    let tolerance = student.halfWidth / 8
    #expect((bootstrap.low - student.low).magnitude < tolerance, "seed \(Self.seed)")
    #expect((bootstrap.high - student.high).magnitude < tolerance, "seed \(Self.seed)")
  }

  @Test("A higher confidence gives an interval around that of a lower one")
  func nesting() throws {
    let values = try Self.sample(30, seed: Self.seed)
    let wide = try bootstrapInterval(values, confidence: 0.99, seed: 4, statistic: median(of:))
    let narrow = try bootstrapInterval(values, confidence: 0.8, seed: 4, statistic: median(of:))
    #expect(wide.low < narrow.low && narrow.high < wide.high)
  }

  // The delta method puts the ratio's relative variance at the sum of those of both means.
  @Test("The interval of a ratio of means has the width of the delta method")
  func ratioWidth() throws {
    let numerator = try Self.sample(150, seed: 52)
    let denominator = try Self.sample(60, seed: 53)
    let interval = try bootstrapRatioInterval(
      numerator: numerator, denominator: denominator, seed: 5, statistic: mean(of:))
    let (top, bottom) = (try mean(of: numerator), try mean(of: denominator))
    let variance =
      try sampleVariance(of: numerator) / 150 / (top * top)
      + sampleVariance(of: denominator) / 60 / (bottom * bottom)
    let expected = try StandardNormal.quantile(0.975) * top / bottom * variance.squareRoot()
    #expect(relativeError(interval.halfWidth, expected) < 0.12)
    #expect(interval.contains(top / bottom))
  }

  @Test("Doubling the numerator doubles the interval of the ratio exactly")
  func ratioScale() throws {
    let numerator = try Self.sample(20, seed: 54)
    let denominator = try Self.sample(25, seed: 55)
    let single = try bootstrapRatioInterval(
      numerator: numerator, denominator: denominator, seed: 6, statistic: mean(of:))
    let double = try bootstrapRatioInterval(
      numerator: numerator.map { $0 * 2 }, denominator: denominator, seed: 6,
      statistic: mean(of:))
    #expect(double == ConfidenceInterval(low: single.low * 2, high: single.high * 2))
  }

  @Test("Both samples of a ratio are resampled")
  func bothResampled() throws {
    let varying = try Self.sample(20, seed: 56)
    let constant = [Double](repeating: 2, count: 20)
    for (numerator, denominator) in [(varying, constant), (constant, varying)] {
      let interval = try bootstrapRatioInterval(
        numerator: numerator, denominator: denominator, seed: 7, statistic: mean(of:))
      #expect(interval.halfWidth > 0)
    }
  }

  @Test("Samples and settings that give no interval are refused")
  func errors() {
    #expect(throws: StatisticsError.tooFewPoints(count: 1, required: 2)) {
      try bootstrapInterval([1], seed: 1, statistic: mean(of:))
    }
    #expect(
      throws: StatisticsError.tooFewResamples(resamples: 39, required: 40, confidence: 0.95)
    ) {
      try bootstrapInterval([1, 2], resamples: 39, seed: 1, statistic: mean(of:))
    }
    #expect(throws: StatisticsError.nonFinite(name: "denominator", index: 0, value: .infinity)) {
      try bootstrapRatioInterval(
        numerator: [1, 2], denominator: [.infinity, 1], seed: 1, statistic: mean(of:))
    }
    #expect(
      throws: StatisticsError.resultNotFinite(name: "resampled statistic", value: .infinity)
    ) {
      try bootstrapRatioInterval(
        numerator: [1, 2], denominator: [0, 0], seed: 1, statistic: mean(of:))
    }
    #expect(throws: StatisticsError.self) {
      try bootstrapInterval([1, -1], seed: 1, statistic: geometricMean(of:))
    }
  }
}
