/// The quotient of two rates, each of events that are counted in independent trials, with its
/// interval on a logarithmic scale.
///
///     if let ratio = try RateRatio(315, of: 500, over: 12, of: 40_000) {
///       print(ratio.value, ratio.interval.low, ratio.interval.high)
///     }
///
/// The logarithm of a rate `x/n` has about the variance `1/x - 1/n`; those of two independent rates
/// add. Source: Katz, Baptista, Azen and Pike, "Obtaining confidence intervals for the risk ratio
/// in cohort studies", Biometrics 34(3), 1978, method C.
package struct RateRatio: Equatable, Sendable {
  /// The quotient.
  package let value: Double
  /// The standard error of its natural logarithm.
  package let logarithmicError: Double
  /// The interval.
  package let interval: ConfidenceInterval

  /// Makes the quotient of two rates; nil where one of the counts is 0.
  ///
  /// - Parameters:
  ///   - successes: From 0 to `trials`.
  ///   - trials: 1 or more.
  ///   - otherSuccesses: Of the rate below: from 0 to `otherTrials`.
  ///   - otherTrials: Of the rate below: 1 or more.
  ///   - confidence: Above 0 and below 1.
  package init?(
    _ successes: Int, of trials: Int, over otherSuccesses: Int, of otherTrials: Int,
    confidence: Double = 0.95
  ) throws(StatisticsError) {
    try check(successes: successes, trials: trials)
    try check(successes: otherSuccesses, trials: otherTrials)
    try check(confidence: confidence)
    guard successes > 0, otherSuccesses > 0 else { return nil }
    let (x, n) = (Double(successes), Double(trials))
    let (y, m) = (Double(otherSuccesses), Double(otherTrials))
    value = x / n / (y / m)
    logarithmicError = max(0, 1 / x - 1 / n + 1 / y - 1 / m).squareRoot()
    let z = try -StandardNormal.quantile((1 - confidence) / 2)
    let factor = exponential(z * logarithmicError)
    interval = ConfidenceInterval(low: value / factor, high: value * factor)
  }
}
