import Exhibits
import Results

/// Retained slabs under finite lifetimes: where they level, after how long, and how they grow where
/// they do not.
func lifetimesTable(_ rows: [LifetimesRow]) -> Table {
  var table = Table(
    "lifetimes", "Finite lifetimes: retained slabs in strict reuse",
    [
      .text("lifetime"), .number("R / p, 2nd half"), .number("closed form", "closed form of R / p"),
      .number("95 % reached", "epochs to 95 %"),
      .number("closed form", "closed form of epochs to 95 %"), .number("exponent"),
      .number("closed form", "closed form of exponent"), .number("curve agrees"),
      .number("growth claimed"),
    ])
  for law in LifetimeLaw.allCases {
    let group = rows.filter { $0.lifetime == law }
    if group.isEmpty { continue }
    func points(_ metric: LifetimesRow.Metric) -> [LifetimesRow] {
      group.filter { $0.metric == metric }
    }
    func overP(_ value: (GridPoint) -> Double?) -> Double? {
      Figures.average(
        points(.plateau).compactMap { row in
          row.p.flatMap { p in value(row.point).map { $0 / p } }
        })
    }
    let level = points(.levelEpochs).first?.point
    let exponent = points(.growthExponent).first?.point
    let claims = points(.growthClaims).map(\.point)
    table.append([
      law.rawValue, Figures.decimal(overP(\.measured), 1), Figures.decimal(overP(\.predicted), 1),
      Figures.decimal(level?.measured, 0), Figures.decimal(level?.predicted, 0),
      Figures.decimal(exponent?.measured, 3), Figures.decimal(exponent?.predicted, 3),
      Figures.percent(GridCoverage(points(.retainedSlabs)).share, 1),
      Figures.percent(Figures.average(claims.map(\.measured)), 0),
    ])
  }
  table.notes = [
    "Means over all p and \(rows.seeds) seeds. The closed form is p times the sum of P(W > a) over "
      + "ages a; the curve agrees where the 95 % interval of the mean holds it. Growth is claimed "
      + "when the 95 % interval of the least-squares slope over the second half lies above 0."
  ]
  return table
}
