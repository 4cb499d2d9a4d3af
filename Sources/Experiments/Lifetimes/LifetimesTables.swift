import Exhibits
import Results

/// Retained slabs under finite lifetimes: where they level, after how long, and how they grow where
/// they do not.
func lifetimesTable(_ rows: [LifetimesRow]) -> Table {
  let laws = LifetimeLaw.allCases.map { law in rows.filter { $0.lifetime == law } }
  func points(_ metric: LifetimesRow.Metric, _ group: [LifetimesRow]) -> [LifetimesRow] {
    group.filter { $0.metric == metric }
  }
  func first(_ metric: LifetimesRow.Metric, _ group: [LifetimesRow]) -> GridPoint? {
    points(metric, group).first?.point
  }
  func overP(_ group: [LifetimesRow], _ value: (GridPoint) -> Double?) -> Double? {
    points(.plateau, group).average { row in
      row.p.flatMap { p in value(row.point).map { $0 / p } }
    }
  }
  return Table(
    "lifetimes", "Finite lifetimes: retained slabs in strict reuse",
    of: laws.filter { !$0.isEmpty },
    [
      .text("lifetime") { $0[0].lifetime.rawValue },
      .number("R / p, 2nd half") { Figures.decimal(overP($0, \.measured), 1) },
      .number("closed form", "closed form of R / p") { Figures.decimal(overP($0, \.predicted), 1) },
      .number("95 % reached", "epochs to 95 %") {
        Figures.decimal(first(.levelEpochs, $0)?.measured, 0)
      },
      .number("closed form", "closed form of epochs to 95 %") {
        Figures.decimal(first(.levelEpochs, $0)?.predicted, 0)
      },
      .number("exponent") { Figures.decimal(first(.growthExponent, $0)?.measured, 3) },
      .number("closed form", "closed form of exponent") {
        Figures.decimal(first(.growthExponent, $0)?.predicted, 3)
      },
      .number("curve agrees") {
        Figures.percent(GridCoverage(points(.retainedSlabs, $0)).share, 1)
      },
      .number("growth claimed") {
        Figures.percent(points(.growthClaims, $0).average { $0.point.measured }, 0)
      },
    ],
    notes: [
      "Means over all p and \(rows.seeds) seeds. The closed form is p times the sum of P(W > a) "
        + "over ages a; the curve agrees where the 95 % interval of the mean holds it. Growth is "
        + "claimed when the 95 % interval of the least-squares slope over the second half lies "
        + "above 0."
    ])
}
