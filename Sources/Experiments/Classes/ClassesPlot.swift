import Exhibits
import Foundation
import Results

/// Structural bytes of every pair of lifetime classes, and of the whole program by routing; nil
/// unless both ran.
func classesFigure(_ rows: [ClassesRow]) -> Figure? {
  guard let matrix = matrixChart(rows), let mixed = rows.wholeProgram.first,
    let isolated = rows.wholeProgram.last, mixed.granules != isolated.granules
  else { return nil }
  let bytes = NumberStyle.bytes()
  let few = rows.wholeProgram.first { $0.routing == .partial }
  var figure = Figure(
    "classes",
    title: "Five lifetime classes in the same granules strand "
      + "\(bytes.label(mixed.point.measured)), each in its own "
      + "\(bytes.label(isolated.point.measured))",
    subtitle: "Structural bytes at the end of a run. "
      + seedNote(rows.seeds)
      + " In the matrix two classes share granules with the boundary of the shorter-lived; on its "
      + "diagonal a class is alone.",
    description: rows.wholeProgram.map {
      "\($0.granules.replacing(" ", with: " | ")): \(bytes.label($0.point.measured)), closed form "
        + bytes.label($0.point.predicted ?? 0)
    }.joined(separator: "; ") + ".")
  figure.charts = [matrix, routingChart(rows)]
  if let few {
    figure.notes = [
      "The best two kinds of granule: \(few.granules.replacing(" ", with: " | "))."
    ]
  }
  return figure
}

private func matrixChart(_ rows: [ClassesRow]) -> Chart? {
  let classes = LifetimeClass.allCases
  var cells: [(column: Int, row: Int, value: Double)] = []
  for (column, first) in classes.enumerated() {
    for (row, second) in classes.enumerated() where row >= column {
      guard let point = rows.point(of: first, second, .structuralBytes) else { return nil }
      cells.append((column, row, point.measured))
    }
  }
  let greatest = cells.map(\.value).max() ?? 0
  var chart = Chart(
    "Two classes in shared granules, KiB",
    x: .categories("", classes.map(shortName)), y: .categories("", classes.map(\.rawValue)))
  chart.add(
    .cells(
      cells.map { cell in
        // The root spreads values that span three decades.
        Cell(
          column: cell.column, row: cell.row,
          share: greatest > 0 ? max(0, cell.value / greatest).squareRoot() : 0,
          label: shortKib(cell.value))
      }))
  return chart
}

/// A name that fits a narrow column.
private func shortName(_ lifetimeClass: LifetimeClass) -> String {
  switch lifetimeClass {
  case .request: "req."
  case .transaction: "trans."
  case .session: "sess."
  case .cache: "cache"
  case .process: "proc."
  }
}

/// KiB with three digits at least, where there are some.
private func shortKib(_ bytes: Double) -> String {
  let kib = bytes / 1_024
  return kib > 0 && kib < 100 ? Figures.decimal(kib, 1) : Figures.count(Int(kib.rounded()))
}

private func routingChart(_ rows: [ClassesRow]) -> Chart {
  // The first stands at the top.
  let whole = Array(rows.wholeProgram.reversed())
  var chart = Chart(
    "The whole program", x: .linear("structural bytes", .bytes()),
    y: .categories(
      "",
      whole.map { row in
        row.routing == .partial ? "\(row.kinds?.count ?? 0) kinds" : row.routing.rawValue
      }))
  chart.add(
    .bars(
      whole.enumerated().map { index, row in
        var interval: ClosedRange<Double>?
        if let low = row.point.ciLow, let high = row.point.ciHigh { interval = low...high }
        return Bar(
          index, row.point.measured, interval: interval,
          label: NumberStyle.bytes().label(row.point.measured))
      }, .measured))
  chart.add(
    .points(
      whole.enumerated().compactMap { index, row in
        row.point.predicted.map { Point($0, Double(index)) }
      }, .predicted, .legend("closed form")))
  return chart
}
