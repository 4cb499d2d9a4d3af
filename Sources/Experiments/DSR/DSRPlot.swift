import Exhibits
import Results
import Statistics

/// The drainability satisfaction rate against 1 - p, and how far it is off.
let dsrPlot = Plot("dsr", in: .profiler, needs: [DSRRow.self]) { results in
  dsrFigure(try results(DSRRow.self))
}

/// The figure of `dsrPlot`; nil without rows.
func dsrFigure(_ rows: [DSRRow]) -> Figure? {
  let fractions = distinct(rows.map(\.p))
  let pooled = fractions.compactMap {
    p -> (p: Double, rate: Double, interval: ConfidenceInterval)? in
    let group = rows.filter { $0.p == p }
    let closes = group.reduce(0) { $0 + $1.closes }
    let drained = group.reduce(0) { $0 + $1.drained }
    guard let interval = try? wilsonInterval(successes: drained, trials: closes) else { return nil }
    return (p, Double(drained) / Double(closes), interval)
  }
  guard !pooled.isEmpty else { return nil }
  var rates = Chart(
    "The rate", x: .linear("1 - p"), y: .linear("DSR"))
  rates.add(.line([Point(0, 0), Point(1, 1)], .predicted, .legend("closed form, 1 - p")))
  rates.add(.intervals(pooled.map { Span(1 - $0.p, $0.interval.low, $0.interval.high) }, .measured))
  rates.add(
    .points(pooled.map { Point(1 - $0.p, $0.rate) }, .measured, .legend("measured")))
  // With p of 0 or 1 nothing is random, and nothing may deviate.
  let deviations = rows.compactMap { row -> Point? in
    guard row.p > 0, row.p < 1,
      let z = try? binomialZ(
        successes: row.drained, trials: row.closes, expected: row.dsrExpected)
    else { return nil }
    return Point(row.p, z)
  }
  var charts = [rates]
  let normal = 1.96
  let outside = deviations.count { $0.y.magnitude > normal }
  if !deviations.isEmpty {
    var residuals = Chart(
      "Each seed's deviation from 1 - p", x: fractionAxis(fractions),
      y: .linear("binomial standard deviations"))
    for side in [normal, -normal] {
      residuals.add(
        .horizontal(
          at: side, SeriesStyle(.quiet, dash: [6, 4], width: 1.25),
          .legend("holds 95 % by chance")))
    }
    residuals.add(.points(deviations, .measured, .legend("measured")))
    charts.append(residuals)
  }
  let far = pooled.map { abs($0.rate - (1 - $0.p)) }.max() ?? 0
  var figure = Figure(
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
    }.joined(separator: "; ") + ".")
  figure.charts = charts
  return figure
}
