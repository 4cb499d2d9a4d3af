import Exhibits
import Results

extension SensitivityAnalysis {
  /// How far a measured boundary rate may lie from its closed form.
  static let rateTolerance = 0.02

  /// What a run must show.
  @Checks func checks() throws -> [ReproductionCheck] {
    Sensitivity.checks(coverageOf: rows)
    try Sensitivity.check(draws: "objects are session objects", sessions)
    rateCheck
  }

  private var rateCheck: [ReproductionCheck] {
    let points = rows.filter { $0.metric == .boundaryRate }
    guard let worst = points.compactMap(\.point.residual?.magnitude).max() else { return [] }
    return [
      Sensitivity.check(
        "the boundary rate is within \(Self.rateTolerance) of its closed form at every grid point",
        measured: "largest error \(Figures.decimal(worst, 4)) over \(points.count) points",
        holds: worst <= Self.rateTolerance)
    ]
  }
}
