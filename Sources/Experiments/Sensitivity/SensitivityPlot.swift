import Exhibits
import Results

/// The boundary rate over session fraction and slab capacity, with the contours of its closed form;
/// nil with fewer than two fractions or capacities.
func sensitivityFigure(_ rows: [SensitivityRow]) -> Figure? {
  let rates = rows.filter { $0.metric == .boundaryRate }
  let fractions = distinct(rates.compactMap(\.sessionFraction))
  let capacities = Set(rates.map(\.capacity)).sorted()
  guard fractions.count >= 2, capacities.count >= 2 else { return nil }
  var chart = Chart(
    x: .categories("session fraction f", fractions.map { Figures.general($0 * 100, 3) + " %" }),
    y: .categories("objects of a slab, C", capacities.map { Figures.count($0) }),
    height: 26 * Double(capacities.count))
  var predicted: [[Double]] = []
  for (row, capacity) in capacities.enumerated() {
    var line: [Double] = []
    for (column, fraction) in fractions.enumerated() {
      let points = rates.filter { $0.capacity == capacity && $0.sessionFraction == fraction }
        .map(\.point)
      // Several slab and object sizes share a capacity.
      line.append(Figures.average(points.compactMap(\.predicted)) ?? .nan)
      guard let share = Figures.average(points.map(\.measured)) else { continue }
      chart.add(
        .cells([Cell(column: column, row: row, share: share, label: Figures.percent(share, 0))]))
    }
    predicted.append(line)
  }
  let grid = Grid(
    x: fractions.indices.map(Double.init), y: capacities.indices.map(Double.init),
    values: predicted)
  // A line that shows on pale and on dark cells.
  let contour = SeriesStyle(Ink.palette[1], width: 2)
  for level in [0.1, 0.5, 0.9] {
    chart.add(
      .lines(
        grid.contour(at: level), contour, .legend("closed form (1-f)^C at 10, 50 and 90 %")))
  }
  let worst = Figures.decimal(largestError(rates), 4)
  var figure = Figure(
    "sensitivity",
    title: "The share of slabs that drain depends on sizes only through C: it is (1-f)^C to "
      + "within \(worst)",
    subtitle: "Slabs that are empty at their epoch's boundary; \(Figures.count(rates.count)) "
      + "combinations of slab size, object size and session fraction, strict reuse.",
    description: "Boundary rate by session fraction and slab capacity. At f = "
      + "\(Figures.percent(fractions[0], 1)) it falls from "
      + "\(shareText(rates, capacities[0], fractions[0])) at C = \(capacities[0]) to "
      + "\(shareText(rates, capacities[capacities.count - 1], fractions[0])) at C = "
      + "\(Figures.count(capacities[capacities.count - 1])).")
  figure.charts = [chart]
  return figure
}

private func shareText(_ rates: [SensitivityRow], _ capacity: Int, _ fraction: Double) -> String {
  Figures.percent(
    Figures.average(
      rates.filter { $0.capacity == capacity && $0.sessionFraction == fraction }
        .map(\.point.measured)), 1)
}
