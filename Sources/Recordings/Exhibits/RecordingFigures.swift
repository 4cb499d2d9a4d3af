import Exhibits

/// The pictures of a recording's page.
extension AttributionReport {
  /// Live, occupied and resident bytes over time.
  package func timelineFigure(_ moment: Attribution) -> Figure {
    let live = timeline.points.map { Point(Double($0.time), Double($0.totals.liveBytes)) }
    let occupied = timeline.points.map { Point(Double($0.time), Double($0.totals.occupiedBytes)) }
    let resident = timeline.points.compactMap { point in
      point.residentBytes.map { Point(Double(point.time), Double($0)) }
    }
    var chart = Chart(
      x: .linear("time", .nanoseconds), y: .linear("memory", .bytes()))
    if !resident.isEmpty {
      chart.add(.line(resident, SeriesStyle(Ink.axis, dash: [2, 3]), .legend("resident")))
    }
    chart.add(.line(occupied, .series(1), .legend("occupied")))
    chart.add(.line(live, .series(0), .legend("live")))
    chart.add(.vertical(at: Double(moment.time)))
    let peak = Words.size(self.peak.liveBytes)
    var figure = Figure(
      "timeline", title: "At most \(peak) live, in \(Words.size(self.peak.occupiedBytes))",
      subtitle: "The vertical line is the moment that this page shows, "
        + "\(Words.moment(moment.time)).",
      description: "Live bytes are most, \(peak), at \(Words.time(peakTime)). "
        + answer(moment))
    figure.charts = [chart]
    if !resident.isEmpty {
      figure.notes = [
        "Resident bytes include the program's code and what heaptrack itself takes."
      ]
    }
    return figure
  }

  /// How full the occupied granules are.
  package func occupancyFigure(_ moment: Attribution) -> Figure {
    let rows = moment.occupancy
    let names = rows.map { "\(Int($0.to * 100))" }
    func chart(_ title: String, _ axis: Axis, _ value: (Attribution.OccupancyRow) -> Int) -> Chart {
      var chart = Chart(title, x: .categories("live, up to %", names), y: axis, height: 180)
      chart.add(
        .bars(rows.enumerated().map { Bar($0.offset, Double(value($0.element))) }, .measured))
      return chart
    }
    let half = rows.prefix(5)
    let stranded = half.reduce(0) { $0 + $1.strandedBytes }
    let title =
      "\(Words.share(stranded, of: moment.totals.strandedBytes, 0)) % of the stranded bytes lie in "
      + "granules that are at most half alive"
    var figure = Figure(
      "occupancy", title: title,
      subtitle: "\(Figures.count(moment.totals.occupiedGranules)) occupied granules of "
        + "\(Words.size(moment.totals.granuleBytes)) by the live share of their bytes.",
      description: title + ".")
    figure.charts = [
      chart("Granules", .linear("granules", .count), \.granules),
      chart("Stranded bytes", .linear("stranded", .bytes()), \.strandedBytes),
    ]
    return figure
  }

  /// The heap by address, a row for each stretch that holds anything.
  package func mapFigure(_ moment: Attribution) -> Figure {
    let grid = moment.map.grid
    var chart = Chart(
      x: .linear("offset in the row", .bytes(), range: 0...Double(grid.rowBytes)),
      y: .categories("", grid.rows.map { "0x" + String($0.address, radix: 16) }),
      height: 14 * Double(max(2, grid.rows.count)))
    chart.add(
      .cells(
        grid.rows.enumerated().flatMap { number, row in
          row.runs.map { run in
            let y = Double(number)
            return Cell(x: run.range, y: (y - 0.46)...(y + 0.46), share: run.share)
          }
        }))
    var figure = Figure(
      "map", title: "The heap by address",
      subtitle: "Dark: full. Pale: occupied, and nearly nothing alive. White: not occupied. "
        + "Stretches without an object are left out.",
      description: "\(Words.size(moment.totals.occupiedBytes)) in "
        + "\(Words.count(grid.rows.count, "row")) of \(Words.size(grid.rowBytes)).")
    figure.charts = [chart]
    return figure
  }
}

extension EpisodesReport {
  /// Retained epochs as the program allocates, counted and by the law of lifetimes; nil without an
  /// epoch that closed.
  package var retentionFigure: Figure? {
    guard let last = episodes.series.last else { return nil }
    let epoch = Double(episodes.epochBytes)
    func points(_ value: (Episodes.LawPoint) -> Double) -> [Point] {
      episodes.series.map { Point(Double($0.epoch) * epoch, value($0)) }
    }
    var chart = Chart(
      x: .linear("allocated", .bytes()), y: .linear("retained epochs", .count))
    chart.add(.line(points { Double($0.measured) }, .measured, .legend("counted")))
    var description = "\(Figures.count(last.measured)) retained epochs at the end"
    // A law that is undecided foretells nothing.
    if episodes.law.verdict != .undecided {
      chart.add(.line(points(\.predicted), .predicted, .legend("by the law of lifetimes")))
      description += ", and \(Figures.decimal(last.predicted, 1)) by the law of lifetimes"
    }
    let size = Words.size(episodes.epochBytes)
    var figure = Figure(
      "retention",
      title: "\(Figures.count(last.measured)) of \(Words.count(last.epoch, "closed epoch")) "
        + "retained at the end",
      subtitle: "Closed epochs of \(size) of allocation in which an object still lives.",
      description: description + ".")
    figure.charts = [chart]
    return figure
  }
}

extension HeapMap {
  /// The map in rows of equal length.
  struct Grid {
    struct Row {
      var address: UInt64
      var runs: [(range: ClosedRange<Double>, share: Double)]
    }
    var rowBytes: Int
    var rows: [Row]
  }

  private static let columns = 64
  private static let mostRows = 40
  /// Shades that can be told apart.
  private static let shades = 8.0

  /// Rows by address; cells grow until the rows are few enough to be seen.
  var grid: Grid {
    var cell = cellBytes
    func row(_ address: UInt64) -> UInt64 { address / UInt64(cell * Self.columns) }
    while Set(cells.map { row($0.address) }).count > Self.mostRows { cell *= 2 }
    var grid = Grid(rowBytes: cell * Self.columns, rows: [])
    var column: (number: UInt64, occupied: Int, live: Int)?
    func close() {
      guard let (number, occupied, live) = column, occupied > 0 else { return }
      let address = number / UInt64(Self.columns) * UInt64(grid.rowBytes)
      if grid.rows.last?.address != address { grid.rows.append(.init(address: address, runs: [])) }
      let start = Double(number % UInt64(Self.columns)) * Double(cell)
      let exact = min(1, Double(live) / (Double(occupied) * Double(granuleBytes)))
      let share = (exact * Self.shades).rounded(.up) / Self.shades
      let last = grid.rows.count - 1
      if let run = grid.rows[last].runs.last, run.range.upperBound == start, run.share == share {
        grid.rows[last].runs[grid.rows[last].runs.count - 1].range =
          run.range.lowerBound...(start + Double(cell))
      } else {
        grid.rows[last].runs.append((start...(start + Double(cell)), share))
      }
    }
    for part in cells {
      let number = part.address / UInt64(cell)
      if column?.number != number {
        close()
        column = (number, 0, 0)
      }
      column?.occupied += part.occupiedGranules
      column?.live += part.liveBytes
    }
    close()
    return grid
  }
}
