import Results
import Statistics

extension GridPoint {
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
}
