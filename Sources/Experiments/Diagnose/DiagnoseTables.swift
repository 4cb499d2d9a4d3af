import Exhibits
import Results

/// The connection-pool service, epoch by epoch, both routings side by side.
func diagnoseTable(_ rows: [DiagnoseRow]) -> Table {
  let routings = ServiceRouting.allCases.filter { routing in
    rows.contains { $0.routing == routing }
  }
  var table = Table(
    "diagnose", "The connection-pool service after each epoch",
    [.number("epoch")]
      + routings.flatMap { routing -> [Table.Column] in
        let name = routing.rawValue
        return [
          .number("DSR \(name)"), .number("pinned \(name)"), .number("structural KiB \(name)"),
          .number("RSS MiB \(name)"), .number("live \(name)"),
        ]
      })
  for epoch in Set(rows.map(\.epoch)).sorted() {
    table.append(
      ["\(epoch)"]
        + routings.flatMap { routing -> [String] in
          guard let row = rows.first(where: { $0.routing == routing && $0.epoch == epoch })
          else { return Array(repeating: Figures.none, count: 5) }
          let closes = row.drained + row.pinned
          return [
            Figures.percent(Double(row.drained) / Double(max(1, closes)), 1), "\(row.pinned)",
            Figures.count(row.structuralBytes / 1_024), Figures.mib(Double(row.rssBytes)),
            Figures.count(row.liveObjects),
          ]
        })
  }
  return table
}

/// The lines that pin, with how long their objects lived past the boundary and what that advises.
func sitesTable(_ rows: [DiagnoseSiteRow]) -> Table {
  var table = Table(
    "sites", "Lines that pin epochs",
    [
      .text("routing"), .text("line"), .number("epochs"), .number("objects"), .number("bytes"),
      .number("closes past p50"), .number("p95"), .number("most"),
      .number("seconds past p50"), .number("p95", "seconds past p95"),
      .number("most", "seconds past most"), .text("verdict"),
    ])
  func seconds(_ nanoseconds: Double?) -> String {
    Figures.decimal(nanoseconds.map { $0 * 1e-9 }, 2)
  }
  for row in rows {
    table.append([
      row.routing.rawValue, row.place, "\(row.epochsPinned)", Figures.count(row.objects),
      Figures.count(row.byteCount), Figures.decimal(row.pastMedianCloses, 1),
      Figures.decimal(row.pastP95Closes, 1), Figures.decimal(row.pastMaximumCloses, 1),
      seconds(row.pastMedianNS), seconds(row.pastP95NS), seconds(row.pastMaximumNS),
      row.verdict.rawValue,
    ])
  }
  table.notes = rows.isEmpty ? ["No line pins an epoch."] : rows.map(advice(on:))
  return table
}

/// What follows from a line that pins, as a sentence.
func advice(on row: DiagnoseSiteRow) -> String {
  let pins =
    "\(row.routing.rawValue): \(row.place) pins \(row.epochsPinned) of \(row.closes) epochs"
  let further = "\(row.nearMissCloses) further closes"
  return switch row.verdict {
  case .routingMismatch:
    "\(pins), and \(row.mismatches) of \(row.objects) objects live past \(further): a routing "
      + "mismatch; allocate them in an epoch that lasts as long as they do"
  case .nearMiss:
    "\(pins), and \(row.nearMisses) of \(row.objects) objects die within \(further): near misses; "
      + "close the epoch later"
  }
}

extension DiagnoseSiteRow {
  fileprivate var place: String { "\(file):\(line)" }
}
