/// The interval for the mean of positive values whose logarithms are about normal, such as the
/// residual sums of squares of random walks; it always holds their mean.
///
/// The mean is taken times and over `exp(t * sqrt(s^2 / n + s^4 / (2 (n - 1))))`, where s^2 is the
/// variance of the n logarithms and t Student's with n - 1 degrees of freedom: the error of the
/// logarithm of a lognormal mean by Cox's method. The plain t interval of as skewed values holds
/// their mean in 90 % of samples of five. Source: Olsson, "Confidence intervals for the mean of a
/// log-normal distribution", Journal of Statistics Education 13(1), 2005.
/// - Parameters:
///   - values: Two or more finite values above 0.
///   - confidence: Above 0 and below 1.
/// - Complexity: O(n).
package func skewedMeanInterval(
  of values: [Double], confidence: Double = 0.95
) throws(StatisticsError) -> ConfidenceInterval {
  try checkPositive(values, named: "values")
  let center = try mean(of: values)
  let count = Double(values.count)
  let variance = try sampleVariance(of: values.map { naturalLog($0) })
  let error = (variance / count + variance * variance / (2 * (count - 1))).squareRoot()
  let student = try StudentT(degreesOfFreedom: count - 1)
  let reach = try student.interval(around: 0, standardError: error, confidence: confidence).high
  return ConfidenceInterval(low: center * exponential(-reach), high: center * exponential(reach))
}
