import Exhibits
import Results
import Statistics

/// The slope within each quarter of a run, and over the first quarter's.
let slopePlot = Plot("slope", in: .slope, needs: [SlopeRow.self]) { results in
  slopeFigure(try results(SlopeRow.self), published: results.published)
}

/// The figure of `slopePlot`; nil without slopes of RSS.
func slopeFigure(_ rows: [SlopeRow], published: PublishedFigures) -> Figure? {
  let rss = rows.filter { $0.metric == .rssBytes }
  guard let p = rss.map(\.p).max() else { return nil }
  let modes = ReuseMode.allCases.filter { reuse in
    rss.contains { $0.p == p && $0.reuse == reuse }
  }
  let quarters = ["1st", "2nd", "3rd", "4th"]
  var slopes = Chart(
    "Slope of RSS", x: .categories("quarter of the run", quarters),
    y: .linear("slope", .bytes("/request")))
  var ratios = Chart(
    "The same over the first quarter's", x: .categories("quarter of the run", quarters),
    y: .linear("ratio to the first", startsAtZero: false))
  var ends: [(name: String, ratio: Mean)] = []
  // The published sweep reused its ring slots; strict reuse is ten times as steep.
  let shown = modes.filter { $0 == modes[0] }
  let bars = shown.count + 1
  for (index, reuse) in modes.enumerated() {
    let group = rss.filter { $0.p == p && $0.reuse == reuse }
    let name = "measured, \(reuse.rawValue) reuse"
    let style = index == 0 ? SeriesStyle.measured : .series(2)
    let means = (1...4).compactMap { quarter in
      Mean(group.filter { $0.quartile == quarter }.map(\.slopePerRequest))
    }
    let shares = (1...4).compactMap { quarter in
      Mean(group.filter { $0.quartile == quarter }.compactMap(\.ratioToFirst))
    }
    guard means.count == 4, shares.count == 4 else { return nil }
    ends.append((reuse.rawValue, shares[3]))
    if index == 0 {
      slopes.add(
        .bars(
          means.enumerated().map { quarter, mean in
            Bar(
              quarter, mean.value, interval: mean.interval.map { $0.low...$0.high }, slot: 0,
              of: bars)
          }, style, .legend(name)))
    }
    let offset = 0.06 * (Double(index) - Double(modes.count - 1) / 2)
    let points = shares.enumerated().map { Point(Double($0.offset) + offset, $0.element.value) }
    ratios.add(.line(points, style, .legend(name)))
    ratios.add(
      .intervals(shares.enumerated().compactMap { $1.span(at: Double($0) + offset) }, style))
    ratios.add(.points(points, style, .legend(name)))
  }
  let printed = published.slope.slopesKibPerRequest
  slopes.add(
    .bars(
      printed.enumerated().map { Bar($0, $1 * 1_024, slot: bars - 1, of: bars) }, .published,
      .legend("published")))
  let quotients = printed.enumerated().map { Point(Double($0.offset), $0.element / printed[0]) }
  ratios.add(.line(quotients, .published, .legend("published")))
  ratios.add(.points(quotients, .published, .legend("published")))
  var figure = Figure(
    "slope",
    title: "Growth does not slow down: the last quarter's slope is "
      + ends.map { "\(Figures.decimal($0.ratio.value, 3)) of the first's (\($0.name))" }
      .joined(separator: ", "),
    subtitle: "p = \(Figures.probability(p)), least-squares slopes within each quarter, means with "
      + "95 % intervals. \(seedNote(Set(rss.map(\.seed)).count))",
    description: "The last quarter's slope over the first's: "
      + ends.map { "\(Figures.decimal($0.ratio.value, 4)) with \($0.name) reuse" }
      .joined(separator: ", ") + "; the published slopes give "
      + "\(Figures.decimal(quotients[quotients.count - 1].y, 3)).")
  figure.charts = [slopes, ratios]
  return figure
}
