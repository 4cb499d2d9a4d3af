import Exhibits
import Results
import Statistics

/// Growth over p against p, beside the closed form and the published quotients.
let growthPerPPlot = Plot(
  "psweep-growth-per-p", in: .sweep, needs: [PSweepRow.self, Coefficient.self]
) {
  results in
  growthPerPFigure(
    try results(PSweepRow.self),
    coefficients: try results.coefficients(.growthPerP),
    published: results.published)
}

/// The figure of `growthPerPPlot`; nil without a positive p.
func growthPerPFigure(
  _ rows: [PSweepRow], coefficients: [Coefficient], published: PublishedFigures
) -> Figure? {
  var charts: [Chart] = []
  var findings: [String] = []
  for reuse in ReuseMode.allCases {
    let group = rows.filter { $0.reuse == reuse && $0.p > 0 }
    let means = distinct(group.map(\.p)).compactMap { p in
      Mean(group.filter { $0.p == p }.compactMap(\.growthPerPBytes)).map { (p: p, mean: $0) }
    }
    guard let low = means.map(\.mean.value).min(), let high = means.map(\.mean.value).max()
    else { continue }
    var chart = Chart(
      "\(reuse.rawValue.capitalized) reuse", x: fractionAxis(means.map(\.p)),
      y: .linear("growth / p", .bytes(), startsAtZero: false))
    let predicted = coefficients.all(.growthPerP, at: ["reuse": reuse])
      .compactMap(\.predicted).first
    if let predicted {
      chart.add(.horizontal(at: predicted, .predicted, .legend("closed form")))
    }
    if reuse == .ring {
      let points = published.psweep.compactMap { point in
        point.growthPerPMib.map { Point(point.p, $0 * Figures.bytesPerMiB) }
      }
      chart.add(.line(points, .published))
      chart.add(.points(points, .published, .legend("published")))
    }
    chart.add(.intervals(means.compactMap { $0.mean.span(at: $0.p) }, .measured))
    chart.add(
      .points(means.map { Point($0.p, $0.mean.value) }, .measured, .legend("measured")))
    charts.append(chart)
    let bytes = NumberStyle.bytes()
    findings.append(
      "\(bytes.label(low)) to \(bytes.label(high)) with \(reuse.rawValue) reuse"
        + (predicted.map { ", closed form \(bytes.label($0))" } ?? ""))
  }
  guard !charts.isEmpty else { return nil }
  var figure = Figure(
    "psweep-growth-per-p",
    title: "Each pinned epoch costs the same at every p: growth over p is "
      + findings.joined(separator: "; "),
    subtitle: "\(seedNote(Set(rows.map(\.seed)).count)) 95 % intervals. The vertical axis does not "
      + "begin at zero.",
    description: "Growth of RSS over p: \(findings.joined(separator: "; ")).")
  figure.charts = charts
  return figure
}
