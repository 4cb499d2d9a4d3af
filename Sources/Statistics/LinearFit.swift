/// The least-squares line through the points of two series.
///
///     let fit = try LinearFit(x: requests, y: bytes)
///     print(fit.slope, try fit.slopeInterval(confidence: 0.95))
///
/// Both series are centred first, and the residuals are formed point by point: neither large
/// offsets nor a nearly perfect fit cost digits. Source: Draper and Smith, "Applied Regression
/// Analysis", 3rd edition, 1998, chapter 1, for the estimates; Chan, Golub and LeVeque, The
/// American Statistician 37(3), 1983, for the corrected two-pass sums.
package struct LinearFit: Equatable, Sendable {
  /// The change of y for a change of x by 1, in units of y over units of x.
  package let slope: Double
  /// The y of the line at x = 0.
  package let intercept: Double
  /// The share of y's variation that the line explains, 0 to 1; nil when y does not vary.
  package let rSquared: Double?
  /// The standard deviation of the residuals, with `count - 2` degrees of freedom, in units of y.
  package let residualDeviation: Double
  /// The standard error of the slope, in its unit.
  package let slopeStandardError: Double
  /// The number of points, 3 or more.
  package let count: Int

  /// Fits the line.
  ///
  /// - Parameters:
  ///   - x: Three or more finite values, not all equal.
  ///   - y: As many finite values.
  /// - Throws: `StatisticsError` for series of different lengths, too few or non-finite values, a
  ///   constant x, or values whose squares overflow.
  /// - Complexity: O(n) time and space.
  package init(x: [Double], y: [Double]) throws(StatisticsError) {
    guard x.count == y.count else { throw .mismatchedLengths(x: x.count, y: y.count) }
    try check(x, named: "x", atLeast: 3)
    try check(y, named: "y", atLeast: 3)
    guard x.contains(where: { $0 != x[0] }) else { throw .constantX(value: x[0]) }
    let yVaries = y.contains { $0 != y[0] }

    let xs = try CentredSeries(x, named: "mean of x")
    let ys = try CentredSeries(y, named: "mean of y")
    let xSquares = try finite(xs.sumOfSquares, named: "sum of squares of x")
    let slope = try finite(xs.sumOfProducts(with: ys) / xSquares, named: "slope")
    let shift = ys.leftover - slope * xs.leftover
    let residualSquares = CompensatedSum.of(
      zip(xs.deviations, ys.deviations).lazy.map { dx, dy in
        // Fused: a rounded product would drown the residuals of a nearly perfect fit.
        let residual = dy.addingProduct(-slope, dx) - shift
        return residual * residual
      })
    let residualVariance = residualSquares / Double(x.count - 2)

    self.slope = slope
    count = x.count
    intercept = try finite(
      ys.mean.addingProduct(-slope, xs.mean) + shift, named: "intercept")
    residualDeviation = try finite(residualVariance.squareRoot(), named: "residual deviation")
    slopeStandardError = try finite(
      (residualVariance / xSquares).squareRoot(), named: "standard error of the slope")
    rSquared =
      yVaries ? max(0, try finite(1 - residualSquares / ys.sumOfSquares, named: "R-squared")) : nil
  }

  /// The interval of the slope under normal residuals, by Student's t with `count - 2` degrees of
  /// freedom.
  ///
  /// - Parameter confidence: Above 0 and below 1.
  package func slopeInterval(
    confidence: Double = 0.95
  ) throws(StatisticsError) -> ConfidenceInterval {
    try StudentT(degreesOfFreedom: Double(count - 2)).interval(
      around: slope, standardError: slopeStandardError, confidence: confidence)
  }
}
