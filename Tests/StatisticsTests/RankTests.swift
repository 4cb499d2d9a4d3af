import Statistics
import Testing

@Suite("Rank tests and what goes with them")
struct RankTests {
  private let digits = 1e-6

  @Test("The statistic and the p-values agree with SciPy to six digits, with ties and without")
  func pValues() throws {
    var exact = 0
    for (number, reference) in RankTestReference.cases.enumerated() {
      let asymptotic = try MannWhitney(reference.first, reference.second, method: .asymptotic)
      #expect(asymptotic.u == reference.u, "case \(number)")
      #expect(
        relativeError(asymptotic.pValue, reference.asymptotic) < digits, "case \(number)")
      if let expected = reference.exact {
        exact += 1
        let test = try MannWhitney(reference.first, reference.second, method: .exact)
        #expect(relativeError(test.pValue, expected) < digits, "case \(number)")
        #expect(test.u == reference.u, "case \(number)")
      }
    }
    #expect(RankTestReference.cases.count == 50)
    #expect(exact >= 30)
  }

  @Test("Intervals of medians, means and ratios and t quantiles agree with SciPy to six digits")
  func intervals() throws {
    for (number, reference) in RankTestReference.cases.enumerated() {
      let median = try medianInterval(of: reference.first)
      if let (low, high) = reference.medianInterval {
        #expect(median.interval == ConfidenceInterval(low: low, high: high), "case \(number)")
        #expect(median.coverage >= 0.95, "case \(number)")
      } else {
        #expect(median.coverage < 0.95, "case \(number)")
        #expect(median.interval.low == reference.first.min(), "case \(number)")
      }
      if let (low, high) = reference.ratioInterval {
        let ratio = try RatioEstimate(of: reference.second, over: reference.first)
        #expect(relativeError(ratio.interval.low, low) < digits, "case \(number)")
        #expect(relativeError(ratio.interval.high, high) < digits, "case \(number)")
      }
    }
    for (number, reference) in RankTestReference.means.enumerated() {
      let student = try StudentT(degreesOfFreedom: Double(reference.values.count - 1))
      let quantile = try student.quantile((1 + reference.confidence) / 2)
      #expect(relativeError(quantile, reference.tQuantile) < digits, "mean \(number)")
      let interval = try meanInterval(of: reference.values, confidence: reference.confidence)
      #expect(relativeError(interval.low, reference.interval.0) < digits, "mean \(number)")
      #expect(relativeError(interval.high, reference.interval.1) < digits, "mean \(number)")
    }
  }

  @Test("Swapping the samples mirrors u and the ratio, and leaves the p-value")
  func symmetry() throws {
    for (number, reference) in RankTestReference.cases.enumerated() {
      let one = try MannWhitney(reference.first, reference.second)
      let other = try MannWhitney(reference.second, reference.first)
      let pairs = Double(reference.first.count * reference.second.count)
      #expect(one.u + other.u == pairs, "case \(number)")
      #expect(relativeError(one.pValue, other.pValue) < 1e-12, "case \(number)")
      #expect(one.leastPValue <= one.pValue, "case \(number)")
      let ratio = try RatioEstimate(of: reference.first, over: reference.second)
      let inverse = try RatioEstimate(of: reference.second, over: reference.first)
      #expect(relativeError(ratio.ratio * inverse.ratio, 1) < 1e-12, "case \(number)")
      #expect(relativeError(ratio.interval.low * inverse.interval.high, 1) < 1e-12)
      #expect(ratio.interval.contains(ratio.ratio), "case \(number)")
    }
  }

  @Test("The least p-value is that of samples that do not overlap")
  func leastPValue() throws {
    let test = try MannWhitney([1, 2, 3, 4, 5], [3.5, 2.5, 1.5, 4.5, 5.5])
    let apart = try MannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
    #expect(test.leastPValue == apart.pValue)
    #expect(relativeError(apart.pValue, 2.0 / 252) < 1e-12)
    #expect(try MannWhitney([7, 7], [7, 7, 7]).pValue == 1)
    #expect(try MannWhitney([7, 7], [7, 7, 7], method: .asymptotic).leastPValue == 1)
    let tied = try MannWhitney([1, 1, 1], [1, 1, 2])
    #expect(tied.leastPValue == tied.pValue)
  }

  @Test(
    "Over one pair the stratified test is the asymptotic one, over many it finds what each hides")
  func strata() throws {
    for (number, reference) in RankTestReference.cases.enumerated() {
      let whole = try StratifiedMannWhitney([(reference.first, reference.second)])
      #expect(relativeError(whole.pValue, reference.asymptotic) < digits, "case \(number)")
    }
    let pair: (first: [Double], second: [Double]) = ([1, 2, 3, 5], [4, 6, 7, 8])
    #expect(try MannWhitney(pair.first, pair.second).pValue > 0.05)
    let many = try StratifiedMannWhitney([pair, pair, pair])
    #expect(many.pValue < 0.001)
    #expect(many.leastPValue < many.pValue)
    let opposite = try StratifiedMannWhitney([pair, (pair.second, pair.first)])
    #expect(opposite.pValue == 1)
  }

  @Test("Among samples of one population the exact test claims at most as often as alpha allows")
  func level() throws {
    let seed: UInt64 = 5
    var generator = Xoshiro256StarStar(seed: seed)
    let repetitions = 2_000
    var claims = 0
    for _ in 0..<repetitions {
      let values = (0..<14).map { _ in (generator.nextUnit() * 20).rounded() }
      if try MannWhitney(Array(values[..<7]), Array(values[7...])).pValue <= 0.05 { claims += 1 }
    }
    let z = try binomialZ(successes: claims, trials: repetitions, expected: 0.05)
    #expect(z < 4, "seed \(seed): \(claims) of \(repetitions)")
    #expect(claims > repetitions / 50, "seed \(seed): \(claims) of \(repetitions)")
  }

  @Test("Adjusted p-values are Holm's over the tests that can be significant")
  func family() throws {
    let all = try adjustedPValues(
      of: [(0.01, 0), (0.04, 0), (0.03, 0), (0.005, 0)], alpha: 0.05)
    #expect(zip(all, [0.03, 0.06, 0.06, 0.02]).allSatisfy { relativeError($0 ?? 9, $1) < 1e-12 })
    // Three against three repeats cannot reach 0.05: such tests cost the others nothing.
    let mixed = try adjustedPValues(of: [(0.1, 0.1), (0.02, 0.001), (0.1, 0.1)], alpha: 0.05)
    #expect(mixed == [nil, 0.02, nil])
    // Of these no more than six can reach 0.05 / 6, and the seventh would make it 0.05 / 7.
    let fives = [(pValue: Double, leastPValue: Double)](repeating: (0.0079, 0.0079), count: 7)
    #expect(try adjustedPValues(of: fives, alpha: 0.05).allSatisfy { $0 == nil })
    #expect(try adjustedPValues(of: Array(fives[..<6]), alpha: 0.05).allSatisfy { $0 != nil })
    #expect(try adjustedPValues(of: [], alpha: 0.05).isEmpty)
  }

  @Test("The ratio is the median of all quotients to the last bit, and takes 20,000 values a side")
  func ratioBySelection() throws {
    let seed: UInt64 = 6
    var generator = Xoshiro256StarStar(seed: seed)
    func sample(_ count: Int) -> [Double] {
      (0..<count).map { _ in (generator.nextUnit() * 40).rounded(.up) / 8 }
    }
    for round in 0..<200 {
      let (first, second) = (sample(1 + round % 9), sample(1 + round % 7))
      let sorted = first.flatMap { value in second.map { value / $0 } }.sorted()
      let middle = sorted.count / 2
      let median =
        sorted.count.isMultiple(of: 2)
        ? sorted[middle - 1].squareRoot() * sorted[middle].squareRoot() : sorted[middle]
      let found = try RatioEstimate(of: first, over: second)
      #expect(found.ratio == median, "seed \(seed), round \(round)")
      #expect(sorted.contains(found.interval.low) && sorted.contains(found.interval.high))
      // Equal quotients have several ranks, one of which mirrors the interval's other end.
      let least = sorted.firstIndex(of: found.interval.low)!
      let most = sorted.lastIndex(of: found.interval.low)!
      let mirrored = sorted[sorted.count - 1 - most]...sorted[sorted.count - 1 - least]
      #expect(mirrored.contains(found.interval.high), "seed \(seed), round \(round)")
    }
    let (many, others) = (sample(20_000), sample(20_000))
    let large = try RatioEstimate(of: many, over: others)
    #expect(large.interval.contains(large.ratio) && large.interval.contains(1))
    #expect(large.interval.high / large.interval.low < 1.1)
  }

  @Test("What the statistics are not defined for is refused")
  func errors() {
    #expect(throws: StatisticsError.tooFewPoints(count: 0, required: 1)) {
      try MannWhitney([], [1])
    }
    #expect(throws: StatisticsError.tooFewPoints(count: 0, required: 1)) {
      try StratifiedMannWhitney([])
    }
    #expect(throws: StatisticsError.notPositive(name: "denominator[1]", value: 0)) {
      try RatioEstimate(of: [1], over: [1, 0])
    }
    #expect(throws: StatisticsError.probabilityOutOfRange(name: "pValue", value: 1.5)) {
      try adjustedPValues(of: [(1.5, 0)], alpha: 0.05)
    }
    #expect(throws: StatisticsError.confidenceOutOfRange(value: 1)) {
      try medianInterval(of: [1, 2], confidence: 1)
    }
  }
}
