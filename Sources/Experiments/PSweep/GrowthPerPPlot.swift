import Exhibits
import Results
import Statistics

/// Growth over p against p, beside the closed form and the published quotients.
let growthPerPPlot = Plot(
  "psweep-growth-per-p", in: PSweep.section, PSweepRow.self, Coefficient.self,
  make: growthPerPFigure)

/// The figure of `growthPerPPlot`; nil without a positive p.
func growthPerPFigure(
  _ rows: [PSweepRow], coefficients: [Coefficient], published: PublishedFigures
) -> Figure? {
  var charts: [Chart] = []
  var findings: [String] = []
  for reuse in ReuseMode.allCases {
    let group = rows.own.filter { $0.reuse == reuse && $0.p > 0 }
    let means = distinct(group.map(\.p)).compactMap { p in
      Mean(group.filter { $0.p == p }.compactMap(\.growthPerPBytes)).map { (p: p, mean: $0) }
    }
    guard let low = means.map(\.mean.value).min(), let high = means.map(\.mean.value).max()
    else { continue }
    let predicted = coefficients.all(.growthPerP, at: ["reuse": reuse]).compactMap { row in
      row.parameter["p"].flatMap(Double.init).flatMap { p in row.predicted.map { Point(p, $0) } }
    }.sorted { $0.x < $1.x }
    let printed = published.points(beside: group).compactMap { point in
      point.growthPerPMib.map { Point(point.p, $0 * Figures.bytesPerMiB) }
    }
    charts.append(
      Chart(
        "\(reuse.rawValue.capitalized) reuse", x: fractionAxis(means.map(\.p)),
        y: .linear("growth / p", .bytes(), startsAtZero: false)
      ) {
        Mark.line(predicted, .predicted, .legend("closed form"))
        Mark.points(predicted, .predicted)
        if !printed.isEmpty {
          Mark.line(printed, .published)
          Mark.points(printed, .published, .legend("published"))
        }
        Mark.intervals(means.compactMap { $0.mean.span(at: $0.p) }, .measured)
        Mark.points(means.map { Point($0.p, $0.mean.value) }, .measured, .legend("measured"))
      })
    let bytes = NumberStyle.bytes()
    findings.append(
      "\(bytes.label(low)) to \(bytes.label(high)) with \(reuse.rawValue) reuse"
        + (predicted.last.map {
          ", closed form \(bytes.label($0.y)) at p = \(Figures.probability($0.x))"
        } ?? ""))
  }
  guard !charts.isEmpty else { return nil }
  return Figure(
    "psweep-growth-per-p",
    title: "Each pinned epoch costs the same at every p: growth over p is "
      + findings.joined(separator: "; "),
    subtitle: "\(seedNote(Set(rows.map(\.seed)).count)) 95 % intervals. The vertical axis does not "
      + "begin at zero.",
    description: "Growth of RSS over p: \(findings.joined(separator: "; ")).",
    charts: charts)
}
