import Exhibits
import Results
import Statistics

/// Median times of every allocator, and this project's over each other's.
func benchTable(
  _ rows: [BenchRow], _ coefficients: [Coefficient], limits: [BenchLimitRow] = []
) -> Table {
  let allocators = firsts(rows.map(\.allocator))
  var table = Table(
    "bench", "Nanoseconds of an allocation and a free, medians over rounds",
    [.text("pattern"), .number("threads")] + allocators.map { .number($0) }
      + [.text("fastest other"), .number("ratio"), .number("95 % low"), .number("95 % high")]
      + (limits.isEmpty ? [] : [.number("floor")]))
  for setting in BenchSetting.all(in: rows) {
    let times = allocators.map { setting.time($0, in: rows) }
    let fastest = zip(allocators, times).compactMap { name, time in time.map { (name, $0) } }
      .filter { BenchRow.isReference($0.0) }.min { $0.1 < $1.1 }
    let ratio = fastest.flatMap {
      coefficients.first(.timeRatio, at: setting.point.and(["allocator": $0.0]))
    }
    table.append(
      [setting.pattern, "\(setting.threads)"] + times.map { Figures.decimal($0, 1) }
        + [
          fastest?.0 ?? Figures.none, Figures.decimal(ratio?.value, 2),
          Figures.decimal(ratio?.ciLow, 2), Figures.decimal(ratio?.ciHigh, 2),
        ]
        + (limits.isEmpty
          ? []
          : [Figures.decimal(BenchPattern(rawValue: setting.pattern)?.floor(limits), 1)]))
  }
  table.notes = [
    "The ratio is temporal-slab's median over the fastest other allocator's; below 1 is faster.",
    "With two threads each has its own objects, except in producer-consumer.", benchClassesNote,
  ]
  if !limits.isEmpty {
    table.notes.append(
      "The floor is made of the machine's limits: a word that the free writes and the next "
        + "allocation reads; for random objects the load of their name; for a phase two atomic "
        + "operations; for frees by another thread an eighth of a line that changes processors.")
  }
  return table
}

/// What temporal-slab is configured with.
private let benchClassesNote = "temporal-slab has \(BenchArm.classesInWords)."

/// Resident memory that each pattern adds, at its peak and after it, medians over rounds.
func benchMemoryTable(_ rows: [BenchMemory]) -> Table {
  let allocators = firsts(rows.map(\.allocator))
  var table = Table(
    "bench-memory", "MiB that a pattern adds to the resident memory, at its peak and after it",
    [.text("pattern"), .number("threads")]
      + allocators.flatMap { [.number("\($0), peak"), .number("\($0), after")] }
      + [.text("leanest other"), .number("ratio of peaks")])
  let settings = firsts(rows.map { BenchSetting(pattern: $0.pattern, threads: $0.threads) })
  for setting in settings {
    func bytes(_ allocator: String, _ value: (BenchMemory) -> Int) -> Double? {
      try? median(
        of: rows.filter {
          $0.allocator == allocator && $0.pattern == setting.pattern
            && $0.threads == setting.threads
        }.map { Double(value($0) - $0.rssBeforeBytes) })
    }
    let peaks = allocators.map { bytes($0, \.rssPeakBytes) }
    let leanest = zip(allocators, peaks).compactMap { name, peak in peak.map { (name, $0) } }
      .filter { BenchRow.isReference($0.0) }.min { $0.1 < $1.1 }
    let own = bytes(BenchRow.ownAllocator, \.rssPeakBytes)
    let ratio = leanest.flatMap { leanest in own.map { $0 / leanest.1 } }
    table.append(
      [setting.pattern, "\(setting.threads)"]
        + allocators.flatMap { allocator in
          [bytes(allocator, \.rssPeakBytes), bytes(allocator, \.rssAfterBytes)].map {
            Figures.decimal($0.map { $0 / 1_048_576 }, 1)
          }
        } + [leanest?.0 ?? Figures.none, Figures.decimal(ratio, 2)])
  }
  table.notes = [
    "Less what the process had before; each pattern has a process of its own.", benchClassesNote,
  ]
  return table
}

/// The machine's limits, medians over rounds.
func benchLimitTable(_ rows: [BenchLimitRow]) -> Table {
  var table = Table(
    "bench-limits", "Nanoseconds that the machine takes, whatever the allocator",
    [.text("limit"), .number("ns")])
  for limit in firsts(rows.map(\.limit)) {
    let time = try? median(of: rows.filter { $0.limit == limit }.map(\.ns))
    table.append([limit.rawValue, Figures.decimal(time, 2)])
  }
  return table
}

/// Percentiles of one operation, beside the published ones.
func latencyTable(_ rows: [BenchRow], published: PublishedFigures) -> Table {
  var table = Table(
    "latency", "Nanoseconds of one operation, clock cost taken off, medians over rounds",
    [.text("allocator"), .number("p50"), .number("p99"), .number("p99.9"), .number("p99.99")])
  let step = clockStep(rows)
  for allocator in firsts(rows.map(\.allocator)) {
    let group = rows.filter { $0.allocator == allocator && $0.p50NS != nil }
    if group.isEmpty { continue }
    func cell(_ value: (BenchRow) -> Double?) -> String {
      latency(try? median(of: group.compactMap(value)), clockStep: step)
    }
    table.append([allocator, cell(\.p50NS), cell(\.p99NS), cell(\.p999NS), Figures.none])
  }
  for (name, value) in [
    (BenchRow.ownAllocator, \PublishedLatency.temporalSlabNs), ("system malloc", \.systemMallocNs),
  ] {
    func cell(_ percentile: String) -> String {
      let figure = published.latency.first { percentileName($0.percentile) == percentile }
      return Figures.decimal(figure?[keyPath: value], 0)
    }
    table.append(["\(name), published"] + ["p50", "p99", "p99.9", "p99.99"].map(cell))
  }
  table.notes = ["The published figures come from another machine, and from the original in C."]
  if let step {
    table.notes.append(
      "The clock steps by \(Figures.decimal(step, 1)) ns, of which all short times are multiples: "
        + "what took no longer than a step stands as ≤ \(Figures.decimal(step, 1)).")
  }
  return table
}

/// The step of the clock in nanoseconds, as the times show it: the least time above 0, where all
/// short times are whole multiples of it; nil where the clock resolves more than that.
func clockStep(_ rows: [BenchRow]) -> Double? {
  let times = rows.flatMap { [$0.p50NS, $0.p99NS, $0.p999NS] }.compactMap(\.self)
  guard let step = times.filter({ $0 > 0 }).min(), Set(times).count > 1 else { return nil }
  // A histogram's bins are a 64th wide; beyond some steps every time is near a multiple.
  let isStepped = times.filter { $0 < 8 * step }.allSatisfy { time in
    let steps = time / step
    return abs(steps - steps.rounded()) <= 0.03 * max(1, steps)
  }
  return isStepped ? step : nil
}

/// A time in nanoseconds, or that the clock does not resolve it.
func latency(_ nanoseconds: Double?, clockStep step: Double?, digits: Int = 1) -> String {
  guard let nanoseconds, let step, nanoseconds <= step * 1.01 else {
    return Figures.decimal(nanoseconds, digits)
  }
  return "≤ \(Figures.decimal(step, digits))"
}

/// A pattern at a thread count.
struct BenchSetting: Hashable {
  var pattern: String
  var threads: Int

  /// Those of some rows, in their order.
  static func all(in rows: [BenchRow]) -> [BenchSetting] {
    var seen: Set<BenchSetting> = []
    return rows.map { BenchSetting(pattern: $0.pattern, threads: $0.threads) }
      .filter { seen.insert($0).inserted }
  }

  var point: Parameters { ["pattern": pattern, "threads": threads] }

  /// An allocator's median time in nanoseconds; nil without rows.
  func time(_ allocator: String, in rows: [BenchRow]) -> Double? {
    try? median(
      of: rows.filter {
        $0.allocator == allocator && $0.pattern == pattern && $0.threads == threads
      }.map(\.nsPerPair))
  }

  /// This project's time over the fastest other allocator's.
  func ratio(_ coefficients: [Coefficient]) -> Coefficient? {
    coefficients.all(.timeRatio, at: point).max { $0.value < $1.value }
  }
}
