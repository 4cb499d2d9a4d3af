import Statistics
import Testing

/// Means whose law is known by three moments.
@Suite("Skewed laws")
struct SkewedLawTests {
  @Test("An interval holds the law's mean exactly where the score lies within 1.96")
  func inverse() throws {
    for third in [0, 0.5, 4, -4, 40] {
      let law = SkewedLaw(mean: 3, variance: 2, thirdMoment: third)
      for count in [2, 10, 60] {
        for step in -40...40 {
          let value = 3 + Double(step) / 10 / Double(count).squareRoot()
          let score = try #require(law.score(ofMean: value, of: count))
          let interval = try #require(try law.interval(aroundMean: value, of: count))
          // Of the most skewed, the median lies beyond the normal quantiles' reach.
          if abs(score.magnitude - 1.959964) < 1e-6 || third == 40 { continue }
          #expect(
            interval.contains(3) == (score.magnitude < 1.959964), "\(third), \(count), \(value)")
        }
      }
    }
    let certain = SkewedLaw(mean: 3, variance: 0, thirdMoment: 0)
    #expect(certain.score(ofMean: 3, of: 5) == nil)
    #expect(try certain.interval(aroundMean: 3, of: 5) == nil)
    #expect(throws: StatisticsError.self) {
      try SkewedLaw(mean: 3, variance: 1, thirdMoment: 0)
        .interval(aroundMean: 3, of: 5, confidence: 1)
    }
  }

  // scipy.stats.gamma 1.17.1: norm.ppf(gamma.cdf(x, a)) for sums of exponential times of mean 1.
  @Test("Sums of exponential times have the normal value of their gamma distribution")
  func exponentialTimes() throws {
    let law = SkewedLaw(mean: 1, variance: 1, thirdMoment: 2)
    for (sum, count, score) in [
      (10, 20, -2.7012), (20, 20, 0.0746), (35, 20, 2.8304), (38, 60, -3.2435), (85, 60, 2.9058),
      (12, 5, 2.4276),
    ] {
      let found = try #require(law.score(ofMean: Double(sum) / Double(count), of: count))
      #expect(abs(found - score) < 0.01, "\(sum) of \(count): \(found), \(score)")
    }
  }

  @Test("Moments of counts are those of their probabilities")
  func moments() throws {
    var live = LiveCount()
    live.add(3, liveWithProbability: 0.25)
    live.add(2, liveWithProbability: 1)
    live.add(4, liveWithProbability: 0.8)
    let masses = live.masses
    #expect(masses.count == 10 && abs(masses.reduce(0, +) - 1) < 1e-14)
    #expect(abs(masses[9] - 0.015625 * 0.4096) < 1e-16 && masses[0] == 0 && masses[1] == 0)
    func moment(_ value: (Double) -> Double) -> Double {
      masses.indices.reduce(0) { $0 + masses[$1] * value(Double($1)) }
    }
    let raw = SkewedLaw(
      rawMoments: moment { $0 }, moment { $0 * $0 }, moment { $0 * $0 * $0 })
    let factorial = SkewedLaw(
      factorialMoments: moment { $0 }, moment { $0 * ($0 - 1) },
      moment { $0 * ($0 - 1) * ($0 - 2) })
    // Cumulants of independent variables add.
    let (variance, third) = (3 * 0.1875 + 4 * 0.16, 3 * 0.1875 * 0.5 - 4 * 0.16 * 0.6)
    for law in [raw, factorial, factorial.scaled(by: -2).scaled(by: -0.5)] {
      #expect(abs(law.mean - live.mean) < 1e-12)
      #expect(abs(law.variance - variance) < 1e-12 && abs(law.thirdMoment - third) < 1e-11)
    }
  }

  @Test("Intervals of pooled Poisson counts hold the mean in 95 %, as nearly as whole numbers can")
  func countsCovered() throws {
    // Exactly: the probabilities of all counts whose interval holds the mean.
    for runs in [5, 60] {
      var shares: [Double] = []
      for total in stride(from: 2.5, through: 32, by: 0.5) {
        let mean = total / Double(runs)
        let law = SkewedLaw(mean: mean, variance: mean, thirdMoment: mean)
        var (mass, covered) = (poissonOfNone(total), 0.0)
        for count in 0..<200 {
          let interval = try law.interval(aroundMean: Double(count) / Double(runs), of: runs)
          if interval?.contains(mean) == true { covered += mass }
          mass *= total / Double(count + 1)
        }
        #expect(covered > 0.915 && (covered > 0.93 || total < 10), "\(runs), \(mean): \(covered)")
        shares.append(covered)
      }
      #expect(abs(try Statistics.mean(of: shares) - 0.95) < 0.005, "\(runs) runs")
    }
  }

  private func poissonOfNone(_ mean: Double) -> Double {
    // exp(-mean) by halving, as no elementary function is at hand here.
    let term = mean / 1_048_576
    var value = 1 - term + term * term / 2
    for _ in 0..<20 { value *= value }
    return value
  }
}
