import Statistics
import Testing

/// How often intervals hold what they are for, simulated.
@Suite("Coverage of intervals")
struct CoverageTests {
  private let seed: UInt64 = 77

  /// The least share of simulated intervals that passes for 95 %: 93 %, less four deviations.
  private func leastShare(_ trials: Int) throws -> Double {
    0.93 - 4 * (try binomialDeviation(p: 0.93, trials: trials))
  }

  /// What a least-squares line leaves of the variance of a random walk with drift, which is what 1
  /// less R-squared of a Bernoulli path is: the walks are shared by all tests.
  private static let residuals: [Double] = {
    var generator = Xoshiro256StarStar(seed: 5)
    let places = (1...40).map(Double.init)
    return (0..<3_000).compactMap { _ in
      var height = 0.0
      let path = places.map { _ in
        height += 25 + (try! StandardNormal.quantile(generator.nextUnit() + 0x1p-54))
        return height
      }
      return (try? LinearFit(x: places, y: path))?.rSquared.map { 1 - $0 }
    }
  }()

  @Test("The interval of skewed means agrees with its reference, and holds the mean")
  func skewedReference() throws {
    // numpy 2.4.6 and scipy.stats.t 1.17.1
    let interval = try skewedMeanInterval(of: [1.2, 0.7, 2.9, 1.1, 1.6])
    #expect(relativeError(interval.low, 0.7411862598448618) < 1e-12)
    #expect(relativeError(interval.high, 3.0356741913577148) < 1e-12)
    #expect(interval.contains(1.5))
    #expect(throws: StatisticsError.self) { try skewedMeanInterval(of: [1, 0]) }
    #expect(throws: StatisticsError.self) { try skewedMeanInterval(of: [1]) }
  }

  @Test("Of residuals of R-squared, intervals hold the mean in 93 % or more, which t's do not")
  func residualsCovered() throws {
    let truth = try mean(of: Self.residuals)
    var generator = Xoshiro256StarStar(seed: seed)
    for count in [2, 5, 10] {
      var (skewed, student) = (0, 0)
      let trials = 6_000
      for _ in 0..<trials {
        let values = (0..<count).map { _ in
          Self.residuals[Int(generator.nextBounded(UInt64(Self.residuals.count)))]
        }
        skewed += try skewedMeanInterval(of: values).contains(truth) ? 1 : 0
        student += try meanInterval(of: values).contains(truth) ? 1 : 0
      }
      let share = Double(skewed) / Double(trials)
      #expect(share >= (try leastShare(trials)), "seed \(seed), \(count) values: \(share)")
      if count == 5 { #expect(Double(student) / Double(trials) < 0.92, "seed \(seed)") }
    }
  }

  // scipy.stats.binom 1.17.1 and scipy.optimize.brentq.
  @Test("Mid-P intervals agree with their reference")
  func midPReference() throws {
    let references: [(Int, Int, Double, Double)] = [
      (0, 10, 0, 0.2588655508930523),
      (1, 10, 0.005001475282439953, 0.40347615573769446),
      (3, 10, 0.0826002169785029, 0.6199185659263893),
      (10, 10, 0.7411344491069477, 1.0),
      (40, 40, 0.9278424754944854, 1.0),
      (2, 100, 0.0033669441484110423, 0.06450071702962601),
      (317, 36848, 0.00769774836056208, 0.009585271378258597),
      (5000, 100000, 0.048662155758971926, 0.05136389281261289),
    ]
    for (successes, trials, low, high) in references {
      let interval = try midPInterval(successes: successes, trials: trials)
      #expect((interval.low - low).magnitude < 1e-11, "\(successes) of \(trials)")
      #expect((interval.high - high).magnitude < 1e-11, "\(successes) of \(trials)")
    }
    #expect(throws: StatisticsError.self) { try midPInterval(successes: 2, trials: 1) }
  }

  @Test("Mid-P intervals hold rare rates and others in 93 % or more, which Wilson's do not")
  func midPCovered() throws {
    // Exactly: the probabilities of all outcomes whose interval holds the rate.
    func coverage(
      _ trials: Int, _ rate: Double,
      _ interval: (Int) throws -> ConfidenceInterval
    ) throws -> Double {
      let distribution = try BinomialDistribution(trials: trials, probability: rate)
      return try (0...trials).filter { try interval($0).contains(rate) }
        .reduce(0) { $0 + distribution.mass(at: $1) }
    }
    let trials = 40
    let intervals = try (0...trials).map { try midPInterval(successes: $0, trials: trials) }
    let wilson = try (0...trials).map { try wilsonInterval(successes: $0, trials: trials) }
    var least = 1.0
    var leastOfWilson = 1.0
    for step in 1..<400 {
      let rate = Double(step) / 800
      least = min(least, try coverage(trials, rate) { intervals[$0] })
      leastOfWilson = min(leastOfWilson, try coverage(trials, rate) { wilson[$0] })
    }
    #expect(least > 0.92, "\(least)")
    #expect(leastOfWilson < 0.9, "\(leastOfWilson)")
  }

  @Test("Percentile-bootstrap intervals of the median of ten hold it in 93 % or more")
  func mediansCovered() throws {
    var generator = Xoshiro256StarStar(seed: seed)
    let trials = 400
    var covered = 0
    for trial in 0..<trials {
      let values = try (0..<10).map { _ in
        try StandardNormal.quantile(generator.nextUnit() + 0x1p-54)
      }
      let interval = try bootstrapInterval(
        values, resamples: 400, seed: UInt64(trial), statistic: median(of:))
      covered += interval.contains(0) ? 1 : 0
    }
    let share = Double(covered) / Double(trials)
    #expect(share >= (try leastShare(trials)), "seed \(seed): \(share)")
  }
}
