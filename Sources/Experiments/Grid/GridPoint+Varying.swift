import Results
import Statistics

extension GridPoint {
  /// The mean of one value a seed with its t interval; none where all values are equal, as nothing
  /// tells then how far another seed's could lie.
  init(meanOfVarying values: [Double], predicted: Double?) throws(StatisticsError) {
    try self.init(meanOf: values, predicted: predicted)
    if ciLow == ciHigh { (ciLow, ciHigh) = (nil, nil) }
  }

  /// The quotient of two sums over seeds with its jackknife interval; none where nothing varies.
  init(
    quotientOf pairs: [(Double, Double)], predicted: Double?
  ) throws(StatisticsError) {
    func quotient(_ pairs: [(Double, Double)]) -> Double {
      pairs.reduce(0) { $0 + $1.0 } / pairs.reduce(0) { $0 + $1.1 }
    }
    if pairs.allSatisfy({ $0.0 * pairs[0].1 == $0.1 * pairs[0].0 }) {
      self.init(
        seeds: pairs.count, measured: quotient(pairs), ciLow: nil, ciHigh: nil,
        predicted: predicted)
    } else {
      try self.init(of: pairs, predicted: predicted) { (pairs) throws(StatisticsError) in
        quotient(pairs)
      }
    }
  }

  /// A share of as many trials in each seed's run: its mean with the t interval, or, where all
  /// seeds gave the same, the Wilson interval of all trials, for they may be independent and all alike.
  ///
  /// - Parameters:
  ///   - successes: one a seed, 0 to `trials`.
  ///   - trials: of each seed, 1 or more.
  init(
    shareOf successes: [Int], in trials: Int, predicted: Double?
  ) throws(StatisticsError) {
    if successes.count > 1, successes.contains(where: { $0 != successes[0] }) {
      try self.init(
        meanOf: successes.map { Double($0) / Double(trials) }, predicted: predicted)
    } else {
      try self.init(
        rateOf: successes.reduce(0, +), in: trials * successes.count, seeds: successes.count,
        predicted: predicted)
    }
  }
}
