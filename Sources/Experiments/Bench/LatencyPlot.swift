import Exhibits
import Results
import Statistics

/// Percentiles of one operation by every allocator, beside the published ones.
let latencyPlot = Plot("latency", in: Bench.section, BenchRow.self, make: latencyFigure)

/// The figure of `latencyPlot`; nil without rows of the `latency` pattern.
func latencyFigure(_ rows: [BenchRow], published: PublishedFigures) -> Figure? {
  let rows = rows.filter { $0.p50NS != nil }
  let allocators = firsts(rows.map(\.allocator))
  guard !allocators.isEmpty else { return nil }
  let percentiles = ["p50", "p99", "p99.9"]
  var measured = Chart(
    "Measured", x: .categories("percentile", percentiles),
    y: .logarithmic("one operation", .nanoseconds))
  var spread: [LatencySpread] = []
  for (index, name) in allocators.enumerated() {
    let group = rows.filter { $0.allocator == name }
    let columns = [
      group.compactMap(\.p50NS), group.compactMap(\.p99NS), group.compactMap(\.p999NS),
    ]
    let medians = columns.compactMap { try? median(of: $0) }
    guard medians.count == 3 else { continue }
    let intervals = columns.enumerated().map { place, values in
      interval(ofMedian: values, at: Double(place) + offset(index, of: allocators.count))
    }
    spread.append(
      LatencySpread(name: name, median: medians[0], tail: medians[2], tailInterval: intervals[2]))
    let style = SeriesStyle.series(index)
    let points = medians.enumerated().map {
      Point(Double($0.offset) + offset(index, of: allocators.count), $0.element)
    }
    measured.add(
      .line(points, style, .label(name)), .points(points, style),
      .intervals(intervals.compactMap { $0 }, style))
  }
  guard !spread.isEmpty else { return nil }
  var printed = Chart(
    "Published, on another machine",
    x: .categories("percentile", published.latency.map { percentileName($0.percentile) }),
    y: .logarithmic("one operation", .nanoseconds))
  for (index, (name, value)) in [
    (BenchRow.ownAllocator, \PublishedLatency.temporalSlabNs),
    ("system malloc", \.systemMallocNs),
  ].enumerated() {
    var style = SeriesStyle.series(index)
    style.isFilled = false
    let points = published.latency.enumerated().map {
      Point(Double($0.offset), $0.element[keyPath: value])
    }
    printed.add(.line(points, style, .label(name)), .points(points, style))
  }
  return Figure(
    "latency", title: latencyTitle(spread, clockStep: clockStep(rows)),
    subtitle: "Nanoseconds of one operation, clock cost taken off; medians over rounds with 95 % "
      + "bootstrap intervals.",
    description: spread.map {
      "\($0.name): median \(latency($0.median, clockStep: clockStep(rows), digits: 0)) ns, "
        + "99.9th percentile "
        + "\(Figures.decimal($0.tail, 0)) ns"
    }.joined(separator: "; ") + ".",
    charts: published.latency.isEmpty ? [measured] : [measured, printed])
}

/// Where an allocator's marks lie beside a percentile, so that none hides another.
private func offset(_ index: Int, of count: Int) -> Double {
  0.05 * (Double(index) - Double(count - 1) / 2)
}

/// A bootstrap interval of the median, drawn at `position`; nil for a single value.
private func interval(ofMedian values: [Double], at position: Double) -> Span? {
  guard values.count > 1,
    let interval = try? bootstrapInterval(values, seed: 1, statistic: median(of:))
  else { return nil }
  return Span(position, interval.low, interval.high)
}

/// `p999` as `p99.9`.
func percentileName(_ name: String) -> String {
  let digits = name.dropFirst()
  return digits.count > 2 ? "p\(digits.prefix(2)).\(digits.dropFirst(2))" : name
}

/// What an allocator's operations take, in nanoseconds.
private struct LatencySpread {
  var name: String
  var median: Double
  /// The 99.9th percentile, with its interval; nil without a second round.
  var tail: Double
  var tailInterval: Span?
}

/// The finding: the own median and tail, and whose tails their intervals tell apart from it.
private func latencyTitle(_ spread: [LatencySpread], clockStep step: Double?) -> String {
  guard let own = spread.first(where: { $0.name == BenchRow.ownAllocator }) else {
    return "Latency of one operation by allocator"
  }
  var title =
    "\(BenchRow.ownAllocator): half of the operations take "
    + "\(Figures.decimal(own.median, 0))\u{A0}ns or less"
    + (step.map { own.median <= $0 * 1.01 ? " (the clock's step), " : ", " } ?? ", ")
    + "one in a thousand \(Figures.decimal(own.tail, 0))\u{A0}ns or more"
  guard let interval = own.tailInterval, spread.count > 1 else { return title }
  let shorter = spread.filter { ($0.tailInterval?.high ?? .infinity) < interval.low }.map(\.name)
  let longer = spread.filter { ($0.tailInterval?.low ?? -.infinity) > interval.high }.map(\.name)
  if !shorter.isEmpty { title += ", clearly longer than with \(shorter.joined(separator: ", "))" }
  if !longer.isEmpty { title += ", clearly shorter than with \(longer.joined(separator: ", "))" }
  if shorter.isEmpty && longer.isEmpty { title += ", no clear difference to the others" }
  return title
}
