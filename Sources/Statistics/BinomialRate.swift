/// The Wilson score interval of a rate, which stays within [0, 1] and holds
/// `successes / trials`.
///
/// Source: Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22, 1927; without continuity correction.
/// - Parameters:
///   - successes: From 0 to `trials`.
///   - trials: 1 or more independent trials.
///   - confidence: Above 0 and below 1.
package func wilsonInterval(
  successes: Int, trials: Int, confidence: Double = 0.95
) throws(StatisticsError) -> ConfidenceInterval {
  try check(successes: successes, trials: trials)
  try check(confidence: confidence)
  let z = try -StandardNormal.quantile((1 - confidence) / 2)
  let rate = Double(successes) / Double(trials)
  let low = wilsonLowerEnd(successes: successes, trials: trials, z: z)
  let high = 1 - wilsonLowerEnd(successes: trials - successes, trials: trials, z: z)
  return ConfidenceInterval(low: min(low, rate), high: max(high, rate))
}

/// The smaller root of Wilson's quadratic.
///
/// It is the product of the roots over the larger one: the difference form of the textbooks loses
/// every digit for few successes, this one is exactly 0 at none.
private func wilsonLowerEnd(successes: Int, trials: Int, z: Double) -> Double {
  let (s, n) = (Double(successes), Double(trials))
  let spread = z * (z * z + 4 * s * Double(trials - successes) / n).squareRoot()
  return 2 * s * (s / n) / (2 * s + z * z + spread)
}

/// The standard deviation of the observed rate of `trials` trials: `sqrt(p (1 - p) / trials)`.
///
/// - Parameters:
///   - p: The probability of success in one trial, 0 to 1.
///   - trials: 1 or more independent trials.
package func binomialDeviation(p: Double, trials: Int) throws(StatisticsError) -> Double {
  try check(probability: p, named: "p")
  try check(successes: 0, trials: trials)
  return (p * (1 - p) / Double(trials)).squareRoot()
}

/// How many binomial standard deviations the observed rate lies above the expected one.
///
/// With `expected` 0 or 1 nothing may deviate: the result is 0 when nothing does, and infinite
/// with the deviation's sign otherwise.
/// - Parameters:
///   - successes: From 0 to `trials`.
///   - trials: 1 or more independent trials.
///   - expected: The expected probability of success in one trial, 0 to 1.
package func binomialZ(
  successes: Int, trials: Int, expected: Double
) throws(StatisticsError) -> Double {
  try check(successes: successes, trials: trials)
  let deviation = try binomialDeviation(p: expected, trials: trials)
  let excess = Double(successes) / Double(trials) - expected
  return excess == 0 ? 0 : excess / deviation
}
