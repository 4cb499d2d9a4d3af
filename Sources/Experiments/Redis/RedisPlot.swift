import Exhibits
import Results

/// Slabs and RSS of a real Redis before and after a deletion, by pattern.
let redisPlot = Plot("redis", in: .redis, needs: [RedisRow.self, Coefficient.self]) { results in
  redisFigure(try results(RedisRow.self), try results(Coefficient.self))
}

/// The figure of `redisPlot`; nil without a whole pattern.
func redisFigure(_ rows: [RedisRow], _ coefficients: [Coefficient]) -> Figure? {
  // The first pattern stands at the top.
  let summaries = DeletionPattern.allCases.reversed().compactMap { RedisSummary(rows, $0) }
  guard let first = summaries.last else { return nil }
  let names = summaries.map(\.pattern.rawValue)
  let height = Double(20 + 48 * names.count)
  let slabs = beforeAndAfter(
    Chart(
      "Slabs that hold values", x: .linear("slabs", .count), y: .categories("", names),
      height: height),
    summaries.map { (Double($0.loaded.slabs), Double($0.purged.slabs)) }, .count)
  let rss = beforeAndAfter(
    Chart(
      "The server's memory", x: .linear("RSS", .bytes()), y: .categories("", names),
      height: height),
    summaries.map { (Double($0.rssLoaded), Double($0.rssPurged)) }, .bytes())
  let shares = summaries.reversed().map { summary in
    let predicted = predictedShare(summary, coefficients).map {
      " (\(Figures.percent($0)) predicted)"
    }
    return "\(summary.pattern.rawValue): \(Figures.percent(summary.drainedShare)) of "
      + "\(Figures.count(summary.loaded.slabs)) slabs drained\(predicted ?? ""), utilization "
      + "\(Figures.decimal(summary.loaded.utilization, 3)) to "
      + Figures.decimal(summary.purged.utilization, 3)
  }
  var figure = Figure(
    "redis",
    title: "Redis deletes \(Figures.percent(first.deletedShare, 0)) of its keys, and what comes "
      + "back depends on which: \(drainedPhrase(summaries.reversed()))",
    subtitle: "The \(first.className)-byte class of an unmodified redis-server on jemalloc, "
      + "\(first.capacity) objects a slab, and RSS; before the deletion and after MEMORY PURGE.",
    description: shares.joined(separator: "; ") + ".")
  figure.charts = [slabs, rss]
  figure.notes = [shares.joined(separator: "; ") + "."]
  return figure
}

private func drainedPhrase(_ summaries: [RedisSummary]) -> String {
  summaries.map {
    "\($0.pattern.rawValue) \(Figures.percent($0.drainedShare)) of the slabs"
  }.joined(separator: ", ")
}

/// A chart with a pair of bars in each category.
private func beforeAndAfter(
  _ chart: Chart, _ pairs: [(before: Double, after: Double)], _ numbers: NumberStyle
) -> Chart {
  var chart = chart
  // The upper bar of a category is the one with the higher slot.
  let bars = { (slot: Int, value: ((before: Double, after: Double)) -> Double) in
    pairs.enumerated().map { index, pair in
      Bar(index, value(pair), slot: slot, of: 2, label: numbers.label(value(pair)))
    }
  }
  chart.add(.bars(bars(1, \.before), SeriesStyle(Ink(0xB9B4C9)), .legend("before")))
  chart.add(.bars(bars(0, \.after), .measured, .legend("after")))
  return chart
}
