import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let dsr = DSR.coefficient("dsr")
}

/// Rows, coefficients and checks of a finished drainability sweep.
struct DSRAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: DSRConfiguration
  /// One row an arm.
  var rows: [DSRRow]

  /// Binomial standard deviations that one run may lie from 1 - p: of the 25 runs of the default
  /// sweep with p between the ends, one sweep in 86 has a run beyond.
  static let deviationLimit = 3.5

  init(_ configuration: DSRConfiguration, _ arms: Finished<DSRArm>) {
    self.configuration = configuration
    rows = arms.map(\.outcome)
  }

  /// The rate over all seeds with its 95 % Wilson interval, by p.
  func coefficients() -> [Coefficient] {
    configuration.p.compactMap { p in
      let group = rows.filter { $0.p == p }
      if group.isEmpty { return nil }
      let pooled = PooledDSR(group, p: p)
      return Coefficient(
        .dsr, at: ["p": p], pooled.rate, interval: pooled.interval, predicted: 1 - p)
    }
  }

  /// What a run must show.
  @Checks func checks() throws -> [ReproductionCheck] {
    try rateChecks()
    try intervalCheck()
  }

  /// An end of a Wilson interval is a rate that the score test just rejects: 1.96 of the rate's own
  /// deviations away.
  private func intervalCheck() throws -> ReproductionCheck? {
    let critical = try StandardNormal.quantile(0.975)
    var scores: [Double] = []
    for p in configuration.p where p > 0 && p < 1 {
      let pooled = PooledDSR(rows.filter { $0.p == p }, p: p)
      guard let interval = pooled.interval, pooled.drained > 0, pooled.drained < pooled.closes
      else { continue }
      for (end, sign) in [(interval.low, 1.0), (interval.high, -1.0)] {
        scores.append(
          sign
            * (try binomialZ(successes: pooled.drained, trials: pooled.closes, expected: end)))
      }
    }
    guard let least = scores.min(), let most = scores.max() else { return nil }
    return DSR.check(
      "the ends of the intervals are rates that the score test rejects at 5 %",
      measured: "\(Figures.decimal(least, 6)) to \(Figures.decimal(most, 6)) deviations, "
        + "\(Figures.decimal(critical, 6)) asked",
      holds: abs(least - critical) <= 1e-6 && abs(most - critical) <= 1e-6)
  }

  private func rateChecks() throws -> [ReproductionCheck] {
    try configuration.p.compactMap { p in
      let group = rows.filter { $0.p == p }
      if group.isEmpty { return nil }
      if p == 0 || p == 1 {
        return DSR.check(
          "DSR at p = \(p) is exactly \(1 - p) in every run",
          measured: Set(group.map(\.dsr)).sorted().map { "\($0)" }.joined(separator: ", "),
          holds: group.allSatisfy { $0.dsr == 1 - p })
      }
      let worst =
        try group.map {
          try binomialZ(successes: $0.drained, trials: $0.closes, expected: 1 - p).magnitude
        }.max() ?? 0
      return DSR.check(
        "DSR at p = \(p) is within \(Self.deviationLimit) binomial deviations of \(1 - p) in "
          + "every run",
        measured: "mean \(Figures.decimal(try mean(of: group.map(\.dsr)), 5)), largest deviation "
          + Figures.decimal(worst, 2),
        holds: worst <= Self.deviationLimit)
    }
  }
}
