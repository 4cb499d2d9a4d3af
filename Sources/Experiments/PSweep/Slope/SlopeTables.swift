import Exhibits
import Results

/// The slope of each quarter of the series beside the published ones.
func slopeTable(_ rows: [SlopeRow], published: PublishedFigures) -> Table {
  var table = Table(
    "slope", "Slope within each quarter of a run",
    [
      .number("p"), .text("reuse"), .text("slope of"), .number("1st"), .number("2nd"),
      .number("3rd"), .number("4th"), .number("4th / 1st"),
    ])
  for reuse in ReuseMode.allCases {
    for p in distinct(rows.map(\.p)) {
      for metric in SlopeRow.Metric.allCases {
        let group = rows.filter { $0.p == p && $0.reuse == reuse && $0.metric == metric }
        if group.isEmpty { continue }
        let scale = metric == .rssBytes ? 1.0 / 1_024 : 1_000
        let slopes = (1...4).map { quartile in
          Figures.average(group.filter { $0.quartile == quartile }.map(\.slopePerRequest))
        }
        let ratio = Figures.average(group.filter { $0.quartile == 4 }.compactMap(\.ratioToFirst))
        table.append(
          [
            Figures.probability(p), reuse.rawValue,
            metric == .rssBytes ? "RSS KiB/request" : "slabs/1000 req.",
          ] + slopes.map { Figures.decimal($0.map { $0 * scale }, 3) }
            + [Figures.decimal(ratio, 4)])
      }
    }
  }
  table.append(
    ["1.00", "published", "RSS KiB/request"]
      + published.slope.slopesKibPerRequest.map { Figures.decimal($0, 3) }
      + [Figures.decimal(published.slope.lastOverFirst, 3)])
  table.notes = [
    seedNote(Set(rows.map(\.seed)).count),
    "The published ratio, 0.989, is not the quotient of the published slopes, 0.967.",
  ]
  return table
}
