import Statistics

extension Coefficient {
  /// A figure with its interval, where it has one.
  package init(
    _ kind: CoefficientKind, at parameters: Parameters, _ value: Double,
    interval: ConfidenceInterval?, predicted: Double? = nil, published: Double? = nil
  ) {
    self.init(
      kind, at: parameters, value, ciLow: interval?.low, ciHigh: interval?.high,
      predicted: predicted, published: published)
  }

  /// The mean of values, one a seed, with its 95 % interval by Student's t when there are two or
  /// more. Values that are all equal have none, as nothing tells how far another could lie.
  ///
  /// - Parameter isShare: whether the values lie within 0 to 1, to which the interval is then cut.
  package init(
    _ kind: CoefficientKind, at parameters: Parameters, meanOf values: [Double],
    predicted: Double? = nil, published: Double? = nil, isShare: Bool = false
  ) throws(StatisticsError) {
    let varies = values.contains { $0 != values[0] }
    let interval = varies ? try meanInterval(of: values) : nil
    self.init(
      kind, at: parameters, try mean(of: values),
      ciLow: interval.map { isShare ? max(0, $0.low) : $0.low },
      ciHigh: interval.map { isShare ? min(1, $0.high) : $0.high },
      predicted: predicted, published: published)
  }

  /// The mean of R-squared, one a seed, with its 95 % interval when there are two or more: what is
  /// left of 1 is skewed, and has the interval of `skewedMeanInterval(of:)`, unless a line leaves
  /// nothing but rounding. Values that are all equal have none.
  package init(
    _ kind: CoefficientKind, at parameters: Parameters, meanRSquared values: [Double],
    predicted: Double? = nil, published: Double? = nil
  ) throws(StatisticsError) {
    let residuals = values.map { 1 - $0 }
    guard residuals.contains(where: { $0 != residuals[0] }),
      residuals.allSatisfy({ $0 > 1e-12 })
    else {
      try self.init(
        kind, at: parameters, meanOf: values, predicted: predicted, published: published,
        isShare: true)
      return
    }
    let interval = try skewedMeanInterval(of: residuals)
    self.init(
      kind, at: parameters, try mean(of: values), ciLow: max(0, 1 - interval.high),
      ciHigh: 1 - interval.low, predicted: predicted, published: published)
  }

  /// The mean of a grid point, with its closed form.
  package init(
    _ kind: CoefficientKind, at parameters: Parameters, _ point: GridPoint,
    published: Double? = nil
  ) {
    self.init(
      kind, at: parameters, point.measured, ciLow: point.ciLow, ciHigh: point.ciHigh,
      predicted: point.predicted, published: published)
  }
}
