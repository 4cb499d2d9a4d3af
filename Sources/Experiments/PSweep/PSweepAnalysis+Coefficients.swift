import Exhibits
import Results
import Statistics

extension PSweepAnalysis {
  /// Means over seeds with their 95 % intervals (Student t), beside prediction and publication.
  package func coefficients(published: PublishedFigures) throws -> [Coefficient] {
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
          predicted: p * theory.growthPerP, point.map { $0.rssGrowthMib * Figures.bytesPerMiB })
        try add(
          "growth_per_p", group.compactMap(\.growthPerPBytes), "bytes",
          predicted: p > 0 ? theory.growthPerP : nil,
          point.flatMap(\.growthPerPMib).map { $0 * Figures.bytesPerMiB })
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
