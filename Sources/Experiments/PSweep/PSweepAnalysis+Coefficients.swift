import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let rssGrowth = CoefficientKind(PSweep.name, "rss_growth", unit: "bytes", isExact: false)
  static let growthPerP = CoefficientKind(
    PSweep.name, "growth_per_p", unit: "bytes", isExact: false)
  static let rSquared = CoefficientKind(PSweep.name, "r_squared", unit: "1", isExact: false)
  static let rSquaredSlabs = CoefficientKind(
    PSweep.name, "r_squared_slabs", unit: "1", isExact: true)
  static let boundRatio = CoefficientKind(PSweep.name, "bound_ratio", unit: "1", isExact: true)
}

extension PSweepAnalysis {
  /// Means over seeds with their 95 % intervals (Student t), beside prediction and publication.
  func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    var result: [Coefficient] = []
    for reuse in configuration.reuse {
      let theory = configuration.workload.theory(reuse: reuse)
      // The published sweep reuses its ring slots.
      let isComparable = configuration.isPublishedProtocol && reuse == .ring
      for p in configuration.p {
        let group = rows(reuse, p: p)
        if group.isEmpty { continue }
        let point = isComparable ? published.point(at: p) : nil
        func add(
          _ kind: CoefficientKind, _ values: [Double], predicted: Double?, _ figure: Double? = nil,
          isShare: Bool = false
        ) throws {
          if values.isEmpty { return }
          result.append(
            try Coefficient(
              kind, at: ["p": p, "reuse": reuse], meanOf: values, predicted: predicted,
              published: figure, isShare: isShare))
        }
        try add(
          .rssGrowth, group.map { Double($0.rssGrowthBytes) }, predicted: p * theory.growthPerP,
          point.map { $0.rssGrowthMib * Figures.bytesPerMiB })
        try add(
          .growthPerP, group.compactMap(\.growthPerPBytes),
          predicted: p > 0 ? theory.growthPerP : nil,
          point.flatMap(\.growthPerPMib).map { $0 * Figures.bytesPerMiB })
        let expected = theory.expectedRSquared(p: p)
        try add(
          .rSquared, group.compactMap(\.rSquared), predicted: expected, point.flatMap(\.rSquared),
          isShare: true)
        try add(
          .rSquaredSlabs, group.compactMap(\.rSquaredSlabs), predicted: expected, isShare: true)
        try add(
          .boundRatio, group.compactMap(\.boundRatio), predicted: p > 0 ? theory.boundRatio : nil)
      }
    }
    return result
  }
}
