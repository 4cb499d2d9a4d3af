import Exhibits
import Results
import Statistics

/// The connection-pool service, epoch by epoch, both routings side by side.
package func serviceTable(_ rows: [DiagnoseRow]) -> Table {
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

/// A line that pins epochs, for `pinningTable`.
package struct PinningLine: Sendable {
  /// The routing of the run.
  package var routing: ServiceRouting
  /// File and line.
  package var place: String
  /// Epochs that it pinned.
  package var epochs: Int
  /// Its objects that were live at a close.
  package var objects: Int
  /// Their bytes.
  package var byteCount: Int
  /// Lifetimes past the boundary in closes, ascending.
  package var closes: [UInt64]
  /// Lifetimes past the boundary in nanoseconds, ascending.
  package var nanoseconds: [UInt64]
  /// What they advise.
  package var verdict: String

  /// A line.
  package init(
    routing: ServiceRouting, place: String, epochs: Int, objects: Int, byteCount: Int,
    closes: [UInt64], nanoseconds: [UInt64], verdict: String
  ) {
    self.routing = routing
    self.place = place
    self.epochs = epochs
    self.objects = objects
    self.byteCount = byteCount
    self.closes = closes
    self.nanoseconds = nanoseconds
    self.verdict = verdict
  }
}

/// The lines that pin, with how long their objects lived past the boundary.
package func pinningTable(_ lines: [PinningLine], advice: [String]) -> Table {
  var table = Table(
    "sites", "Lines that pin epochs",
    [
      .text("routing"), .text("line"), .number("epochs"), .number("objects"), .number("bytes"),
      .number("closes past p50"), .number("p95"), .number("most"),
      .number("seconds past p50"), .number("p95", "seconds past p95"),
      .number("most", "seconds past most"), .text("verdict"),
    ])
  for line in lines {
    func closes(_ q: Double) -> String {
      Figures.decimal(try? quantile(of: line.closes.map { Double($0) }, at: q), 1)
    }
    func seconds(_ q: Double) -> String {
      Figures.decimal(try? quantile(of: line.nanoseconds.map { Double($0) * 1e-9 }, at: q), 2)
    }
    table.append([
      line.routing.rawValue, line.place, "\(line.epochs)", Figures.count(line.objects),
      Figures.count(line.byteCount), closes(0.5), closes(0.95), closes(1), seconds(0.5),
      seconds(0.95), seconds(1), line.verdict,
    ])
  }
  table.notes = advice.isEmpty ? ["No line pins an epoch."] : advice
  return table
}

/// Valgrind's words beside the profiler's.
///
/// - Parameters:
///   - lines: what valgrind printed, line by line.
///   - notes: what was counted.
package func valgrindTable(_ lines: [String], notes: [String]) -> Table {
  var table = Table(
    "valgrind", "valgrind --leak-check=full on the broken service", [.text("its words")])
  for line in lines { table.append([line]) }
  table.notes = notes
  return table
}
