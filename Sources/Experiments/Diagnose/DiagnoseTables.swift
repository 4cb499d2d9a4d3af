import Exhibits
import Results

/// The connection-pool service, epoch by epoch, both routings side by side.
func diagnoseTable(_ rows: [DiagnoseRow]) -> Table {
  let routings = ServiceRouting.allCases.filter { routing in
    rows.contains { $0.routing == routing }
  }
  var table = Table(
    "diagnose", "The connection-pool service after each epoch",
    [.number("epoch"), .number("live", "live objects")]
      + routings.flatMap { routing -> [Table.Column] in
        let name = routing.rawValue
        return [
          .number("\(name) DSR"), .number("struct. KiB", "\(name) structural KiB"),
          .number("RSS MiB", "\(name) RSS MiB"),
        ]
      })
  for epoch in Set(rows.map(\.epoch)).sorted() {
    let group = rows.filter { $0.epoch == epoch }
    // The same objects are live wherever they were allocated.
    let live = Set(group.map(\.liveObjects)).sorted().map(Figures.count).joined(separator: "/")
    table.append(
      ["\(epoch)", live]
        + routings.flatMap { routing -> [String] in
          guard let row = group.first(where: { $0.routing == routing })
          else { return Array(repeating: Figures.none, count: 3) }
          let closes = row.drained + row.pinned
          return [
            Figures.percent(Double(row.drained) / Double(max(1, closes)), 1),
            Figures.count(row.structuralBytes / 1_024), Figures.mib(Double(row.rssBytes)),
          ]
        })
  }
  return table
}

/// The lines that pin, with how long their objects lived past the boundary and what that advises.
func sitesTable(_ rows: [DiagnoseSiteRow]) -> Table {
  Table(
    "sites", "Lines that pin epochs", of: rows,
    [
      .text("routing") { $0.routing.rawValue },
      .text("line") { $0.shortPlace },
      .number("pins") { "\($0.epochsPinned) of \($0.closes)" },
      .number("objects") { Figures.count($0.objects) },
      .number("p50", "closes past p50") { Figures.decimal($0.pastMedianCloses, 1) },
      .number("p95", "closes past p95") { Figures.decimal($0.pastP95Closes, 1) },
      .number("most", "closes past most") { Figures.decimal($0.pastMaximumCloses, 1) },
    ],
    notes: rows.isEmpty
      ? ["No line pins an epoch."]
      : ["p50, p95, most: for how many closes past their epoch's the line's objects lived."]
        + rows.map(advice(on:)))
}

/// What follows from a line that pins, as a sentence.
func advice(on row: DiagnoseSiteRow) -> String {
  let pins =
    "\(row.routing.rawValue): \(row.place) pins \(row.epochsPinned) of \(row.closes) epochs"
  let further = "\(row.nearMissCloses) further close\(row.nearMissCloses == 1 ? "" : "s")"
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

  /// The place without the module.
  fileprivate var shortPlace: String {
    "\(file.split(separator: "/").last.map(String.init) ?? file):\(line)"
  }
}
