import Results
import Statistics

/// Percentiles of one operation by every allocator, beside the published ones.
let latencyPlot = Plot("latency", in: .speed, needs: [.bench]) { results in
  latencyFigure(try results(BenchRow.self), published: results.published)
}

/// The figure of `latencyPlot`; nil without rows of the `latency` pattern.
func latencyFigure(_ rows: [BenchRow], published: PublishedFigures) -> Figure? {
  let rows = rows.filter { $0.p50NS != nil }
  let allocators = firsts(rows.map(\.allocator))
  guard !allocators.isEmpty else { return nil }
  let percentiles = ["p50", "p99", "p99.9"]
  var measured = Chart(
    "Measured", x: .categories("percentile", percentiles),
    y: .logarithmic("one operation", .nanoseconds))
  var spread: [(name: String, median: Double, tail: Double)] = []
  for (index, name) in allocators.enumerated() {
    let group = rows.filter { $0.allocator == name }
    let columns = [
      group.compactMap(\.p50NS), group.compactMap(\.p99NS), group.compactMap(\.p999NS),
    ]
    let medians = columns.compactMap { try? median(of: $0) }
    guard medians.count == 3 else { continue }
    spread.append((name, medians[0], medians[2]))
    let style = SeriesStyle.series(index)
    // Beside each other, so that none hides another.
    let offset = 0.05 * (Double(index) - Double(allocators.count - 1) / 2)
    let points = medians.enumerated().map { Point(Double($0.offset) + offset, $0.element) }
    measured.add(.line(points, style, .label(name)))
    measured.add(.points(points, style))
    measured.add(
      .intervals(
        columns.enumerated().compactMap { place, values in
          guard values.count > 1,
            let interval = try? bootstrapInterval(values, seed: 1, statistic: median(of:))
          else { return nil }
          return Span(Double(place) + offset, interval.low, interval.high)
        }, style))
  }
  guard !spread.isEmpty else { return nil }
  var printed = Chart(
    "Published, on another machine",
    x: .categories("percentile", published.latency.map { percentileName($0.percentile) }),
    y: .logarithmic("one operation", .nanoseconds))
  for (index, (name, value)) in [
    (ownAllocator, \PublishedFigures.Latency.temporalSlabNS),
    ("system malloc", \.systemMallocNS),
  ].enumerated() {
    var style = SeriesStyle.series(index)
    style.isFilled = false
    let points = published.latency.enumerated().map {
      Point(Double($0.offset), $0.element[keyPath: value])
    }
    printed.add(.line(points, style, .label(name)))
    printed.add(.points(points, style))
  }
  var figure = Figure(
    "latency", title: latencyTitle(spread),
    subtitle: "Nanoseconds of one operation, clock cost taken off; medians over rounds with 95 % "
      + "bootstrap intervals.",
    description: spread.map {
      "\($0.name): median \(Figures.decimal($0.median, 0)) ns, 99.9th percentile "
        + "\(Figures.decimal($0.tail, 0)) ns"
    }.joined(separator: "; ") + ".")
  figure.charts = published.latency.isEmpty ? [measured] : [measured, printed]
  return figure
}

/// `p999` as `p99.9`.
func percentileName(_ name: String) -> String {
  let digits = name.dropFirst()
  return digits.count > 2 ? "p\(digits.prefix(2)).\(digits.dropFirst(2))" : name
}

private func latencyTitle(_ spread: [(name: String, median: Double, tail: Double)]) -> String {
  guard let own = spread.first(where: { $0.name == ownAllocator }) else {
    return "Latency of one operation by allocator"
  }
  let place = spread.count { $0.tail < own.tail } + 1
  let ordinals = ["lowest", "second lowest", "third lowest", "fourth lowest", "fifth lowest"]
  let rank =
    place == spread.count ? "highest" : place <= ordinals.count ? ordinals[place - 1] : "\(place)th"
  return
    "\(ownAllocator): half of the operations take \(Figures.decimal(own.median, 0)) ns or less, "
    + "one in a thousand \(Figures.decimal(own.tail, 0)) ns or more, the \(rank) tail of "
    + "\(spread.count)"
}
