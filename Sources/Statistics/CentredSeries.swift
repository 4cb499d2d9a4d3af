/// A series less its mean, with what the rounded mean left over.
///
/// Source of the correction by the leftover sum: Chan, Golub and LeVeque, "Algorithms for
/// computing the sample variance", The American Statistician 37(3), 1983.
struct CentredSeries {
  /// The mean as a `Double`; the exact mean is `mean + leftover`, up to second order.
  let mean: Double
  /// The mean of the deviations, which would be 0 without rounding.
  let leftover: Double
  /// Each value less `mean`.
  let deviations: [Double]

  /// Centres finite values, of which there is at least one; `name` is what an overflow is blamed
  /// on.
  init(_ values: [Double], named name: String) throws(StatisticsError) {
    let count = Double(values.count)
    // A constant series is centred exactly, whatever its rounded sum.
    let rounded = CompensatedSum.of(values) / count
    let mean = values.allSatisfy { $0 == values[0] } ? values[0] : rounded
    self.mean = try finite(mean, named: name)
    deviations = values.map { $0 - mean }
    leftover = CompensatedSum.of(deviations) / count
  }

  /// The sum of squared deviations from the exact mean.
  var sumOfSquares: Double { sumOfProducts(with: self) }

  /// The sum of products of the deviations of two series of one length.
  func sumOfProducts(with other: CentredSeries) -> Double {
    let products = zip(deviations, other.deviations).lazy.map { $0 * $1 }
    return CompensatedSum.of(products) - leftover * other.leftover * Double(deviations.count)
  }
}
