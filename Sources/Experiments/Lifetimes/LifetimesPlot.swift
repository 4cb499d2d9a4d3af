import Exhibits
import Results

/// Retained slabs by epoch for every lifetime, on their closed forms.
let lifetimesPlot = Plot("lifetimes", in: .lifetimes, needs: [LifetimesRow.self]) { results in
  lifetimesFigure(try results(LifetimesRow.self))
}

/// The figure of `lifetimesPlot`, at the greatest p; nil without samples.
func lifetimesFigure(_ rows: [LifetimesRow]) -> Figure? {
  let samples = rows.filter { $0.metric == .retainedSlabs }
  guard let p = samples.compactMap(\.p).max(), let last = samples.compactMap(\.epoch).max()
  else { return nil }
  var chart = Chart(
    x: .logarithmic("epochs closed", .count), y: .logarithmic("retained slabs", .count),
    height: 380)
  var words: [String] = []
  for (index, law) in LifetimeLaw.allCases.enumerated() {
    let points = samples.filter { $0.lifetime == law && $0.p == p }
      .compactMap { row in row.epoch.map { (Double($0), row.point) } }.sorted { $0.0 < $1.0 }
    guard let end = points.last else { continue }
    chart.add(
      .line(
        points.compactMap { x, point in point.predicted.map { Point(x, $0) } }, .predicted,
        .legend("closed form")))
    chart.add(.points(points.map { Point($0.0, $0.1.measured) }, .series(index), .none))
    chart.add(
      .line([Point(end.0, end.1.measured)], .series(index), .label(law.rawValue)))
    words.append("\(law.rawValue): \(Figures.count(Int(end.1.measured.rounded())))")
  }
  var figure = Figure(
    "lifetimes",
    title: lifetimesHeadline(rows),
    subtitle: "Means over \(samples.map(\.point.seeds).max() ?? 0) seeds at "
      + "p\u{A0}=\u{A0}\(Figures.probability(p)) in strict reuse, on their closed forms.",
    description: "Retained slabs after \(Figures.count(last)) epochs. "
      + words.joined(separator: "; ") + ".")
  figure.charts = [chart]
  return figure
}
