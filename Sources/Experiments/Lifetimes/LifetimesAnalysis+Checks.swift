import Exhibits
import Results
import Statistics

extension LifetimesAnalysis {
  /// How far a plateau may lie from p E[W], of it.
  static let plateauTolerance = 0.03
  /// How far the exponent of growth may lie from 1 - s.
  static let exponentTolerance = 0.05

  /// What a run must show.
  @Checks func checks() throws -> [ReproductionCheck] {
    Lifetimes.checks(coverageOf: rows) { "\($0.lifetime) \($0.p ?? 0)" }
    try Lifetimes.check(draws: "epochs receive sessions", sessions)
    [LifetimeLaw.fixed, .exponential].compactMap(plateauCheck)
    configuration.lifetimes.compactMap(exponentCheck)
    configuration.lifetimes.compactMap(transienceCheck)
  }

  private func plateauCheck(_ law: LifetimeLaw) -> ReproductionCheck? {
    let ratios = rows.filter { $0.lifetime == law && $0.metric == .plateau }.compactMap { row in
      row.p.map { row.point.measured / ($0 * configuration.workload.lifetime(law).mean) }
    }
    guard let worst = ratios.max(by: { abs($0 - 1) < abs($1 - 1) }) else { return nil }
    return Lifetimes.check(
      "\(law.rawValue): the plateau is within \(Figures.percent(Self.plateauTolerance)) of p E[W] "
        + "at every p",
      measured: "furthest: \(Figures.decimal(worst, 4)) of it, over \(ratios.count) values of p",
      holds: abs(worst - 1) <= Self.plateauTolerance)
  }

  private func exponentCheck(_ law: LifetimeLaw) -> ReproductionCheck? {
    guard let exponent = configuration.workload.theory(law).growthExponent,
      let row = rows.first(where: { $0.lifetime == law && $0.metric == .growthExponent })
    else { return nil }
    return Lifetimes.check(
      "\(law.rawValue): growth goes on as t^b, with b within \(Self.exponentTolerance) of "
        + Figures.decimal(exponent, 2),
      measured: "b = \(Figures.decimal(row.point.measured, 4))"
        + (row.point.predicted.map { ", \(Figures.decimal($0, 4)) of the closed form's curve" }
          ?? "")
        + (row.point.ciLow.map { ", 95 % from \(Figures.decimal($0, 4))" } ?? "")
        + (row.point.ciHigh.map { " to \(Figures.decimal($0, 4))" } ?? ""),
      holds: abs(row.point.measured - exponent) <= Self.exponentTolerance
        && abs((row.point.predicted ?? .infinity) - exponent) <= Self.exponentTolerance / 5)
  }

  /// Finite means level, the infinite one does not: the last quarter's growth tells them apart.
  private func transienceCheck(_ law: LifetimeLaw) -> ReproductionCheck? {
    guard configuration.workload.theory(law).limit == nil else { return nil }
    let epochs = configuration.workload.epochs
    func retained(_ epoch: Int) -> [LifetimesRow] {
      rows.filter { $0.lifetime == law && $0.epoch == epoch && $0.metric == .retainedSlabs }
    }
    let pairs = zip(retained(epochs / 2), retained(epochs))
    let growths = pairs.map { $1.point.measured / $0.point.measured - 1 }
    guard let least = growths.min() else { return nil }
    return Lifetimes.check(
      "\(law.rawValue): retained slabs still grow in the second half of the run",
      measured: "by \(Figures.percent(least)) or more at every p", holds: least > 0)
  }
}
