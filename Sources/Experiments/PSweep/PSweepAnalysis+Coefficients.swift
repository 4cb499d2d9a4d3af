import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let rssGrowth = PSweep.coefficient("rss_growth", unit: "bytes", isExact: false)
  static let growthPerP = PSweep.coefficient("growth_per_p", unit: "bytes", isExact: false)
  static let rSquared = PSweep.coefficient("r_squared", isExact: false)
  static let rSquaredSlabs = PSweep.coefficient("r_squared_slabs")
  static let boundRatio = PSweep.coefficient("bound_ratio")
}

extension PSweepAnalysis {
  /// Means over seeds with their 95 % intervals (Student t), beside prediction and publication.
  @Listing<Coefficient> func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    for reuse in configuration.reuse {
      let theory = configuration.workload.theory(reuse: reuse)
      // The published sweep reuses its ring slots.
      let isComparable = configuration.isPublishedProtocol && reuse == .ring
      for p in configuration.p {
        let group = rows(reuse, p: p)
        let point = isComparable ? published.point(at: p) : nil
        let place: Parameters = ["p": p, "reuse": reuse]
        let growthPerP = p > 0 ? try theory.growthPerP(p) : nil
        let expected = group.first?.rSquaredExpected
        try coefficient(
          .rssGrowth, place, group.map { Double($0.rssGrowthBytes) },
          predicted: growthPerP.map { p * $0 } ?? 0,
          point.map { $0.rssGrowthMib * Figures.bytesPerMiB })
        try coefficient(
          .growthPerP, place, group.compactMap(\.growthPerPBytes), predicted: growthPerP,
          point.flatMap(\.growthPerPMib).map { $0 * Figures.bytesPerMiB })
        let resident = group.compactMap(\.rSquared)
        if !resident.isEmpty {
          try Coefficient(
            .rSquared, at: place, meanRSquared: resident, predicted: expected,
            published: point.flatMap(\.rSquared))
        }
        let slabs = group.compactMap(\.rSquaredSlabs)
        if !slabs.isEmpty {
          try Coefficient(.rSquaredSlabs, at: place, meanRSquared: slabs, predicted: expected)
        }
        try coefficient(
          .boundRatio, place, group.compactMap(\.boundRatio),
          predicted: p > 0 ? theory.boundRatio(p) : nil)
      }
    }
  }

  /// The mean of what a point's runs gave; nil where none gave anything.
  private func coefficient(
    _ kind: CoefficientKind, _ place: Parameters, _ values: [Double], predicted: Double?,
    _ figure: Double? = nil
  ) throws -> Coefficient? {
    values.isEmpty
      ? nil
      : try Coefficient(
        kind, at: place, meanOf: values, predicted: predicted, published: figure)
  }
}
