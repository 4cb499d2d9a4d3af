import Exhibits
import Results

/// DSR and structural bytes against the quality of a predictor; nil unless some predictor halved
/// structural bytes.
func predictorFigure(_ rows: [PredictorRow]) -> Figure? {
  let halving = rows.filter { $0.metric == .halvingRecall }.map(\.point.measured)
  guard let low = halving.min(), let high = halving.max(), let without = rows.unpredicted else {
    return nil
  }
  let bytes = NumberStyle.bytes()
  let last = griddedRecalls(rows).last { $0 < 1 } ?? 0
  let drained = Figures.average(
    rows.filter { $0.recall == last && $0.metric == .dsr }.map(\.point.measured))
  return Figure(
    "predictor",
    title: "Structural bytes are halved at recall \(Figures.range(low, high, 2)); at recall "
      + "\(Figures.probability(last)) DSR is \(Figures.percent(drained, 0))",
    subtitle: "Objects predicted to live long go to granules of their own. "
      + seedNote(rows.seeds) + " Errors are independent.",
    description: "Without a predictor \(bytes.label(without.measured)) are structural. "
      + rows.filter { $0.metric == .halvingRecall }.map {
        "\($0.longGranule.rawValue) granule, precision \(Figures.probability($0.precision)): half "
          + "of that at recall \(Figures.decimal($0.point.measured, 4)), closed form "
          + Figures.decimal($0.point.predicted, 4)
      }.joined(separator: "; ") + ".",
    charts: [drainChart(rows), halvingChart(rows)]
      + LongGranule.allCases.compactMap { bytesChart(rows, $0, without) })
}

private func byRecall(_ rows: [PredictorRow]) -> [(x: Double, point: GridPoint)] {
  rows.compactMap { row in row.recall.map { (x: $0, point: row.point) } }.sorted { $0.x < $1.x }
}

private func drainChart(_ rows: [PredictorRow]) -> Chart {
  let points = byRecall(rows.filter { $0.metric == .dsr })
  return Chart(
    "Request epochs that drain", x: .linear("recall", range: 0...1),
    y: .linear("DSR", .percent, range: 0...1)
  ) {
    Mark.closedForm(points)
    Mark.points(
      points.map { Point($0.x, $0.point.measured) }, .measured, .legend("every precision"))
  }
}

private func halvingChart(_ rows: [PredictorRow]) -> Chart {
  Chart(
    "Recall that halves structural bytes", x: .linear("precision", range: 0...1),
    y: .linear("recall", startsAtZero: false)
  ) {
    for granule in LongGranule.allCases {
      let group = rows.filter { $0.longGranule == granule && $0.metric == .halvingRecall }
        .sorted { $0.precision < $1.precision }.map { (x: $0.precision, point: $0.point) }
      Mark.closedForm(group)
      Mark.means(
        group, .series(granule == .persistent ? 1 : 2), .legend("\(granule.rawValue) granule"))
    }
  }
}

private func bytesChart(
  _ rows: [PredictorRow], _ granule: LongGranule, _ without: GridPoint
) -> Chart? {
  let group = rows.filter {
    $0.longGranule == granule && $0.metric == .structuralBytes && ($0.recall ?? 0) > 0
  }
  if group.isEmpty { return nil }
  let precisions = distinct(group.map(\.precision))
  return Chart(
    "Long-lived objects in a \(granule.rawValue) granule", x: .linear("recall", range: 0...1),
    y: .linear("structural bytes", .bytes())
  ) {
    for (index, precision) in precisions.enumerated() {
      let points = byRecall(group.filter { $0.precision == precision })
      let spans = points.compactMap { $0.point.span(at: $0.x) }
      let style = SeriesStyle.ordered(index, of: precisions.count)
      Mark.closedForm([(0, without)] + points)
      Mark.intervals(spans.map { Span($0.x, max(0, $0.low), $0.high) }, style)
      Mark.points(
        points.map { Point($0.x, $0.point.measured) }, style,
        .legend("precision \(Figures.probability(precision))"))
    }
    Mark.points([Point(0, without.measured)], .measured)
    Mark.horizontal(at: without.measured / 2, .predicted, .label("half"))
  }
}
