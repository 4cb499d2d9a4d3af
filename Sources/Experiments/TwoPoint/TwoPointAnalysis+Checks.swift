import Exhibits
import Results
import Statistics

extension TwoPointAnalysis {
  /// What a reproduction of the two-point experiment must show, in strict reuse mode.
  @Checks func checks(published: PublishedFigures) throws -> [ReproductionCheck] {
    if !configuration.reuse.contains(.strict) {
      TwoPoint.note(
        "no closed form is compared: it needs strict reuse, where slabs are not merged "
          + "across epochs")
    } else {
      if configuration.isPublishedProtocol {
        try publishedChecks(published)
      } else {
        TwoPoint.note(
          "not compared with the published figures: the workload differs from the standard")
      }
      try boundaryChecks()
      try structuralChecks()
      try countChecks()
    }
  }

  @Checks private func publishedChecks(_ published: PublishedFigures) throws -> [ReproductionCheck]
  {
    if let (ratio, interval) = try differential(.strict) {
      let span =
        interval.map { " (\(Figures.decimal($0.low, 0)) to \(Figures.decimal($0.high, 0)))" } ?? ""
      TwoPoint.check(
        "recycle-rate differential is at least "
          + Figures.decimal(published.twopoint.recycleRateDifferential, 0),
        measured: Figures.decimal(ratio, 0) + span,
        holds: ratio >= published.twopoint.recycleRateDifferential)
    }
    let isolated = rows(.isolated, .strict).map(\.recycleRate)
    if !isolated.isEmpty, let arm = published.twopoint.arm(.isolated) {
      let rate = try mean(of: isolated)
      TwoPoint.check(
        "isolated: recycle rate is within 5 % of \(Figures.percent(arm.recycleRate))",
        measured: "\(Figures.percent(rate)) (\(Figures.percent(rate / arm.recycleRate - 1)))",
        holds: abs(rate / arm.recycleRate - 1) <= 0.05)
    }
  }

  @Checks private func boundaryChecks() throws -> [ReproductionCheck] {
    let theory = configuration.workload.theory
    let mixed = rows(.mixed, .strict)
    if !mixed.isEmpty {
      let slabs = mixed.reduce(0) { $0 + $1.boundarySlabs }
      let recycled = mixed.reduce(0) { $0 + $1.boundaryRecycled }
      let rate = Double(recycled) / Double(slabs)
      // With few objects an epoch the last slab weighs too much for the plain form.
      if configuration.isPublishedProtocol {
        let expected = theory.boundaryRecycleRate(.mixed)
        let deviation = try binomialDeviation(p: expected, trials: slabs / mixed.count)
        let score = (rate - expected) / deviation
        TwoPoint.check(
          "mixed: mean boundary rate is within 3 binomial deviations of a run from (1-f)^C = "
            + percent4(expected),
          measured: "\(percent4(rate)), \(Figures.decimal(score, 2)) deviations",
          holds: abs(score) <= 3)
      }
      let exact = theory.mixedBoundaryRateWithLastSlab
      let exactScore = try binomialZ(successes: recycled, trials: slabs, expected: exact)
      TwoPoint.check(
        "mixed: all seeds' slabs together are within 3 binomial deviations of the closed form "
          + "that counts each epoch's last, partly filled slab, \(percent4(exact))",
        measured: "\(percent4(rate)), \(Figures.decimal(exactScore, 2)) deviations",
        holds: abs(exactScore) <= 3)
    }
    let isolated = rows(.isolated, .strict)
    if !isolated.isEmpty {
      let wrong = isolated.filter { $0.boundaryRecycled != $0.boundarySlabs }
      TwoPoint.check(
        "isolated: every request slab is empty at its boundary",
        measured: "\(isolated.count - wrong.count) of \(isolated.count) runs", holds: wrong.isEmpty)
    }
  }

  @Checks private func structuralChecks() throws -> [ReproductionCheck] {
    let linearity = try structuralRSquared(.mixed, .strict)
    // Rare session objects pin epochs by chance, and leave a residual that has no bound.
    if configuration.isPublishedProtocol, let worst = linearity.min() {
      TwoPoint.check(
        "mixed: structural bytes grow linearly, R-squared at least 0.999",
        measured: "smallest \(Figures.decimal(worst, 6))", holds: worst >= 0.999)
    }
    let isolated = rows(.isolated, .strict)
    if !isolated.isEmpty {
      let largest =
        samples.filter { $0.routing == .isolated && $0.reuse == .strict }
        .map(\.structuralBytes).max() ?? 0
      TwoPoint.check(
        "isolated: structural bytes stay below 1 MiB",
        measured: "largest \(Figures.inKib(Double(largest)))",
        holds: Double(largest) < Figures.bytesPerMiB)
    }
  }
}

private func percent4(_ ratio: Double) -> String { Figures.decimal(ratio * 100, 4) + " %" }
