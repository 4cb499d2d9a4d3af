import Exhibits
import Results

/// The end of a run on each kind of granule, beside the closed forms.
func granulesTable(_ rows: [GranulesRow]) -> Table {
  let end = rows.map(\.closes).max() ?? 0
  let last = rows.filter { $0.closes == end }
  func point(_ metric: GranulesRow.Metric, _ row: GranulesRow) -> GridPoint? {
    last.first {
      $0.granule == row.granule && $0.lifetime == row.lifetime && $0.p == row.p
        && $0.metric == metric
    }?.point
  }
  return Table(
    "granules", "One workload on three kinds of granule, at the end of the run",
    of: last.filter { $0.metric == .retainedGranules },
    [
      .text("granule") { $0.granule.rawValue },
      .text("pins") { $0.lifetime.rawValue },
      .number("p") { Figures.probability($0.p) },
      .number("R(t)") { Figures.decimal($0.point.measured, 1) },
      .number("closed form", "closed form of R(t)") { Figures.decimal($0.point.predicted, 1) },
      .number("R / bound") { Figures.decimal(point(.boundRatio, $0)?.measured, 2) },
      .number("structural KiB") { Figures.kib(point(.structuralBytes, $0)?.measured) },
      .number("closed form", "closed form of structural KiB") {
        Figures.kib(point(.structuralBytes, $0)?.predicted)
      },
      .number("DSR") { Figures.percent(point(.dsr, $0)?.measured) },
      .number("closed form", "closed form of DSR") { Figures.percent(point(.dsr, $0)?.predicted) },
    ],
    notes: [
      seedNote(rows.seeds)
        + " After \(Figures.count(end)) closes. The bound is the number of closed granules whose own "
        + "pin is live; R / bound is taken over all samples of a run."
    ])
}
