import Exhibits
import Results

/// R(t) of three kinds of granule with its bounds, and what a pin costs in each; nil unless all
/// kinds ran with some violation fraction between 0 and 1.
func granulesFigure(_ rows: [GranulesRow]) -> Figure? {
  guard let p = typicalFraction(rows), let ends = GranuleComparison(rows, .endless, p) else {
    return nil
  }
  let bytes = NumberStyle.bytes()
  let fraction = "p\u{A0}=\u{A0}\(Figures.probability(p))"
  var figure = Figure(
    "granules",
    title: "At \(fraction) a stalled reader holds back "
      + "\(Figures.decimal(ends.ratio(.guards), 1)) times the granules that are pinned; slab lists "
      + "and regions hold back no more than those",
    subtitle: "The same pins in each kind of granule. "
      + seedNote(rows.seeds)
      + " The bound of the pinning growth theorem is the closed form of slabs and regions.",
    description: "After \(Figures.count(ends.closes)) closes: "
      + GranuleKind.allCases.map { kind in
        "\(kind.rawValue) retain \(Figures.decimal(ends.retained(kind), 1)) granules and "
          + "\(bytes.label(ends.structural(kind))) of structural bytes"
      }.joined(separator: "; ") + ".")
  figure.charts = PinLifetime.allCases.compactMap { retainedChart(rows, $0, p) }
  figure.charts += [bytesChart(rows), drainChart(rows)]
  return figure
}

/// What tells a kind from the others.
private func style(_ kind: GranuleKind) -> SeriesStyle {
  switch kind {
  case .slabs: .series(0)
  case .regions: SeriesStyle(Ink.palette[2], marker: .diamond, isFilled: false, width: 2)
  case .guards: .series(1)
  }
}

private func retainedChart(_ rows: [GranulesRow], _ lifetime: PinLifetime, _ p: Double) -> Chart? {
  var chart = Chart(
    "Pins that \(lifetime == .endless ? "never end" : "end"), p = \(Figures.probability(p))",
    x: .linear("closes m(t)", .count), y: .linear("retained granules R(t)", .count))
  let group = rows.filter {
    $0.lifetime == lifetime && $0.p == p && $0.metric == .retainedGranules
  }
  if group.isEmpty { return nil }
  addSeries(group, to: &chart, naming: .label("bound")) { Double($0.closes) }
  return chart
}

private func bytesChart(_ rows: [GranulesRow]) -> Chart {
  let group = rows.filter {
    $0.lifetime == .endless && $0.metric == .structuralBytes && $0.p > 0
  }
  var chart = Chart(
    "What it costs, pins that never end", x: fractionAxis(group.map(\.p)),
    y: .logarithmic("structural bytes", .bytes()))
  addSeries(group, to: &chart) { $0.p }
  return chart
}

private func drainChart(_ rows: [GranulesRow]) -> Chart {
  var chart = Chart(
    "Reclaimed at their close, pins that end",
    x: .linear("violation fraction p", range: 0...1, ticks: [0, 0.25, 0.5, 0.75, 1]),
    y: .linear("DSR", .percent, range: 0...1))
  addSeries(
    rows.filter { $0.lifetime == .finite && $0.metric == .dsr }, to: &chart
  ) { $0.p }
  return chart
}

/// Means with their intervals, and the closed form as a line, kind by kind.
///
/// - Parameter naming: how the closed form of slabs is named.
private func addSeries(
  _ rows: [GranulesRow], to chart: inout Chart, naming: Mark.Naming = .legend("closed form"),
  x: (GranulesRow) -> Double
) {
  func points(_ kind: GranuleKind) -> [(x: Double, point: GridPoint)] {
    rows.filter { $0.granule == kind }.map { (x($0), $0.point) }
  }
  for kind in GranuleKind.allCases {
    chart.add(closedForm: points(kind), kind == .slabs ? naming : .legend("closed form"))
  }
  // Where a region is retained, so is a slab: its marker stands in the hollow one of the region.
  for kind in [GranuleKind.regions, .slabs, .guards] {
    chart.add(means: points(kind), style(kind), .legend(kind.rawValue))
  }
}
