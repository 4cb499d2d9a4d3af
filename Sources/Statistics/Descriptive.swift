/// The arithmetic mean, by compensated summation.
///
/// - Parameter values: One or more finite values.
/// - Complexity: O(n).
package func mean(of values: [Double]) throws(StatisticsError) -> Double {
  try check(values, named: "values", atLeast: 1)
  return try finite(CompensatedSum.of(values) / Double(values.count), named: "mean")
}

/// The sample variance: the squared deviations from the mean, summed, over `n - 1`.
///
/// Corrected two-pass method; source: Chan, Golub and LeVeque, "Algorithms for computing the
/// sample variance", The American Statistician 37(3), 1983.
/// - Parameter values: Two or more finite values.
/// - Complexity: O(n).
package func sampleVariance(of values: [Double]) throws(StatisticsError) -> Double {
  try check(values, named: "values", atLeast: 2)
  let centred = try CentredSeries(values, named: "variance")
  return try finite(centred.sumOfSquares / Double(values.count - 1), named: "variance")
}

/// The sample standard deviation: the square root of the sample variance.
///
/// - Parameter values: Two or more finite values.
/// - Complexity: O(n).
package func sampleDeviation(of values: [Double]) throws(StatisticsError) -> Double {
  try sampleVariance(of: values).squareRoot()
}

/// The middle value, or the mean of the two middle values.
///
/// - Parameter values: One or more finite values, in any order.
/// - Complexity: O(n log n).
package func median(of values: [Double]) throws(StatisticsError) -> Double {
  try quantile(of: values, at: 0.5)
}

/// The value below which a share `probability` of the sample lies, between order statistics by
/// linear interpolation.
///
/// Source: type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American
/// Statistician 50(4), 1996.
/// - Parameters:
///   - values: One or more finite values, in any order.
///   - probability: From 0 (the least value) to 1 (the greatest).
/// - Complexity: O(n log n).
package func quantile(
  of values: [Double], at probability: Double
) throws(StatisticsError) -> Double {
  try check(values, named: "values", atLeast: 1)
  try check(probability: probability, named: "probability")
  return try finite(quantile(ofSorted: values.sorted(), at: probability), named: "quantile")
}

/// The n-th root of the product of `n` values, as the exponential of the mean logarithm.
///
/// - Parameter values: One or more finite values, all above 0.
/// - Complexity: O(n).
package func geometricMean(of values: [Double]) throws(StatisticsError) -> Double {
  try checkPositive(values, named: "values")
  return exponential(try mean(of: values.map(naturalLog)))
}

/// Type 7 quantile of values that are sorted, finite and not empty.
func quantile(ofSorted sorted: [Double], at probability: Double) -> Double {
  let position = probability * Double(sorted.count - 1)
  let index = Int(position)
  guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
  let fraction = position - Double(index)
  return sorted[index] + fraction * (sorted[index + 1] - sorted[index])
}
