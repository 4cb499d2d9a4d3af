/// The interval for the mean of a normal population of unknown variance: mean plus or minus
/// Student's t times the standard error.
///
/// Source: Student, "The probable error of a mean", Biometrika 6(1), 1908.
/// - Parameters:
///   - values: Two or more finite, independent values.
///   - confidence: Above 0 and below 1.
/// - Complexity: O(n).
package func meanInterval(
  of values: [Double], confidence: Double = 0.95
) throws(StatisticsError) -> ConfidenceInterval {
  try check(values, named: "values", atLeast: 2)
  let count = Double(values.count)
  let center = try mean(of: values)
  let standardError = try sampleDeviation(of: values) / count.squareRoot()
  let student = try StudentT(degreesOfFreedom: count - 1)
  return try student.interval(
    around: center, standardError: standardError, confidence: confidence)
}
