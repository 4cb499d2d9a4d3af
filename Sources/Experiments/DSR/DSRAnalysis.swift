import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let dsr = CoefficientKind(DSR.name, "dsr", unit: "1", isExact: true)
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

  init(
    _ configuration: DSRConfiguration, _ arms: [(arm: DSRArm, outcome: DSRArm.Outcome)]
  ) {
    self.configuration = configuration
    rows = arms.map { arm, outcome in
      DSRRow(
        p: arm.p, seed: arm.seed, closes: outcome.closes, drained: outcome.drained,
        pinned: outcome.pinned, dsr: Double(outcome.drained) / Double(outcome.closes),
        dsrExpected: 1 - arm.p)
    }
  }

  /// The rate over all seeds with its 95 % Wilson interval, by p.
  func coefficients() throws -> [Coefficient] {
    try configuration.p.compactMap { p in
      let group = rows.filter { $0.p == p }
      if group.isEmpty { return nil }
      let closes = group.reduce(0) { $0 + $1.closes }
      let drained = group.reduce(0) { $0 + $1.drained }
      let interval = try wilsonInterval(successes: drained, trials: closes)
      return Coefficient(
        .dsr, at: ["p": p], Double(drained) / Double(closes), interval: interval, predicted: 1 - p)
    }
  }

  /// What a run must show.
  func checks() throws -> [ReproductionCheck] {
    try configuration.p.compactMap { p in
      let group = rows.filter { $0.p == p }
      if group.isEmpty { return nil }
      if p == 0 || p == 1 {
        return ReproductionCheck(
          "dsr", "DSR at p = \(p) is exactly \(1 - p) in every run",
          measured: Set(group.map(\.dsr)).sorted().map { "\($0)" }.joined(separator: ", "),
          holds: group.allSatisfy { $0.dsr == 1 - p })
      }
      let worst =
        try group.map {
          try binomialZ(successes: $0.drained, trials: $0.closes, expected: 1 - p).magnitude
        }.max() ?? 0
      return ReproductionCheck(
        "dsr",
        "DSR at p = \(p) is within \(Self.deviationLimit) binomial deviations of \(1 - p) in "
          + "every run",
        measured: "mean \(Figures.decimal(try mean(of: group.map(\.dsr)), 5)), largest deviation "
          + Figures.decimal(worst, 2),
        holds: worst <= Self.deviationLimit)
    }
  }
}
