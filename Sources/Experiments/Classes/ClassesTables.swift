import Exhibits
import Results

/// What two lifetime classes cost when they share granules, each pair once; alone on the diagonal.
func classesMatrixTable(_ rows: [ClassesRow]) -> Table {
  let classes = LifetimeClass.allCases
  var table = Table(
    "classes-matrix", "Structural KiB of two lifetime classes in shared granules, and closed form",
    [.text("class")]
      + classes.flatMap { column -> [Table.Column] in
        [.number(column.rawValue), .number("closed form", "\(column.rawValue), closed form")]
      })
  for (index, first) in classes.enumerated() {
    table.append(
      [first.rawValue]
        + classes.enumerated().flatMap { other, second -> [String] in
          guard other >= index, let point = rows.point(of: first, second, .structuralBytes) else {
            return ["", ""]
          }
          return [Figures.kib(point.measured), Figures.kib(point.predicted)]
        })
  }
  table.notes = [
    "A class with itself runs alone, in granules of its own. Shared granules have the boundary of "
      + "the class that is listed first."
  ]
  return table
}

/// The whole program, from all classes in the same granules to each in its own.
func classesRoutingTable(_ rows: [ClassesRow]) -> Table {
  func point(
    _ metric: ClassesRow.Metric, _ row: ClassesRow, _ freeing: SlotReuse = .atClose
  ) -> GridPoint? {
    rows.first {
      $0.routing == row.routing && $0.granules == row.granules && $0.metric == metric
        && $0.freeing == freeing
    }?.point
  }
  return Table(
    "classes-routing", "The whole program by the granules that its classes share",
    of: rows.wholeProgram,
    [
      .text("routing") { $0.routing.rawValue },
      .text("granules") { $0.granules },
      .number("structural KiB") { Figures.kib($0.point.measured) },
      .number("95 % from") { Figures.kib($0.point.ciLow) },
      .number("to") { Figures.kib($0.point.ciHigh) },
      .number("closed form") { Figures.kib($0.point.predicted) },
      .number("slots reused", "structural KiB with slots reused") {
        Figures.kib(point(.structuralBytes, $0, .atDeath)?.measured)
      },
      .number("growth KiB, 2nd half") { Figures.kib(point(.growthBytes, $0)?.measured) },
      .number("closed form", "closed form of growth") {
        Figures.kib(point(.growthBytes, $0)?.predicted)
      },
      .number("DSR") { Figures.percent(point(.dsr, $0)?.measured) },
      .number("closed form", "closed form of DSR") { Figures.percent(point(.dsr, $0)?.predicted) },
    ],
    notes: [
      seedNote(rows.seeds)
        + " Partial routing is the division that the closed form finds best for its number of "
        + "kinds. An object that dies before its granule's close gives its slot back at the close, "
        + "as in an arena; where slots are reused, when it dies."
    ])
}

extension Sequence where Element == ClassesRow {
  /// What two classes in shared granules gave, in either order; one class with itself is alone.
  func point(
    of first: LifetimeClass, _ second: LifetimeClass, _ metric: ClassesRow.Metric,
    _ freeing: SlotReuse = .atClose
  ) -> GridPoint? {
    let wanted = Set([first, second])
    return self.first {
      $0.metric == metric && $0.freeing == freeing
        && $0.routing == (first == second ? .alone : .pair)
        && $0.kinds?.count == 1 && Set($0.kinds?.first ?? []) == wanted
    }?.point
  }

  /// The structural bytes of the whole program, a row a routing, fewest kinds of granule first.
  var wholeProgram: [ClassesRow] {
    filter {
      $0.metric == .structuralBytes && $0.freeing == .atClose
        && ($0.routing == .mixed || $0.routing == .partial || $0.routing == .isolated)
    }.sorted { ($0.kinds?.count ?? 0) < ($1.kinds?.count ?? 0) }
  }
}
