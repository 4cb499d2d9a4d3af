/// A confidence interval between two order statistics, with the confidence that it reaches.
package struct OrderInterval: Equatable, Sendable {
  /// The interval.
  package let interval: ConfidenceInterval
  /// The share of repetitions in which such an interval holds the unknown value: at least the
  /// confidence that was asked for, unless the sample is too small and the interval is its range.
  package let coverage: Double

  /// The shortest interval between values equally far from the ends that has the confidence, or the
  /// range of the values where none has.
  ///
  /// - Parameters:
  ///   - count: How many candidates there are, one or more.
  ///   - candidate: That of an index in ascending order.
  ///   - lowerTail: The probability that k candidates or fewer lie below the unknown value, which
  ///     grows with k.
  init(
    of count: Int, candidate: (Int) -> Double, confidence: Double, lowerTail: (Int) -> Double
  ) {
    let excluded = (1 - confidence) / 2
    // The last index of the lower half whose tail is short enough, by bisection.
    var (below, above) = (0, (count + 1) / 2)
    while above - below > 1 {
      let middle = (below + above) / 2
      if lowerTail(middle) <= excluded { below = middle } else { above = middle }
    }
    interval = ConfidenceInterval(low: candidate(below), high: candidate(count - 1 - below))
    coverage = max(0, 1 - 2 * lowerTail(below))
  }
}

/// The interval for the median of any continuous population, between two values of the sample that
/// lie equally far from its ends.
///
/// Below six values no interval reaches 95 %: the range of n values covers `1 - 2^(1-n)`.
///
/// Source: Conover, "Practical Nonparametric Statistics", 3rd edition, 1999, section 3.2.
/// - Parameters:
///   - values: One or more finite, independent values.
///   - confidence: Above 0 and below 1.
/// - Complexity: O(n log n).
package func medianInterval(
  of values: [Double], confidence: Double = 0.95
) throws(StatisticsError) -> OrderInterval {
  try check(values, named: "values", atLeast: 1)
  try check(confidence: confidence)
  let tails = binomialTails(trials: values.count)
  let sorted = values.sorted()
  return OrderInterval(of: sorted.count, candidate: { sorted[$0] }, confidence: confidence) {
    tails[$0]
  }
}

/// The probability of k heads or fewer among fair coins, for every k from 0.
private func binomialTails(trials n: Int) -> [Double] {
  // Weights against the middle one, so that no number of trials takes them out of range.
  var weights = [Double](repeating: 1, count: n + 1)
  for k in stride(from: n / 2 - 1, through: 0, by: -1) {
    weights[k] = weights[k + 1] * Double(k + 1) / Double(n - k)
  }
  for k in stride(from: n / 2 + 1, through: n, by: 1) {
    weights[k] = weights[k - 1] * Double(n - k + 1) / Double(k)
  }
  let total = weights.reduce(0, +)
  var sum = 0.0
  return weights.map { weight in
    sum += weight
    return sum / total
  }
}

/// By what factor one positive sample lies above another.
///
/// The estimate is the median of the quotients of every value of the one by every value of the
/// other, the interval lies between two such quotients: it holds 1 exactly where the rank test of
/// Mann and Whitney, without ties, does not tell the samples apart.
package struct RatioEstimate: Equatable, Sendable {
  /// The median quotient: the geometric mean of the two middle ones when their number is even.
  package let ratio: Double
  /// The interval for the factor.
  package let interval: ConfidenceInterval
  /// The share of repetitions in which such an interval holds the factor.
  package let coverage: Double

  /// Compares two samples.
  ///
  /// Source: Hodges and Lehmann, "Estimates of location based on rank tests", Annals of
  /// Mathematical Statistics 34(2), 1963, on logarithms; the interval is that of Moses, in
  /// Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd edition, 2013, section
  /// 4.3.
  /// - Parameters:
  ///   - numerator: One or more finite values above 0.
  ///   - denominator: One or more finite values above 0.
  ///   - confidence: Above 0 and below 1.
  /// - Complexity: O((n + m) log(n + m)) for n and m values.
  package init(
    of numerator: [Double], over denominator: [Double], confidence: Double = 0.95
  ) throws(StatisticsError) {
    try checkPositive(numerator, named: "numerator")
    try checkPositive(denominator, named: "denominator")
    try check(confidence: confidence)
    let quotients = Quotients(numerator, denominator)
    _ = try finite(quotients.greatest, named: "quotient")
    let middle = quotients.count / 2
    ratio =
      quotients.count.isMultiple(of: 2)
      ? quotients[middle - 1].squareRoot() * quotients[middle].squareRoot() : quotients[middle]
    let tail = tailOfU(numerator.count, denominator.count)
    let order = OrderInterval(
      of: quotients.count, candidate: { quotients[$0] }, confidence: confidence, lowerTail: tail)
    interval = order.interval
    coverage = order.coverage
  }
}

/// All quotients of two positive samples in ascending order, none of which is kept.
private struct Quotients {
  /// Ascending.
  private let numerator: [Double]
  /// Ascending.
  private let denominator: [Double]

  init(_ numerator: [Double], _ denominator: [Double]) {
    (self.numerator, self.denominator) = (numerator.sorted(), denominator.sorted())
  }

  var count: Int { numerator.count * denominator.count }
  var greatest: Double { numerator[numerator.count - 1] / denominator[0] }

  /// The quotient of that rank: the least number that more quotients than its rank do not exceed.
  ///
  /// Positive numbers have the order of their bits, so that it is found by bisection of those.
  subscript(rank: Int) -> Double {
    var (low, high) = (UInt64(0), greatest.bitPattern)
    while low < high {
      let middle = low + (high - low) / 2
      if countUp(to: Double(bitPattern: middle)) > rank { high = middle } else { low = middle + 1 }
    }
    return Double(bitPattern: low)
  }

  /// How many quotients are at most so much: the greater the numerator, the fewer denominators are
  /// too small for it. O(n + m).
  private func countUp(to limit: Double) -> Int {
    var tooSmall = 0
    var count = 0
    for value in numerator {
      while tooSmall < denominator.count, value / denominator[tooSmall] > limit { tooSmall += 1 }
      count += denominator.count - tooSmall
    }
    return count
  }
}

/// The probability that the `u` of two samples of one population, without ties, is k or less.
private func tailOfU(_ first: Int, _ second: Int) -> (Int) -> Double {
  let count = first + second
  if count <= MannWhitney.exactLimit {
    let sums = RankSumDistribution(of: first, among: Array(1...count))
    let least = first * (first + 1) / 2
    return { sums.atMost(least + $0) }
  }
  let mean = Double(first) * Double(second) / 2
  let spread = (mean / 6 * Double(count + 1)).squareRoot()
  return { StandardNormal.cumulative((Double($0) + 0.5 - mean) / spread) }
}
