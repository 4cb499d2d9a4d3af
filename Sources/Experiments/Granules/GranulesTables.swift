import Exhibits
import Results

/// The end of a run on each kind of granule, beside the closed forms.
func granulesTable(_ rows: [GranulesRow]) -> Table {
  var table = Table(
    "granules", "One workload on three kinds of granule, at the end of the run",
    [
      .text("granule"), .text("pins"), .number("p"), .number("R(t)"),
      .number("closed form", "closed form of R(t)"), .number("R / bound"),
      .number("structural KiB"), .number("closed form", "closed form of structural KiB"),
      .number("DSR"), .number("closed form", "closed form of DSR"),
    ])
  let end = rows.map(\.closes).max() ?? 0
  for row in rows where row.metric == .retainedGranules && row.closes == end {
    func point(_ metric: GranulesRow.Metric) -> GridPoint? {
      rows.first {
        $0.granule == row.granule && $0.lifetime == row.lifetime && $0.p == row.p
          && $0.closes == end && $0.metric == metric
      }?.point
    }
    let structural = point(.structuralBytes)
    let dsr = point(.dsr)
    table.append([
      row.granule.rawValue, row.lifetime.rawValue, Figures.probability(row.p),
      Figures.decimal(row.point.measured, 1), Figures.decimal(row.point.predicted, 1),
      Figures.decimal(point(.boundRatio)?.measured, 2),
      Figures.kib(structural?.measured), Figures.kib(structural?.predicted),
      Figures.percent(dsr?.measured), Figures.percent(dsr?.predicted),
    ])
  }
  table.notes = [
    seedNote(rows.seeds)
      + " After \(Figures.count(end)) closes. The bound is the number of closed granules whose own "
      + "pin is live; R / bound is taken over all samples of a run."
  ]
  return table
}
