import Exhibits
import Results
import Statistics

extension TwoPointAnalysis {
  /// What a reproduction of the two-point experiment must show.
  @Checks func checks(published: PublishedFigures) throws -> [ReproductionCheck] {
    boundChecks(published)
    if !rows.sustained.isEmpty {
      if !configuration.isPublishedProtocol {
        TwoPoint.note(
          "not compared with the published figures: the workload differs from the standard")
      }
      for reuse in configuration.reuse { try differentialCheck(reuse) }
      for reuse in configuration.reuse { try isolatedRateCheck(reuse) }
      try boundaryChecks()
      try structuralChecks()
      reclaimCheck()
      try countChecks()
    }
  }

  /// A retained slab holds at least one live object, so there are never more of them.
  @Checks private func boundChecks(_ published: PublishedFigures) -> [ReproductionCheck] {
    if let least = rows.map(\.boundMargin).min() {
      TwoPoint.check(
        "retained slabs never exceed the live objects that the run itself counts, at every sample "
          + "of every run",
        measured: "\(rows.count) runs, least difference \(Figures.count(least))", holds: least >= 0)
    }
    let pool = rows.filter { $0.protocol == .pool }
    if !pool.isEmpty {
      let limit = configuration.pool.liveObjectLimit
      let peak = pool.map(\.peakRetainedSlabs).max() ?? 0
      TwoPoint.check(
        "pool: retained slabs stay within the \(Figures.count(limit)) objects that are ever live, "
          + "whatever churn, routing, reuse and reclaim",
        measured: "largest \(Figures.count(peak))", holds: peak <= limit)
      let isolated = pool.filter { $0.routing == .isolated }
      let wrong = isolated.filter { $0.boundaryRecycled != $0.boundarySlabs }
      if !isolated.isEmpty {
        TwoPoint.check(
          "pool, isolated: every request slab is empty at its boundary",
          measured: "\(isolated.count - wrong.count) of \(isolated.count) runs",
          holds: wrong.isEmpty)
      }
    }
  }

  /// The most standard errors that a figure of a whole experiment may lie off its closed form.
  private static let largestDeviation = 4.0

  @Checks private func differentialCheck(_ reuse: ReuseMode) throws -> [ReproductionCheck] {
    let all = try configuration.sustainedWorkloads.compactMap { try differential(reuse, $0) }
    if let worst = all.compactMap(\.deviations).max(by: { abs($0) < abs($1) }) {
      let points = all.count { $0.deviations != nil }
      TwoPoint.check(
        "\(reuse.rawValue): the recycle-rate differential is within "
          + "\(Figures.decimal(Self.largestDeviation, 0)) standard errors of its closed form at "
          + "each of \(points) capacities and session fractions",
        measured: "largest \(Figures.decimal(worst, 2)) standard errors",
        holds: abs(worst) <= Self.largestDeviation)
    }
  }

  @Checks private func isolatedRateCheck(_ reuse: ReuseMode) throws -> [ReproductionCheck] {
    let group = rows(.isolated, reuse)
    let theory = configuration.workload.differentialTheory
    if !group.isEmpty, let expected = try theory.rate(.isolated, reuse) {
      let rate = try mean(of: group.map(\.recycleRate))
      let deviation = theory.isolatedRateDeviation / Double(group.count).squareRoot()
      let score = (rate - expected) / deviation
      TwoPoint.check(
        "\(reuse.rawValue), isolated: the mean recycle rate is within "
          + "\(Figures.decimal(Self.largestDeviation, 0)) deviations of a mean of its closed form, "
          + Figures.percent(expected, 3),
        measured: "\(Figures.percent(rate, 3)), \(Figures.decimal(score, 2)) deviations",
        holds: abs(score) <= Self.largestDeviation)
    }
  }

  @Checks private func boundaryChecks() throws -> [ReproductionCheck] {
    let mixed = rows(.mixed, .strict)
    if !mixed.isEmpty {
      let slabs = mixed.reduce(0) { $0 + $1.boundarySlabs }
      let recycled = mixed.reduce(0) { $0 + $1.boundaryRecycled }
      let rate = Double(recycled) / Double(slabs)
      let expected = configuration.workload.theory.mixedBoundaryRateWithLastSlab
      let score = try binomialZ(successes: recycled, trials: slabs, expected: expected)
      TwoPoint.check(
        "strict, mixed: the boundary rate of all seeds' slabs is within "
          + "\(Figures.decimal(Self.largestDeviation, 0)) binomial deviations of the closed form "
          + "that counts each epoch's last, partly filled slab, \(Figures.percent(expected, 4))",
        measured: "\(Figures.percent(rate, 4)), \(Figures.decimal(score, 2)) deviations",
        holds: abs(score) <= Self.largestDeviation)
    }
    for reuse in configuration.reuse {
      let isolated = rows(.isolated, reuse)
      if !isolated.isEmpty {
        let wrong = isolated.filter { $0.boundaryRecycled != $0.boundarySlabs }
        TwoPoint.check(
          "\(reuse.rawValue), isolated: every request slab is empty at its boundary",
          measured: "\(isolated.count - wrong.count) of \(isolated.count) runs",
          holds: wrong.isEmpty)
      }
    }
  }

  @Checks private func structuralChecks() throws -> [ReproductionCheck] {
    let linearity = try structuralRSquared(.mixed, .strict)
    // Rare session objects pin epochs by chance, and leave a residual that has no bound.
    if configuration.isPublishedProtocol, let worst = linearity.min() {
      TwoPoint.check(
        "strict, mixed: structural bytes grow linearly, R-squared at least 0.999",
        measured: "smallest \(Figures.decimal(worst, 6))", holds: worst >= 0.999)
    }
    for reuse in configuration.reuse {
      let isolated = rows(.isolated, reuse)
      if !isolated.isEmpty {
        let largest =
          samples.sustained.filter { $0.routing == .isolated && $0.reuse == reuse }
          .map(\.structuralBytes).max() ?? 0
        TwoPoint.check(
          "\(reuse.rawValue), isolated: no structural bytes",
          measured: "largest \(Figures.inKib(Double(largest)))", holds: largest == 0)
      }
    }
  }

  /// Where sessions live to the end, no slab empties after its close.
  @Checks private func reclaimCheck() -> [ReproductionCheck] {
    let own = rows.filter {
      $0.protocol == .sustained && $0.objectSize == configuration.workload.objectSize
        && $0.sessionFraction == configuration.workload.sessionFraction
    }
    let others = own.filter { $0.reclaim != configuration.reclaim.first }
    if !others.isEmpty {
      let wrong = others.filter { row in
        !own.contains {
          $0.reclaim != row.reclaim && $0.routing == row.routing && $0.reuse == row.reuse
            && $0.seed == row.seed && $0.slabsCreated == row.slabsCreated
            && $0.slabsRecycled == row.slabsRecycled && $0.retainedSlabs == row.retainedSlabs
        }
      }
      TwoPoint.check(
        "sustained: slabs created, recycled and retained are the same in both reclaim modes",
        measured: "\(others.count - wrong.count) of \(others.count) runs", holds: wrong.isEmpty)
    }
  }
}
