import Results
import Statistics

/// The drainability satisfaction rate against 1 - p.
public func dsrTable(_ rows: [DSRRow]) -> Table {
  var table = Table(
    "dsr", "Drainability satisfaction rate against the violation fraction",
    [
      .number("p"), .number("closes"), .number("drained"), .number("pinned"), .number("DSR"),
      .number("95 % low"), .number("95 % high"), .number("1 - p"),
      .number("largest deviation"),
    ])
  for p in distinct(rows.map(\.p)) {
    let group = rows.filter { $0.p == p }
    let closes = group.reduce(0) { $0 + $1.closes }
    let drained = group.reduce(0) { $0 + $1.drained }
    let interval = try? wilsonInterval(successes: drained, trials: closes)
    let deviations = group.compactMap {
      try? binomialZ(successes: $0.drained, trials: $0.closes, expected: $0.dsrExpected).magnitude
    }
    table.append([
      Figures.probability(p), Figures.count(closes), Figures.count(drained),
      Figures.count(closes - drained), Figures.decimal(Double(drained) / Double(closes), 5),
      Figures.decimal(interval?.low, 5), Figures.decimal(interval?.high, 5),
      Figures.decimal(1 - p, 2), Figures.decimal(deviations.max(), 2),
    ])
  }
  table.notes = [
    "Sums over \(Set(rows.map(\.seed)).count) seeds, Wilson intervals. The deviation is that of one "
      + "seed's run, in binomial standard deviations."
  ]
  return table
}

/// The connection-pool service, epoch by epoch, both routings side by side.
public func serviceTable(_ rows: [DiagnoseRow]) -> Table {
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
public struct PinningLine: Sendable {
  /// The routing of the run.
  public var routing: ServiceRouting
  /// File and line.
  public var place: String
  /// Epochs that it pinned.
  public var epochs: Int
  /// Its objects that were live at a close.
  public var objects: Int
  /// Their bytes.
  public var byteCount: Int
  /// Lifetimes past the boundary in closes, ascending.
  public var closes: [UInt64]
  /// Lifetimes past the boundary in nanoseconds, ascending.
  public var nanoseconds: [UInt64]
  /// What they advise.
  public var verdict: String

  /// A line.
  public init(
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
public func pinningTable(_ lines: [PinningLine], advice: [String]) -> Table {
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
public func valgrindTable(_ lines: [String], notes: [String]) -> Table {
  var table = Table(
    "valgrind", "valgrind --leak-check=full on the broken service", [.text("its words")])
  for line in lines { table.append([line]) }
  table.notes = notes
  return table
}

/// Median times of the profiler's operations.
public func profilerTable(_ rows: [ProfilerRow]) -> Table {
  var table = Table(
    "profiler", "Nanoseconds of the profiler's operations, medians over rounds",
    [
      .text("operation"), .text("mode"), .number("threads"), .number("live objects"),
      .number("median ns"), .number("least"), .number("most"),
    ])
  var seen: Set<String> = []
  for row in rows {
    let key = "\(row.operation) \(row.mode) \(row.threads) \(row.liveObjects)"
    guard seen.insert(key).inserted else { continue }
    let times = rows.filter {
      $0.operation == row.operation && $0.mode == row.mode && $0.threads == row.threads
        && $0.liveObjects == row.liveObjects
    }.map(\.nsPerOp)
    table.append([
      row.operation, row.mode, "\(row.threads)", Figures.count(row.liveObjects),
      Figures.decimal(try? median(of: times), 2), Figures.decimal(times.min(), 2),
      Figures.decimal(times.max(), 2),
    ])
  }
  table.notes = [
    "A pair is an allocation and a free of 128 bytes by temporal-slab. With two threads each has a "
      + "granule of its own; the time is a thread's.",
    "Of a sweep, live objects are open granules with one object each.",
  ]
  return table
}
