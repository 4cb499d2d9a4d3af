import Exhibits
import Foundation
import Results

/// Power over p for the three signals after the longest series, one chart a reuse mode; nil with
/// fewer than two p above 0.
func thresholdFigure(_ rows: [ThresholdRow]) -> Figure? {
  let longest = rows.map(\.epochs).max() ?? 0
  let powers = rows.filter {
    $0.metric == .power && $0.rule == .levels && $0.epochs == longest && $0.p > 0
  }
  let fractions = distinct(powers.map(\.p))
  guard fractions.count >= 2 else { return nil }
  var charts: [Chart] = []
  for reuse in ReuseMode.allCases where powers.contains(where: { $0.reuse == reuse }) {
    var chart = Chart(
      "\(reuse.rawValue) reuse", x: .logarithmic("violation fraction p"),
      y: .linear("power", .percent, range: 0...1))
    for (index, signal) in GrowthSignal.allCases.enumerated() {
      let points = powers.filter { $0.reuse == reuse && $0.signal == signal }
        .sorted { $0.p < $1.p }
      chart.add(closedForm: points.map { ($0.p, $0.point) })
      // Signals that agree stand beside each other.
      let aside = pow(1.16, Double(index - 1))
      chart.add(
        means: points.map { ($0.p * aside, $0.point) }, .series(index), .legend(signal.title))
    }
    chart.add(.horizontal(at: 0.95, .predicted, .label("95 %")))
    charts.append(chart)
  }
  var figure = Figure(
    "threshold",
    title: thresholdHeadline(rows).replacing("p = ", with: "p\u{A0}=\u{A0}"),
    subtitle: "Share of \(powers.seeds) runs of \(Figures.count(longest)) epochs in which the 95 % "
      + "interval of the slope lies above 0.",
    description: "Power by violation fraction. "
      + fractions.map { p in
        "p = \(Figures.fraction(p)): "
          + powers.filter { $0.p == p }.map {
            "\($0.signal.title) with \($0.reuse.rawValue) reuse "
              + Figures.percent($0.point.measured, 0)
          }.joined(separator: ", ")
      }.joined(separator: "; ") + ".")
  figure.charts = charts
  return figure
}
