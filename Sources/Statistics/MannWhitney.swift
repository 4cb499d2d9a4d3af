/// The two-sided rank test of Mann and Whitney: do the values of one sample tend to lie above those
/// of another?
///
///     let test = try MannWhitney(base, head)
///     if test.pValue < 0.05 { … }
///
/// Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically
/// larger than the other", Annals of Mathematical Statistics 18(1), 1947.
package struct MannWhitney: Equatable, Sendable {
  /// Where the p-value comes from.
  package enum Method: String, Sendable, CaseIterable {
    /// All divisions of the pooled values into two samples of these sizes, ties as they are.
    case exact
    /// The normal distribution, with the variance corrected for ties and 1/2 for continuity.
    case asymptotic
  }

  /// The most values, in both samples together, for which the exact method is the default.
  package static let exactLimit = 50

  /// The number of pairs of which the first sample's value is above the second's, a tie counting
  /// one half: from 0 to the product of the sizes.
  package let u: Double

  /// The probability, were both samples of one population, of a `u` at least this far from its
  /// mean.
  package let pValue: Double

  /// The least p-value that samples of these sizes and ties can have, whatever their order.
  package let leastPValue: Double

  /// Where the p-value comes from.
  package let method: Method

  /// Tests two samples.
  ///
  /// - Parameters:
  ///   - first: One or more finite values.
  ///   - second: One or more finite values.
  ///   - method: nil takes the exact method for `exactLimit` values or fewer.
  /// - Complexity: O(n log n) for n values in all; the exact method takes O(n^4) and serves small
  ///   samples only.
  package init(
    _ first: [Double], _ second: [Double], method: Method? = nil
  ) throws(StatisticsError) {
    try check(first, named: "first", atLeast: 1)
    try check(second, named: "second", atLeast: 1)
    let ranks = PooledRanks(first, second)
    let chosen = method ?? (ranks.count <= Self.exactLimit ? .exact : .asymptotic)
    u = ranks.u
    self.method = chosen
    switch chosen {
    case .exact:
      let sums = RankSumDistribution(of: first.count, among: ranks.doubled)
      let sum = ranks.doubledSumOfFirst
      pValue = min(1, 2 * min(sums.atMost(sum), sums.atLeast(sum)))
      leastPValue = min(1, 2 * sums.leastShareOfAnEnd)
    case .asymptotic:
      let spread = ranks.variance.squareRoot()
      pValue = twoSided(distance: (u - ranks.mean).magnitude, spread: spread)
      leastPValue = twoSided(distance: ranks.greatestDistance, spread: spread)
    }
  }
}

/// The two-sided probability of a distance from the mean, half a unit taken off for continuity.
private func twoSided(distance: Double, spread: Double) -> Double {
  spread > 0 ? min(1, 2 * StandardNormal.cumulative((0.5 - distance) / spread)) : 1
}

/// The two-sided rank test over several pairs of samples at once, each compared within itself.
///
/// It finds a shift that all pairs share, though each alone be too short to show it. The statistic
/// is the sum of the pairs' `u`, against the normal distribution.
///
/// Source: van Elteren, "On the combination of independent two sample tests of Wilcoxon", Bulletin
/// of the International Statistical Institute 37, 1960, with equal weights.
package struct StratifiedMannWhitney: Equatable, Sendable {
  /// The probability, were the samples of each pair of one population, of a sum at least this far
  /// from its mean.
  package let pValue: Double

  /// The least p-value that samples of these sizes and ties can have, whatever their order.
  package let leastPValue: Double

  /// Tests pairs of samples.
  ///
  /// - Parameter pairs: One or more pairs of samples, each of one or more finite values.
  /// - Complexity: O(n log n) for n values in all.
  package init(_ pairs: [(first: [Double], second: [Double])]) throws(StatisticsError) {
    guard !pairs.isEmpty else { throw .tooFewPoints(count: 0, required: 1) }
    var distance = 0.0
    var greatest = 0.0
    var variance = 0.0
    for pair in pairs {
      try check(pair.first, named: "first", atLeast: 1)
      try check(pair.second, named: "second", atLeast: 1)
      let ranks = PooledRanks(pair.first, pair.second)
      distance += ranks.u - ranks.mean
      greatest += ranks.greatestDistance
      variance += ranks.variance
    }
    pValue = twoSided(distance: distance.magnitude, spread: variance.squareRoot())
    leastPValue = twoSided(distance: greatest, spread: variance.squareRoot())
  }
}

/// Two samples' ranks in the pooled values; equal values share the mean of their ranks.
private struct PooledRanks {
  /// Twice the rank of each pooled value, which is whole for ties as well, in ascending order.
  private(set) var doubled: [Int] = []
  /// The sum of those that belong to the first sample.
  private(set) var doubledSumOfFirst = 0
  /// The sum of t^3 - t over groups of t equal values.
  private var tieTerm = 0.0
  private let sizes: (first: Double, second: Double)

  init(_ first: [Double], _ second: [Double]) {
    sizes = (Double(first.count), Double(second.count))
    let pooled = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    doubled.reserveCapacity(pooled.count)
    while doubled.count < pooled.count {
      let start = doubled.count
      var end = start
      var ofFirst = 0
      while end < pooled.count, pooled[end].0 == pooled[start].0 {
        ofFirst += pooled[end].1 ? 1 : 0
        end += 1
      }
      // Ranks start + 1 to end: twice their mean.
      let rank = start + 1 + end
      doubled += repeatElement(rank, count: end - start)
      doubledSumOfFirst += rank * ofFirst
      let size = Double(end - start)
      tieTerm += size * (size * size - 1)
    }
  }

  var count: Int { doubled.count }

  var u: Double { Double(doubledSumOfFirst) / 2 - sizes.first * (sizes.first + 1) / 2 }

  /// The mean of `u` were both samples of one population.
  var mean: Double { sizes.first * sizes.second / 2 }

  /// Its variance, given the ties.
  var variance: Double {
    let n = sizes.first + sizes.second
    let unties = n + 1 - tieTerm / (n * (n - 1))
    return sizes.first * sizes.second / 12 * max(0, unties)
  }

  /// How far `u` can lie from its mean, given the ties.
  var greatestDistance: Double {
    let size = Int(sizes.first)
    let ends = [doubled.prefix(size), doubled.suffix(size)].map { $0.reduce(0, +) }
    let middle = mean + sizes.first * (sizes.first + 1) / 2
    return ends.map { (Double($0) / 2 - middle).magnitude }.max() ?? 0
  }
}
