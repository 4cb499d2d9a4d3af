import Statistics
import Testing

@Suite("Intervals of rates and means")
struct IntervalTests {
  // From mpmath at 40 digits; scipy.stats.binomtest(...).proportion_ci(method="wilson") of
  // SciPy 1.17.1 agrees to 14 digits.
  @Test("Wilson intervals agree with their reference")
  func wilsonReference() throws {
    let references: [(Int, Int, Double, Double, Double)] = [
      (0, 10, 0.95, 0.0, 0.2775327998628892),
      (1, 10, 0.95, 0.01787621309507291, 0.4041500267952384),
      (3, 10, 0.95, 0.10779126740630104, 0.6032218525388546),
      (10, 10, 0.95, 0.7224672001371109, 1.0),
      (0, 196, 0.95, 0.0, 0.01922253191786814),
      (196, 196, 0.95, 0.9807774680821318, 1.0),
      (298, 196000, 0.95, 0.0013574107404606107, 0.0017029448850015437),
      (5000, 100000, 0.99, 0.04825439507970588, 0.051805315027999406),
      (1, 1, 0.9, 0.26986594878405407, 1.0),
      (1, 1_000_000_000, 0.95, 1.765245549569632e-10, 5.664934243297438e-09),
      (50, 100, 0.999, 0.3437170754747583, 0.6562829245252416),
    ]
    for (successes, trials, confidence, low, high) in references {
      let interval = try wilsonInterval(
        successes: successes, trials: trials, confidence: confidence)
      #expect(relativeError(interval.low, low) < 1e-13, "\(successes) of \(trials)")
      // A high end near 0 is one less a number near 1: it has the digits of the latter.
      #expect((interval.high - high).magnitude < 1e-15, "\(successes) of \(trials)")
    }
  }

  @Test("A Wilson interval lies within [0, 1], holds the rate and mirrors that of the failures")
  func wilsonProperties() throws {
    let seed: UInt64 = 31
    var generator = Xoshiro256StarStar(seed: seed)
    for _ in 0..<2_000 {
      let trials = 1 + Int(generator.nextBounded(1 << (1 + generator.nextBounded(40))))
      let successes = Int(generator.nextBounded(UInt64(trials) + 1))
      let confidence = 0.001 + 0.998 * generator.nextUnit()
      let interval = try wilsonInterval(
        successes: successes, trials: trials, confidence: confidence)
      let mirrored = try wilsonInterval(
        successes: trials - successes, trials: trials, confidence: confidence)
      let context: Comment = "seed \(seed): \(successes) of \(trials) at \(confidence)"
      #expect(interval.low >= 0 && interval.high <= 1, context)
      #expect(interval.contains(Double(successes) / Double(trials)), context)
      #expect((mirrored.low - (1 - interval.high)).magnitude < 1e-14, context)
    }
  }

  @Test("The binomial deviation is that of the rate, and z counts it")
  func binomialDeviations() throws {
    #expect(try binomialDeviation(p: 0.5, trials: 100) == 0.05)
    #expect(try binomialDeviation(p: 0, trials: 7) == 0)
    #expect(relativeError(try binomialZ(successes: 60, trials: 100, expected: 0.5), 2) < 1e-14)
    #expect(relativeError(try binomialZ(successes: 40, trials: 100, expected: 0.5), -2) < 1e-14)
    #expect(try binomialZ(successes: 196, trials: 196, expected: 1) == 0)
    #expect(try binomialZ(successes: 195, trials: 196, expected: 1) == -.infinity)
    #expect(try binomialZ(successes: 1, trials: 196, expected: 0) == .infinity)
  }

  // scipy.stats.t.interval(confidence, 7, mean, scipy.stats.sem(values)), SciPy 1.17.1.
  @Test("Intervals of a mean agree with SciPy")
  func meanReference() throws {
    let values = [12.9, 13.3, 12.1, 14.8, 13.0, 12.7, 15.2, 13.3]
    let common = try meanInterval(of: values)
    #expect(relativeError(common.low, 12.529503696737436) < 1e-13)
    #expect(relativeError(common.high, 14.295496303262567) < 1e-13)
    let wide = try meanInterval(of: values, confidence: 0.99)
    #expect(relativeError(wide.low, 12.105725440444433) < 1e-13)
    #expect(relativeError(wide.high, 14.71927455955557) < 1e-13)
  }

  @Test("A 95 % interval of a normal mean holds it in about 95 % of 2,000 samples")
  func meanCoverage() throws {
    let seed: UInt64 = 41
    var generator = Xoshiro256StarStar(seed: seed)
    let samples = 2_000
    var covered = 0
    for _ in 0..<samples {
      var values: [Double] = []
      for _ in 0..<5 {
        values.append(3 + 2 * (try StandardNormal.quantile(generator.nextUnit() + 0x1p-54)))
      }
      if try meanInterval(of: values).contains(3) { covered += 1 }
    }
    let z = try binomialZ(successes: covered, trials: samples, expected: 0.95)
    #expect(z.magnitude < 4, "seed \(seed): \(covered) of \(samples) hold the mean")
  }

  @Test("Impossible counts, confidences and lengths are refused")
  func errors() {
    #expect(throws: StatisticsError.invalidTrials(successes: 3, trials: 2)) {
      try wilsonInterval(successes: 3, trials: 2)
    }
    #expect(throws: StatisticsError.invalidTrials(successes: 0, trials: 0)) {
      try wilsonInterval(successes: 0, trials: 0)
    }
    #expect(throws: StatisticsError.confidenceOutOfRange(value: 1)) {
      try wilsonInterval(successes: 1, trials: 2, confidence: 1)
    }
    #expect(throws: StatisticsError.probabilityOutOfRange(name: "p", value: 1.01)) {
      try binomialZ(successes: 1, trials: 2, expected: 1.01)
    }
    #expect(throws: StatisticsError.tooFewPoints(count: 1, required: 2)) {
      try meanInterval(of: [1])
    }
    #expect(throws: StatisticsError.confidenceOutOfRange(value: 0)) {
      try meanInterval(of: [1, 2], confidence: 0)
    }
  }

  @Test("An interval holds its ends and half their distance")
  func interval() {
    let interval = ConfidenceInterval(low: -1, high: 3)
    #expect(interval.halfWidth == 2)
    #expect(interval.contains(-1) && interval.contains(0) && interval.contains(3))
    #expect(!interval.contains(-1.001) && !interval.contains(3.001))
  }
}
