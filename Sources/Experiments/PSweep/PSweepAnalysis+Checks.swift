import Exhibits
import Results
import Statistics

extension PSweepAnalysis {
  /// What a reproduction of the p-sweep must show.
  @Checks func checks(published: PublishedFigures) throws -> [ReproductionCheck] {
    for reuse in configuration.reuse { try reuse == .ring ? ringChecks(published) : strictChecks() }
  }

  private func meanGrowth(_ reuse: ReuseMode, p: Double) throws -> Double? {
    let group = rows(reuse, p: p)
    return group.isEmpty ? nil : try mean(of: group.map { Double($0.rssGrowthBytes) })
  }

  @Checks private func ringChecks(_ published: PublishedFigures) throws -> [ReproductionCheck] {
    if let growth = try meanGrowth(.ring, p: 0) {
      let worst = rows(.ring, p: 0).map(\.rssGrowthBytes).max() ?? 0
      PSweep.check(
        "ring: RSS growth at p = 0 is at most 128 KiB in every run",
        measured: "mean \(Figures.inKib(growth)), largest \(Figures.inKib(Double(worst)))",
        holds: worst <= Self.plateauBytes)
    }
    if configuration.isPublishedProtocol {
      if let growth = try meanGrowth(.ring, p: 1), let point = published.point(at: 1) {
        let target = point.rssGrowthMib * Figures.bytesPerMiB
        PSweep.check(
          "ring: mean RSS growth at p = 1 is within 5 % of \(Figures.decimal(point.rssGrowthMib, 1)) MiB",
          measured: "\(Figures.inMib(growth)) (\(Figures.percent(growth / target - 1)))",
          holds: abs(growth / target - 1) <= 0.05)
      }
      try rSquaredChecks()
      try growthPerPCheck()
    } else {
      PSweep.note("ring: not compared with the published figures: the workload differs from theirs")
    }
    let ratios = rows(.ring).compactMap(\.boundRatio)
    if !ratios.isEmpty {
      let capacity = configuration.workload.theory(reuse: .ring).capacity
      PSweep.note(
        "ring: the bound R(t) >= p m(t) does not hold: partial slabs serve later epochs, so "
          + "granules merge across reclaim boundaries and \(capacity) sessions share a slab",
        measured: "retained / pinned = \(Figures.decimal(try mean(of: ratios), 4))")
    }
  }

  private func growthPerPCheck() throws -> [ReproductionCheck] {
    let points = configuration.p.filter { $0 >= 0.05 }
    let ratios = try points.compactMap { p in try meanGrowth(.ring, p: p).map { $0 / p } }
    guard ratios.count > 1 else { return [] }
    let centre = try mean(of: ratios)
    let worst = ratios.map { abs($0 / centre - 1) }.max() ?? 0
    return [
      PSweep.check(
        "ring: growth / p for p >= 0.05 is within 4 % of its mean",
        measured: "mean \(Figures.inMib(centre)), largest deviation \(Figures.percent(worst))",
        holds: worst <= 0.04)
    ]
  }

  private func rSquaredChecks() throws -> [ReproductionCheck] {
    try configuration.p.filter { $0 >= 0.01 }.compactMap { p in
      let values = rows(.ring, p: p).compactMap(\.rSquared)
      if values.isEmpty { return nil }
      let limit = p >= 0.05 ? 0.998 : 0.99
      let value = try mean(of: values)
      return PSweep.check(
        "ring: mean R-squared at p = \(p) is at least \(limit)",
        measured: Figures.decimal(value, 5), holds: value >= limit)
    }
  }

  @Checks private func strictChecks() throws -> [ReproductionCheck] {
    let arms = rows(.strict)
    if !arms.isEmpty {
      let wrong = arms.filter { $0.retainedSlabs != $0.sessions }
      PSweep.check(
        "strict: retained slabs equal sessions in every run",
        measured: "\(arms.count - wrong.count) of \(arms.count) runs", holds: wrong.isEmpty)
      if let smallest = arms.compactMap(\.boundRatio).min() {
        PSweep.check(
          "strict: R(t) >= p m(t): retained slabs over pinned closes is at least 1",
          measured: "smallest \(Figures.decimal(smallest, 4))", holds: smallest >= 1)
      }
      for p in configuration.p where p >= 0.01 { try residualCheck(p: p) }
    }
  }

  private func residualCheck(p: Double) throws -> ReproductionCheck? {
    let values = rows(.strict, p: p).compactMap(\.rSquaredSlabs)
    guard !values.isEmpty,
      let expected = configuration.workload.theory(reuse: .strict).expectedRSquared(p: p)
    else { return nil }
    let residual = try mean(of: values.map { 1 - $0 })
    let factor = Self.residualFactor(seeds: values.count)
    // Rounding of the fit leaves a residual of some 1e-16 where none is expected.
    let limit = max(factor * (1 - expected), 1e-12)
    return PSweep.check(
      "strict: mean 1 - R-squared on slabs at p = \(p) is at most \(Figures.decimal(factor, 2)) times its "
        + "expectation",
      measured: "\(Figures.scientific(residual)), expected \(Figures.scientific(1 - expected))",
      holds: residual <= limit)
  }

  /// How far above its expectation the mean residual of some seeds may be, which one mean in a
  /// thousand exceeds.
  ///
  /// One path's residual has a standard deviation of 0.62 of its mean and a skewness near 2, so the
  /// mean of n has 0.62 / sqrt(n) and 2 / sqrt(n). The normal quantile 3.09 is corrected for the
  /// skewness g by `(z^2 - 1) g / 6`. Source: Cornish and Fisher, "Moments and cumulants in the
  /// specification of distributions", Revue de l'Institut International de Statistique 5(4), 1938.
  static func residualFactor(seeds: Int) -> Double {
    let root = Double(seeds).squareRoot()
    let quantile = 3.09
    return 1 + (quantile + (quantile * quantile - 1) / (3 * root)) * 0.62 / root
  }
}
