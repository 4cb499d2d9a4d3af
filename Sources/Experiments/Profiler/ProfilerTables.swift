import Exhibits
import Results
import Statistics

/// Median times of the profiler's operations.
func profilerTable(_ rows: [ProfilerRow]) -> Table {
  let points = firsts(rows.map(\.point)).map { point in
    let group = rows.filter { $0.point == point }
    return (row: group[0], times: group.map(\.nsPerOp))
  }
  return Table(
    "profiler", "Nanoseconds of the profiler's operations, medians over rounds", of: points,
    [
      .text("operation") { $0.row.operation },
      .text("mode") { $0.row.mode },
      .number("threads") { "\($0.row.threads)" },
      .number("live objects") { Figures.count($0.row.liveObjects) },
      .number("median ns") { Figures.decimal(try? median(of: $0.times), 2) },
      .number("least") { Figures.decimal($0.times.min(), 2) },
      .number("most") { Figures.decimal($0.times.max(), 2) },
    ],
    notes: [
      "A pair is an allocation and a free of 128 bytes by temporal-slab. With two threads each has "
        + "a granule of its own; the time is a thread's.",
      "Of a sweep, live objects are open granules with one object each.",
    ])
}
