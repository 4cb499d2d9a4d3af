/// Student's t distribution.
///
///     let student = try StudentT(degreesOfFreedom: 9)
///     let critical = try student.quantile(0.975)
///
/// Both tails and the centre are taken from the regularised incomplete beta function on the side
/// where it has no cancellation. Source: Abramowitz and Stegun, "Handbook of Mathematical
/// Functions", 26.7.1.
package struct StudentT: Equatable, Sendable {
  /// The degrees of freedom, above 0; fractions are allowed.
  package let degreesOfFreedom: Double
  /// `B(degreesOfFreedom / 2, 1 / 2)`.
  private let beta: Double

  /// Makes the distribution of `degreesOfFreedom`, finite and above 0.
  package init(degreesOfFreedom: Double) throws(StatisticsError) {
    guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else {
      throw .notPositive(name: "degreesOfFreedom", value: degreesOfFreedom)
    }
    self.degreesOfFreedom = degreesOfFreedom
    beta = betaWithOneHalf(degreesOfFreedom / 2)
  }

  /// The probability of a value of `t` or less, accurate in relative terms in the lower tail.
  ///
  /// - Parameter t: Any number; infinities give 0 and 1.
  /// - Complexity: Some tens of terms of a continued fraction, whatever the degrees of freedom.
  package func cumulative(_ t: Double) -> Double {
    guard t != 0, !t.isNaN else { return t + 0.5 }
    guard t.isFinite else { return t < 0 ? 0 : 1 }
    let split = split(at: t.magnitude)
    return t < 0 ? split.beyond : 0.5 + split.within
  }

  /// The probability density at `t`.
  package func density(_ t: Double) -> Double {
    let squared = t * t / degreesOfFreedom
    let power = exponential(-(degreesOfFreedom + 1) / 2 * naturalLog1p(squared))
    return power / (degreesOfFreedom.squareRoot() * beta)
  }

  /// What the distribution above 0 is split into at some t.
  struct Split {
    /// The probability from 0 to t, and that above t: together one half.
    var within: Double
    var beyond: Double
    /// The logarithm of `beyond`, also where `beyond` itself underflows.
    var logBeyond: Double
    /// The slope of `logBeyond` against the logarithm of t, without its minus sign.
    var decline: Double
  }

  /// Splits the upper half at `t`, finite and above 0; the probability that is computed and not
  /// subtracted from one half is accurate in relative terms.
  func split(at t: Double) -> Split {
    let a = degreesOfFreedom / 2
    let scaled = t / degreesOfFreedom.squareRoot()
    let squared = scaled * scaled
    // The square overflows at distances that a tail of few degrees of freedom still reaches.
    let logX = squared.isFinite ? -naturalLog1p(squared) : -2 * naturalLog(scaled)
    let y = squared.isFinite ? squared / (1 + squared) : 1
    let x = exponential(logX)
    // x^a y^(1/2) / B(a, 1/2), which is also t times the density at t.
    let logCommon = a * logX + naturalLog(y.squareRoot() / beta)
    if y <= 1.5 / (a + 2.5) {
      let common = exponential(logCommon)
      let within = common * incompleteBetaFraction(a: 0.5, b: a, x: y, y: x) / 2
      let beyond = 0.5 - within
      return Split(
        within: within, beyond: beyond, logBeyond: naturalLog(beyond), decline: common / beyond)
    }
    let share = incompleteBetaFraction(a: a, b: 0.5, x: x, y: y) / 2
    let logBeyond = logCommon + naturalLog(share)
    let beyond = exponential(logCommon) * share
    return Split(
      within: 0.5 - beyond, beyond: beyond, logBeyond: logBeyond, decline: 1 / share)
  }

  /// The interval `center` plus or minus the critical value times `standardError`.
  package func interval(
    around center: Double, standardError: Double, confidence: Double
  ) throws(StatisticsError) -> ConfidenceInterval {
    try check(confidence: confidence)
    let reach = try -quantile((1 - confidence) / 2) * standardError
    _ = try finite(reach, named: "half width of the interval")
    return ConfidenceInterval(low: center - reach, high: center + reach)
  }
}
