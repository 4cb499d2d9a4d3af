/// The mid-P interval of a rate: the probabilities of which the outcome, counted half, lies in neither
/// tail.
///
/// It holds the probability in about 95 % of experiments with few trials too, and near 0 and 1, where
/// Wilson's does so in 84 % at worst. Source: Berry and Armitage, "Mid-P confidence intervals: a brief
/// review", The Statistician 44(4), 1995.
/// - Parameters:
///   - successes: From 0 to `trials`.
///   - trials: 1 or more independent trials.
///   - confidence: Above 0 and below 1.
/// - Complexity: some fifty times the square root of `trials`.
package func midPInterval(
  successes: Int, trials: Int, confidence: Double = 0.95
) throws(StatisticsError) -> ConfidenceInterval {
  try check(successes: successes, trials: trials)
  try check(confidence: confidence)
  let tail = (1 - confidence) / 2
  return ConfidenceInterval(
    low: try midPLowerEnd(successes: successes, trials: trials, tail: tail),
    high: 1 - (try midPLowerEnd(successes: trials - successes, trials: trials, tail: tail)))
}

/// The probability of success at which that many successes or more have the probability `tail`, those
/// that many counted half.
private func midPLowerEnd(
  successes: Int, trials: Int, tail: Double
) throws(StatisticsError) -> Double {
  if successes == 0 { return 0 }
  var (low, high) = (0.0, Double(successes) / Double(trials))
  // To a few units of the last place, of the least numbers too.
  while high - low > 1e-14 * high {
    let middle = (low + high) / 2
    let distribution = try BinomialDistribution(trials: trials, probability: middle)
    let upper = distribution.exceeding(successes) + distribution.mass(at: successes) / 2
    if upper > tail { high = middle } else { low = middle }
  }
  return (low + high) / 2
}
