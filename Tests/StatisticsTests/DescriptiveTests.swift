import Statistics
import Testing

@Suite("Descriptive statistics")
struct DescriptiveTests {
  private let values = [12.9, 13.3, 12.1, 14.8, 13.0, 12.7, 15.2, 13.3]

  // NumPy 2.4.6: mean, var(ddof=1), std(ddof=1), quantile; SciPy 1.17.1: gmean.
  @Test("Each statistic agrees with NumPy or SciPy")
  func reference() throws {
    #expect(relativeError(try mean(of: values), 13.4125) < 1e-15)
    #expect(relativeError(try sampleVariance(of: values), 1.1155357142857143) < 1e-14)
    #expect(relativeError(try sampleDeviation(of: values), 1.0561892417013696) < 1e-14)
    #expect(relativeError(try geometricMean(of: values), 13.377234566859515) < 1e-14)
    #expect(try median(of: values) == 13.15)
    let quantiles = [(0, 12.1), (0.1, 12.52), (0.25, 12.85), (0.5, 13.15), (0.9, 14.92), (1, 15.2)]
    for (probability, expected) in quantiles {
      let error = relativeError(try quantile(of: values, at: probability), expected)
      #expect(error < 1e-15, "probability \(probability)")
    }
  }

  // Exact rational arithmetic on the doubles of the series, by Python's fractions.
  @Test("A large offset costs the mean and the variance no digits")
  func offset() throws {
    let shifted = (0...100).map { 1e9 + 0.1 * Double($0 * 7 % 10) }
    #expect(try mean(of: shifted) == 1000000000.4455446)
    #expect(relativeError(try sampleVariance(of: shifted), 0.08450494572667906) < 1e-14)
  }

  @Test("The mean keeps small values between large ones that cancel")
  func compensation() throws {
    #expect(try mean(of: [1, 1e100, 1, -1e100]) == 0.5)
  }

  @Test("A constant sample has variance 0 exactly")
  func constant() throws {
    #expect(try sampleVariance(of: [Double](repeating: 0.1, count: 7)) == 0)
  }

  @Test("The median of an odd and of an even number of values is the middle, in any order")
  func medians() throws {
    #expect(try median(of: [3, 1, 2]) == 2)
    #expect(try median(of: [4, 1, 3, 2]) == 2.5)
    #expect(try median(of: [7]) == 7)
  }

  @Test("Quantiles rise with their probability, from the least value to the greatest")
  func monotonicQuantiles() throws {
    let seed: UInt64 = 61
    var generator = Xoshiro256StarStar(seed: seed)
    for _ in 0..<100 {
      let sample = (0...generator.nextBounded(30)).map { _ in generator.nextUnit() }
      let quantiles = try (0...40).map { try quantile(of: sample, at: Double($0) / 40) }
      #expect(quantiles == quantiles.sorted(), "seed \(seed): \(sample)")
      #expect(quantiles.first == sample.min() && quantiles.last == sample.max(), "seed \(seed)")
    }
  }

  @Test("A geometric mean does not overflow where the product would")
  func geometricRange() throws {
    #expect(relativeError(try geometricMean(of: [1e200, 1e250]), 1e225) < 1e-12)
  }

  @Test("Values without a statistic are named")
  func errors() {
    #expect(throws: StatisticsError.tooFewPoints(count: 0, required: 1)) { try mean(of: []) }
    #expect(throws: StatisticsError.tooFewPoints(count: 0, required: 1)) { try median(of: []) }
    #expect(throws: StatisticsError.tooFewPoints(count: 1, required: 2)) {
      try sampleVariance(of: [1])
    }
    #expect(throws: StatisticsError.probabilityOutOfRange(name: "probability", value: 1.1)) {
      try quantile(of: [1, 2], at: 1.1)
    }
    #expect(throws: StatisticsError.notPositive(name: "values[1]", value: 0)) {
      try geometricMean(of: [1, 0])
    }
    #expect(throws: StatisticsError.resultNotFinite(name: "variance", value: .infinity)) {
      try sampleVariance(of: [-1e200, 1e200])
    }
  }
}
