import Exhibits
import Results
import Statistics

/// Median times of the profiler's operations.
func profilerTable(_ rows: [ProfilerRow]) -> Table {
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
