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
  func checks() throws -> [ReproductionCheck] {
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
