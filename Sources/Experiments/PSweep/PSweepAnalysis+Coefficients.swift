import Results
import Statistics

extension PSweepAnalysis {
  /// Means over seeds with their 95 % intervals (Student t), beside prediction and publication.
  public func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    var result: [Coefficient] = []
    for reuse in configuration.reuse {
      let theory = configuration.theory(reuse: reuse)
      // The published sweep reuses its ring slots.
      let isComparable = configuration.isPublishedProtocol && reuse == .ring
      for p in configuration.p {
        let group = rows(reuse, p: p)
        if group.isEmpty { continue }
        let point = isComparable ? published.point(at: p) : nil
        let parameter = "p=\(p) reuse=\(reuse.rawValue)"
        func add(
          _ name: String, _ values: [Double], _ unit: String, predicted: Double?, _ figure: Double?
        ) throws {
          if values.isEmpty { return }
          result.append(
            try Coefficient(
              experiment: "psweep", name, parameter, meanOf: values, unit: unit,
              predicted: predicted, published: figure, isShare: name.hasPrefix("r_squared")))
        }
        try add(
          "rss_growth", group.map { Double($0.rssGrowthBytes) }, "bytes",
          predicted: p * theory.growthPerP, point.map { $0.rssGrowthMiB * bytesPerMiB })
        try add(
          "growth_per_p", group.compactMap(\.growthPerPBytes), "bytes",
          predicted: p > 0 ? theory.growthPerP : nil,
          point.flatMap(\.growthPerPMiB).map { $0 * bytesPerMiB })
        try add(
          "r_squared", group.compactMap(\.rSquared), "1",
          predicted: theory.expectedRSquared(p: p), point.flatMap(\.rSquared))
        try add(
          "r_squared_slabs", group.compactMap(\.rSquaredSlabs), "1",
          predicted: theory.expectedRSquared(p: p), nil)
        try add(
          "bound_ratio", group.compactMap(\.boundRatio), "1",
          predicted: p > 0 ? theory.boundRatio : nil, nil)
      }
    }
    return result
  }
}

/// Bytes of a MiB.
public let bytesPerMiB = 1_048_576.0

extension Coefficient {
  /// The mean of values, one a seed, with its 95 % interval when there are two or more.
  ///
  /// Of shares, which lie within 0 to 1, the interval is cut to that range.
  init(
    experiment: String, _ name: String, _ parameter: String, meanOf values: [Double], unit: String,
    predicted: Double? = nil, published: Double? = nil, isShare: Bool = false
  ) throws(StatisticsError) {
    self.init()
    self.experiment = experiment
    coefficient = name
    self.parameter = parameter
    value = try mean(of: values)
    if values.count > 1 {
      let interval = try meanInterval(of: values)
      ciLow = isShare ? max(0, interval.low) : interval.low
      ciHigh = isShare ? min(1, interval.high) : interval.high
    }
    self.predicted = predicted
    self.published = published
    self.unit = unit
  }
}
