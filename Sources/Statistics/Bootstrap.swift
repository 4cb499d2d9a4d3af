/// The percentile bootstrap interval of a statistic of one sample.
///
///     let interval = try bootstrapInterval(times, seed: 1, statistic: median(of:))
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13; the ends
/// are type 7 quantiles of the resampled statistics. The same arguments give the same interval.
/// - Parameters:
///   - samples: Two or more finite, independent values.
///   - resamples: The number of resamples, `2 / (1 - confidence)` or more.
///   - confidence: Above 0 and below 1.
///   - seed: The seed of the draws.
///   - statistic: A function of as many values as `samples` has, for example `mean(of:)`.
/// - Complexity: O(`resamples` * (n + cost of `statistic`)).
package func bootstrapInterval(
  _ samples: [Double], resamples: Int = 2_000, confidence: Double = 0.95, seed: UInt64,
  statistic: ([Double]) throws(StatisticsError) -> Double
) throws(StatisticsError) -> ConfidenceInterval {
  try check(samples, named: "samples", atLeast: 2)
  var generator = Xoshiro256StarStar(seed: seed)
  var resample = samples
  return try percentileInterval(resamples: resamples, confidence: confidence) {
    () throws(StatisticsError) in
    draw(&resample, from: samples, using: &generator)
    return try statistic(resample)
  }
}

/// The percentile bootstrap interval of the ratio of one statistic of two independent samples,
/// each resampled on its own.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 8 and 13.
/// - Parameters:
///   - numerator: Two or more finite, independent values.
///   - denominator: Two or more finite, independent values, of any resample of which the
///     statistic must not be 0.
///   - resamples: The number of resamples, `2 / (1 - confidence)` or more.
///   - confidence: Above 0 and below 1.
///   - seed: The seed of the draws.
///   - statistic: `mean(of:)`, `median(of:)` or the like.
/// - Complexity: O(`resamples` * (n + cost of `statistic`)) for n values in both samples.
package func bootstrapRatioInterval(
  numerator: [Double], denominator: [Double], resamples: Int = 2_000, confidence: Double = 0.95,
  seed: UInt64, statistic: ([Double]) throws(StatisticsError) -> Double
) throws(StatisticsError) -> ConfidenceInterval {
  try check(numerator, named: "numerator", atLeast: 2)
  try check(denominator, named: "denominator", atLeast: 2)
  var generator = Xoshiro256StarStar(seed: seed)
  var upper = numerator
  var lower = denominator
  return try percentileInterval(resamples: resamples, confidence: confidence) {
    () throws(StatisticsError) in
    draw(&upper, from: numerator, using: &generator)
    draw(&lower, from: denominator, using: &generator)
    return try statistic(upper) / statistic(lower)
  }
}

/// The interval between the quantiles of `resamples` values of `resampled` that leave out
/// `(1 - confidence) / 2` at either end.
private func percentileInterval(
  resamples: Int, confidence: Double, resampled: () throws(StatisticsError) -> Double
) throws(StatisticsError) -> ConfidenceInterval {
  try check(confidence: confidence)
  let excluded = 1 - confidence
  let required = Int((2 / excluded).rounded())
  guard resamples >= required else {
    throw .tooFewResamples(resamples: resamples, required: required, confidence: confidence)
  }
  var values: [Double] = []
  values.reserveCapacity(resamples)
  for _ in 0..<resamples {
    values.append(try finite(try resampled(), named: "resampled statistic"))
  }
  values.sort()
  return ConfidenceInterval(
    low: quantile(ofSorted: values, at: excluded / 2),
    high: quantile(ofSorted: values, at: 1 - excluded / 2))
}

/// Fills `resample` with values drawn from `samples` with replacement.
private func draw(
  _ resample: inout [Double], from samples: [Double], using generator: inout Xoshiro256StarStar
) {
  for index in resample.indices {
    resample[index] = samples[Int(generator.nextBounded(UInt64(samples.count)))]
  }
}
