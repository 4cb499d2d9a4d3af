import Exhibits
import Results

/// Retained slabs by epoch for every lifetime at the greatest p, on their closed forms; nil without
/// samples.
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
      .compactMap { row in row.epoch.map { (x: Double($0), point: row.point) } }
      .sorted { $0.x < $1.x }
    guard let end = points.last else { continue }
    chart.add(closedForm: points)
    chart.add(.points(points.map { Point($0.x, $0.point.measured) }, .series(index), .none))
    chart.add(.line([Point(end.x, end.point.measured)], .series(index), .label(law.rawValue)))
    words.append("\(law.rawValue): \(Figures.count(Int(end.point.measured.rounded())))")
  }
  var figure = Figure(
    "lifetimes",
    title: lifetimesHeadline(rows),
    subtitle: "Means over \(samples.seeds) seeds at "
      + "p\u{A0}=\u{A0}\(Figures.probability(p)) in strict reuse, on their closed forms.",
    description: "Retained slabs after \(Figures.count(last)) epochs. "
      + words.joined(separator: "; ") + ".")
  figure.charts = [chart]
  return figure
}
