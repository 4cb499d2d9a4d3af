import Exhibits
import Results
import Statistics

extension PSweepAnalysis {
  /// What a reproduction of the p-sweep must show.
  @Checks func checks(published: PublishedFigures) throws -> [ReproductionCheck] {
    for reuse in configuration.reuse { try reuse == .ring ? ringChecks(published) : strictChecks() }
    try countChecks()
    seriesCheck
    try behaviorCheck()
    for reuse in configuration.reuse { try residualsCheck(reuse) }
  }

  /// Closes and sessions by the run's own count: what configuration and p say.
  @Checks private func countChecks() throws -> [ReproductionCheck] {
    let closes = configuration.workload.requests / configuration.workload.requestsPerEpoch
    let own = rows.own
    let wrong = own.count { $0.epochsClosed != closes }
    if !own.isEmpty {
      PSweep.check(
        "every run closes \(Figures.count(closes)) epochs",
        measured: "\(own.count - wrong) of \(own.count)",
        holds: wrong == 0)
    }
    // Both reuse modes see the same draws.
    let runs = own.filter { $0.reuse == configuration.reuse.first }
    try PSweep.check(
      draws: "epochs receive sessions",
      configuration.p.map { p in
        (runs.filter { $0.p == p }.map { Draws(trials: closes, successes: $0.sessions) }.total, p)
      })
  }

  /// The summary of each run against its series, computed in another way: the coefficient of
  /// determination is the square of the correlation, and each pinned close received one session.
  private var seriesCheck: ReproductionCheck? {
    var worst = 0.0
    for row in rows.own {
      let series = samples.filter { $0.p == row.p && $0.reuse == row.reuse && $0.seed == row.seed }
      guard let first = series.first, let last = series.last else { continue }
      let requests = series.map { Double($0.request) }
      func determination(_ value: (PSweepSample) -> Int) -> Double? {
        let y = series.map { Double(value($0)) }
        let spread = covariance(y, y)
        let joint = covariance(requests, y)
        return row.p > 0 && spread > 0
          ? joint * joint / (covariance(requests, requests) * spread) : nil
      }
      let growth = Double(last.rssBytes - first.rssBytes)
      let pairs: [(Double?, Double?)] = [
        (Double(row.rssGrowthBytes), growth),
        (row.growthPerPBytes.map { $0 * row.p }, row.p > 0 ? growth : nil),
        (row.rSquared, determination(\.rssBytes)),
        (row.rSquaredSlabs, determination(\.retainedSlabs)),
        (
          row.boundRatio.map { $0 * Double(row.sessions) },
          row.sessions > 0 ? Double(last.retainedSlabs) : nil
        ),
      ]
      for (stated, found) in pairs {
        let isBoth = (stated == nil) == (found == nil)
        worst = max(
          worst, isBoth ? abs((stated ?? 0) - (found ?? 0)) / max(1, abs(found ?? 0)) : .infinity)
      }
    }
    return rows.isEmpty
      ? nil
      : PSweep.check(
        "growth, R-squared and bound ratio of each run follow from its series, to a billionth",
        measured: "largest difference \(Figures.scientific(worst))", holds: worst <= 1e-9)
  }

  private func covariance(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / count
  }

  /// Growth is called linear exactly where it is more than a plateau's.
  private func behaviorCheck() throws -> ReproductionCheck? {
    let decided = try rows.own.filter { row in
      if row.p == 0 { return true }
      let growth = try row.p * configuration.workload.theory(reuse: row.reuse).growthPerP(row.p)
      return growth > 4 * Double(Self.plateauBytes)
    }
    let wrong = decided.count { $0.behavior != ($0.p == 0 ? .plateau : .linear) }
    return decided.isEmpty
      ? nil
      : PSweep.check(
        "growth is a plateau at p = 0, and linear where it should be half a MiB or more",
        measured: "\(decided.count - wrong) of \(decided.count) runs", holds: wrong == 0)
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
        let largest = arms.compactMap(\.boundRatio).max() ?? smallest
        PSweep.check(
          "strict: the bound R(t) >= p m(t) is reached: retained slabs over pinned closes is 1",
          measured: "\(Figures.decimal(smallest, 4)) to \(Figures.decimal(largest, 4))",
          holds: smallest == 1 && largest == 1)
      }
      try strictGrowthCheck()
      for p in configuration.p where p >= 0.01 { try residualCheck(p: p) }
      limitCheck
    }
  }

  /// RSS counts a slab and its record for each session.
  private func strictGrowthCheck() throws -> ReproductionCheck? {
    guard configuration.p.contains(1), let growth = try meanGrowth(.strict, p: 1) else {
      return nil
    }
    let expected = try configuration.workload.theory(reuse: .strict).growthPerP(1)
    return PSweep.check(
      "strict: RSS at p = 1 grows by a slab and its record a session, within 0.5 %",
      measured: "\(Figures.inMib(growth)), \(Figures.inMib(expected)) expected",
      holds: abs(growth / expected - 1) <= 0.005)
  }

  /// The residuals of all p together: each is scattered about its expectation by 0.62 of it, and
  /// the seeds' paths at neighbouring p are alike.
  private func residualsCheck(_ reuse: ReuseMode) throws -> ReproductionCheck? {
    let ratios = rows(reuse).filter { $0.p >= 0.01 && $0.p < 1 }.compactMap { row in
      row.rSquaredExpected.flatMap { expected in
        row.rSquaredSlabs.map { (1 - $0) / (1 - expected) }
      }
    }
    if ratios.count < 2 { return nil }
    let ratio = try mean(of: ratios)
    let allowed = 4 * 0.62 / Double(ratios.count).squareRoot()
    return PSweep.check(
      "\(reuse.rawValue): 1 - R-squared on slabs over its expectation is 1 in the mean, within "
        + Figures.decimal(allowed, 2),
      measured: "\(Figures.decimal(ratio, 2)) over \(ratios.count) runs",
      holds: abs(ratio - 1) <= allowed)
  }

  /// The residual that the covariances of the samples give, and the one of Brownian motion, which
  /// are of the same order in 1 / m and differ by the samples' number.
  private var limitCheck: ReproductionCheck? {
    let theory = configuration.workload.theory(reuse: .strict)
    let ratios = configuration.p.filter { $0 >= 0.01 && $0 < 1 }.compactMap { p -> Double? in
      guard let limit = theory.expectedRSquared(p: p),
        let expected = rows(.strict, p: p).first?.rSquaredExpected
      else { return nil }
      return (1 - expected) / (1 - limit)
    }
    guard let worst = ratios.max(by: { abs($0 - 1) < abs($1 - 1) }) else { return nil }
    return PSweep.check(
      "strict: the residual expected from the samples' covariances is 4(1-p) / (5 m p), that of "
        + "Brownian motion, within 5 %",
      measured: "\(Figures.decimal(worst, 3)) of it at the most distant of \(ratios.count) p",
      holds: abs(worst - 1) <= 0.05)
  }

  private func residualCheck(p: Double) throws -> ReproductionCheck? {
    let values = rows(.strict, p: p).compactMap(\.rSquaredSlabs)
    guard !values.isEmpty, let expected = rows(.strict, p: p)[0].rSquaredExpected else {
      return nil
    }
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
