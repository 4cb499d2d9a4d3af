/// The interval of a statistic of independent samples, from its values with each sample left out.
///
///     let interval = try jackknifeInterval(paths) { try exponent(of: meanPath($0)) }
///
/// The standard error is `sqrt((n - 1) / n * sum of squares)` of the n values about their mean, and
/// Student's t has n - 1 degrees of freedom; of the mean it is the t interval itself. It holds for
/// statistics that are smooth in the samples, and not for a median. Source: Efron and Tibshirani,
/// "An Introduction to the Bootstrap", 1993, chapter 11.
/// - Parameters:
///   - samples: two or more independent samples of any kind, such as the paths of several seeds.
///   - confidence: above 0 and below 1.
///   - statistic: a function of as many samples as there are, or one fewer; finite.
/// - Complexity: n + 1 calls of `statistic`.
package func jackknifeInterval<Sample>(
  _ samples: [Sample], confidence: Double = 0.95,
  statistic: ([Sample]) throws(StatisticsError) -> Double
) throws(StatisticsError) -> ConfidenceInterval {
  guard samples.count >= 2 else { throw .tooFewPoints(count: samples.count, required: 2) }
  let count = Double(samples.count)
  let center = try finite(statistic(samples), named: "statistic")
  var values: [Double] = []
  for left in samples.indices {
    var rest = samples
    rest.remove(at: left)
    values.append(try statistic(rest))
  }
  try check(values, named: "statistic without a sample", atLeast: 2)
  let variance = try sampleVariance(of: values) * (count - 1) * (count - 1) / count
  let student = try StudentT(degreesOfFreedom: count - 1)
  return try student.interval(
    around: center, standardError: variance.squareRoot(), confidence: confidence)
}
