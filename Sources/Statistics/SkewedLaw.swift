/// A distribution that is known by its mean, its variance and its third central moment: what a closed
/// form says of one run.
///
///     let law = SkewedLaw(mean: 2, variance: 2, thirdMoment: 2)   // a Poisson count
///     law.score(ofMean: 2.5, of: 60)                              // 2.63 normal deviations
///     law.interval(aroundMean: 2.5, of: 60)                       // 2.15 to 2.87
///
/// The mean of n runs has the same mean, an n-th of the variance and an n^(-1/2)-th of the skewness.
/// It is taken for a shifted gamma variable of these, which is exact for sums of exponential times
/// and close for counts, where the value itself counts half on either side. Sources: Pearson,
/// "Contributions to the mathematical theory of evolution, II", Philosophical Transactions A 186,
/// 1895, type III; Wilson and Hilferty, "The distribution of chi-square", Proceedings of the National
/// Academy of Sciences 17(12), 1931, for its quantiles.
package struct SkewedLaw: Equatable, Sendable {
  package var mean: Double
  /// 0 or more.
  package var variance: Double
  /// The mean cube of the distance from the mean.
  package var thirdMoment: Double

  package init(mean: Double, variance: Double, thirdMoment: Double) {
    (self.mean, self.variance, self.thirdMoment) = (mean, variance, thirdMoment)
  }

  /// The law of whole numbers from their factorial moments: the means of `N`, `N (N - 1)` and
  /// `N (N - 1) (N - 2)`.
  package init(factorialMoments first: Double, _ second: Double, _ third: Double) {
    self.init(
      rawMoments: first, second + first, third + 3 * second + first)
  }

  /// The law from the means of a value, its square and its cube.
  package init(rawMoments first: Double, _ second: Double, _ third: Double) {
    self.init(
      mean: first, variance: max(0, second - first * first),
      thirdMoment: third - 3 * first * second + 2 * first * first * first)
  }

  /// The law of a value times a factor.
  package func scaled(by factor: Double) -> SkewedLaw {
    SkewedLaw(
      mean: factor * mean, variance: factor * factor * variance,
      thirdMoment: factor * factor * factor * thirdMoment)
  }

  /// Whether all runs give the mean, to the rounding of the moments.
  package var isCertain: Bool { variance <= 1e-20 * mean * mean }

  /// The standard deviation of the mean of `count` runs.
  private func deviation(_ count: Int) -> Double { (variance / Double(count)).squareRoot() }

  /// Half the skewness of the mean of `count` runs.
  private func halfSkewness(_ count: Int) -> Double {
    thirdMoment / (2 * variance * (variance * Double(count)).squareRoot())
  }

  /// Below this half skewness the gamma variable is normal to all digits that count.
  private static let symmetric = 1e-5

  /// How far a mean of `count` independent runs lies from the law's, as a value that is standard
  /// normal; nil where all runs give the mean.
  package func score(ofMean value: Double, of count: Int) -> Double? {
    if isCertain { return nil }
    let distance = (value - mean) / deviation(count)
    let half = halfSkewness(count)
    if half.magnitude < Self.symmetric { return distance }
    // The gamma variable's shape is 1 / half^2.
    let root = cubeRoot(1 + half * distance)
    return 3 / half * (root - 1 + half * half / 9)
  }

  /// What lies `score` normal deviations from the law's mean, less that mean: the inverse of `score`.
  private func distance(at score: Double, of count: Int) -> Double {
    let half = halfSkewness(count)
    if half.magnitude < Self.symmetric { return score * deviation(count) }
    let root = 1 - half * half / 9 + half * score / 3
    return (root * root * root - 1) / half * deviation(count)
  }

  /// The interval around a mean of `count` independent runs with the scatter of the law: it holds the
  /// law's mean exactly where the score lies within the normal quantiles.
  ///
  /// Nil where all runs give the mean.
  /// - Parameter confidence: Above 0 and below 1.
  package func interval(
    aroundMean value: Double, of count: Int, confidence: Double = 0.95
  ) throws(StatisticsError) -> ConfidenceInterval? {
    try check(confidence: confidence)
    if isCertain { return nil }
    let z = try -StandardNormal.quantile((1 - confidence) / 2)
    // Of very skewed laws the mean lies outside of the quantiles.
    return ConfidenceInterval(
      low: value - max(0, distance(at: z, of: count)),
      high: value - min(0, distance(at: -z, of: count)))
  }
}
