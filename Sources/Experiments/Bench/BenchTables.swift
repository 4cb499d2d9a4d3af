import Exhibits
import Results
import Statistics

/// Median times of every allocator, and this project's over each other's.
package func benchTable(_ rows: [BenchRow], _ coefficients: [Coefficient]) -> Table {
  let allocators = firsts(rows.map(\.allocator))
  var table = Table(
    "bench", "Nanoseconds of an allocation and a free, medians over rounds",
    [.text("pattern"), .number("threads")] + allocators.map { .number($0) }
      + [.text("fastest other"), .number("ratio"), .number("95 % low"), .number("95 % high")])
  for (pattern, threads) in benchSettings(rows) {
    let times = allocators.map { allocator in
      try? median(
        of: rows.filter {
          $0.allocator == allocator && $0.pattern == pattern && $0.threads == threads
        }.map(\.nsPerPair))
    }
    let fastest = zip(allocators, times).compactMap { name, time in time.map { (name, $0) } }
      .filter { $0.0 != ownAllocator }.min { $0.1 < $1.1 }
    let parameter = fastest.map {
      "pattern=\(pattern) threads=\(threads) allocator=\($0.0)"
    }
    let ratio = coefficients.first {
      $0.coefficient == "time_ratio" && $0.parameter == parameter
    }
    table.append(
      [pattern, "\(threads)"] + times.map { Figures.decimal($0, 1) }
        + [
          fastest?.0 ?? Figures.none, Figures.decimal(ratio?.value, 2),
          Figures.decimal(ratio?.ciLow, 2), Figures.decimal(ratio?.ciHigh, 2),
        ])
  }
  table.notes = [
    "The ratio is temporal-slab's median over the fastest other allocator's; below 1 is faster.",
    "With two threads each has its own objects, except in producer-consumer.",
  ]
  return table
}

/// Percentiles of one operation, beside the published ones.
package func latencyTable(_ rows: [BenchRow], published: PublishedFigures) -> Table {
  var table = Table(
    "latency", "Nanoseconds of one operation, clock cost taken off, medians over rounds",
    [.text("allocator"), .number("p50"), .number("p99"), .number("p99.9"), .number("p99.99")])
  for allocator in firsts(rows.map(\.allocator)) {
    let group = rows.filter { $0.allocator == allocator && $0.p50NS != nil }
    if group.isEmpty { continue }
    func cell(_ value: (BenchRow) -> Double?) -> String {
      Figures.decimal(try? median(of: group.compactMap(value)), 1)
    }
    table.append([allocator, cell(\.p50NS), cell(\.p99NS), cell(\.p999NS), Figures.none])
  }
  for (name, value) in [
    (ownAllocator, \PublishedLatency.temporalSlabNs), ("system malloc", \.systemMallocNs),
  ] {
    func cell(_ percentile: String) -> String {
      let figure = published.latency.first { percentileName($0.percentile) == percentile }
      return Figures.decimal(figure?[keyPath: value], 0)
    }
    table.append(["\(name), published"] + ["p50", "p99", "p99.9", "p99.99"].map(cell))
  }
  table.notes = ["The published figures come from another machine, and from the original in C."]
  return table
}

/// The patterns with their threads, in the order of the rows.
func benchSettings(_ rows: [BenchRow]) -> [(pattern: String, threads: Int)] {
  var result: [(pattern: String, threads: Int)] = []
  for row in rows
  where !result.contains(where: { $0.pattern == row.pattern && $0.threads == row.threads }) {
    result.append((row.pattern, row.threads))
  }
  return result
}
