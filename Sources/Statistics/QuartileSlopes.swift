/// The least-squares lines of the four quarters of a series, in the order of the series.
///
/// Quarter k, from 0, holds the points from `k * n / 4` up to but not including
/// `(k + 1) * n / 4`, both rounded down. Quarters differ by one point at most: a remainder of one
/// goes to the last quarter, of two to the second and the last, of three to all but the first.
/// - Parameters:
///   - x: Twelve or more finite values, of which those of one quarter are not all equal.
///   - y: As many finite values.
/// - Complexity: O(n).
package func quartileSlopes(x: [Double], y: [Double]) throws(StatisticsError) -> [LinearFit] {
  guard x.count == y.count else { throw .mismatchedLengths(x: x.count, y: y.count) }
  let leastQuarter = 3
  guard x.count >= 4 * leastQuarter else {
    throw .tooFewPoints(count: x.count, required: 4 * leastQuarter)
  }
  // Checked over the whole series, so that an error names the index in it.
  try check(x, named: "x", atLeast: 4 * leastQuarter)
  try check(y, named: "y", atLeast: 4 * leastQuarter)
  var fits: [LinearFit] = []
  for quarter in 0..<4 {
    let points = quarter * x.count / 4..<(quarter + 1) * x.count / 4
    fits.append(try LinearFit(x: Array(x[points]), y: Array(y[points])))
  }
  return fits
}

/// The slopes of the four quarters of a series beside one another: equal slopes mean growth that
/// neither saturates nor accelerates.
package struct QuartileSlopes: Equatable, Sendable {
  /// The line of each quarter, first to last.
  package let fits: [LinearFit]

  /// Fits the quarters as `quartileSlopes(x:y:)` does.
  package init(x: [Double], y: [Double]) throws(StatisticsError) {
    fits = try quartileSlopes(x: x, y: y)
  }

  /// The slope of each quarter, first to last.
  package var slopes: [Double] { fits.map(\.slope) }

  /// Each slope over the first; nil when the first is 0.
  package var ratiosToFirst: [Double]? {
    let first = fits[0].slope
    return first == 0 ? nil : slopes.map { $0 / first }
  }

  /// The last slope over the first; nil when the first is 0.
  package var lastOverFirst: Double? { ratiosToFirst?[3] }
}
