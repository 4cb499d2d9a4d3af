/// The number of successes in independent trials of one probability.
///
///     let sessions = try BinomialDistribution(trials: 6_250, probability: 0.01)
///     let slabs = sessions.expectation { Double(($0 + 9) / 10) }
///
/// The probabilities are built from the mode outwards by the ratio of neighbours,
/// `(n - k) p / ((k + 1) (1 - p))`, and scaled to a sum of 1, so that no factorial is formed.
/// Source of the ratio: Johnson, Kemp and Kotz, "Univariate Discrete Distributions", 3rd edition,
/// 2005, section 3.1.
package struct BinomialDistribution: Sendable, Equatable {
  /// The number of trials.
  package let trials: Int
  /// The probability of success.
  package let probability: Double
  /// The least number of successes that is not negligible.
  private let first: Int
  /// The probabilities from `first` up.
  private let masses: [Double]

  /// Makes the distribution.
  ///
  /// - Parameters:
  ///   - trials: 0 or more.
  ///   - probability: 0 to 1.
  /// - Complexity: O(sqrt(`trials`)) time and space.
  package init(trials: Int, probability: Double) throws(StatisticsError) {
    guard trials >= 0 else { throw .invalidTrials(successes: 0, trials: trials) }
    try check(probability: probability, named: "probability")
    self.trials = trials
    self.probability = probability
    let mode = min(trials, Int(Double(trials + 1) * probability))
    let odds = probability / (1 - probability)
    var below: [Double] = []
    var mass = 1.0
    var successes = mode
    while successes > 0 && odds > 0 && odds.isFinite {
      mass *= Double(successes) / (Double(trials - successes + 1) * odds)
      if mass < Self.negligible { break }
      below.append(mass)
      successes -= 1
    }
    first = successes
    var all = Array(below.reversed()) + [1]
    mass = 1
    successes = mode
    while successes < trials && odds > 0 && odds.isFinite {
      mass *= Double(trials - successes) * odds / Double(successes + 1)
      if mass < Self.negligible { break }
      all.append(mass)
      successes += 1
    }
    let sum = CompensatedSum.of(all)
    masses = all.map { $0 / sum }
  }

  /// Below this share of the mode's probability the rest of a tail adds nothing to a `Double`.
  private static let negligible = 1e-40

  /// The probability of that many successes.
  package func mass(at successes: Int) -> Double {
    masses.indices.contains(successes - first) ? masses[successes - first] : 0
  }

  /// The probability of more than that many successes.
  package func exceeding(_ successes: Int) -> Double {
    if successes < first { return 1 }
    return CompensatedSum.of(masses.dropFirst(successes - first + 1))
  }

  /// The mean of a function of the successes.
  ///
  /// - Parameter value: called for every number of successes that is not negligible.
  package func expectation(_ value: (Int) -> Double) -> Double {
    CompensatedSum.of(masses.indices.map { masses[$0] * value(first + $0) })
  }
}
