import Exhibits
import Results
import Statistics

/// The drainability satisfaction rate against 1 - p, and how far it is off.
let dsrPlot = Plot("dsr", in: .profiler, DSRRow.self, make: dsrFigure)

/// The figure of `dsrPlot`; nil without rows.
func dsrFigure(_ rows: [DSRRow]) -> Figure? {
  let pooled = rows.groups(by: \.p).map { PooledDSR($0.rows, p: $0.key) }
  guard !pooled.isEmpty else { return nil }
  let rates = Chart("The rate", x: .linear("1 - p"), y: .linear("DSR")) {
    Mark.line([Point(0, 0), Point(1, 1)], .predicted, .legend("closed form, 1 - p"))
    Mark.intervals(
      pooled.compactMap { point in
        point.interval.map { Span(1 - point.p, $0.low, $0.high) }
      }, .measured)
    Mark.points(pooled.map { Point(1 - $0.p, $0.rate) }, .measured, .legend("measured"))
  }
  // With p of 0 or 1 nothing is random, and nothing may deviate.
  let deviations = pooled.filter { $0.p > 0 && $0.p < 1 }.flatMap { point in
    point.deviations.map { Point(point.p, $0) }
  }
  var charts = [rates]
  let normal = 1.96
  let outside = deviations.count { $0.y.magnitude > normal }
  if !deviations.isEmpty {
    let residuals = Chart(
      "Each seed's deviation from 1 - p", x: fractionAxis(pooled.map(\.p)),
      y: .linear("binomial standard deviations")
    ) {
      for side in [normal, -normal] {
        Mark.horizontal(
          at: side, SeriesStyle(.quiet, dash: [6, 4], width: 1.25), .legend("holds 95 % by chance"))
      }
      Mark.points(deviations, .measured, .legend("measured"))
    }
    charts.append(residuals)
  }
  let far = pooled.map { abs($0.rate - (1 - $0.p)) }.max() ?? 0
  return Figure(
    "dsr",
    title: "The drainability satisfaction rate is 1 - p to within \(Figures.general(far, 2))"
      + (deviations.isEmpty
        ? ""
        : "; \(outside) of \(deviations.count) runs lie outside a band that holds 95 % by chance"),
    subtitle: "Drained closes over closes, counted by the profiler, summed over "
      + "\(Set(rows.map(\.seed)).count) seeds. Left, the 95 % Wilson intervals are smaller than "
      + "the markers.",
    description: pooled.map {
      "p = \(Figures.probability($0.p)): DSR \(Figures.decimal($0.rate, 5))"
    }.joined(separator: "; ") + ".",
    charts: charts)
}
