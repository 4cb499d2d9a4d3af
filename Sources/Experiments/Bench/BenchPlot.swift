import Exhibits
import Results
import Statistics

/// Time of an allocation and a free by every allocator, a chart a pattern.
let benchPlot = Plot("bench", in: .speed, needs: [BenchRow.self, Coefficient.self]) { results in
  benchFigure(
    try results(BenchRow.self), times: try results.coefficients("bench", "ns_per_pair"),
    ratios: try results.coefficients("bench", "time_ratio"))
}

/// This project's allocator, as rows name it.
let ownAllocator = "temporal-slab"

/// The figure of `benchPlot`; nil without rows.
///
/// - Parameters:
///   - rows: the rounds.
///   - times: medians with their intervals.
///   - ratios: this project's times over the others'.
func benchFigure(_ rows: [BenchRow], times: [Coefficient], ratios: [Coefficient]) -> Figure? {
  let allocators = firsts(rows.map(\.allocator))
  let settings = benchSettings(rows).filter { $0.pattern != "latency" }
  guard !settings.isEmpty else { return nil }
  let charts = settings.map { setting in
    benchChart(rows, allocators, setting.pattern, setting.threads, times)
  }
  let leads = settings.compactMap { setting in
    ratios.filter {
      $0.parameter.hasPrefix("pattern=\(setting.pattern) threads=\(setting.threads) ")
    }.max { $0.value < $1.value }.map { (setting, $0) }
  }
  var figure = Figure(
    "bench", title: benchTitle(leads.map { ($0.0.pattern, $0.1) }),
    subtitle: "Nanoseconds of an allocation and a free, medians over rounds with 95 % bootstrap "
      + "intervals. Every chart has its own scale.",
    description: leads.map { setting, ratio in
      "\(setting.pattern) with \(threadsText(setting.threads)): \(Figures.decimal(ratio.value, 2)) "
        + "times the fastest other allocator's time"
    }.joined(separator: "; ") + ".")
  figure.charts = charts
  return figure
}

/// The title from this project's ratio to the fastest other allocator, a pattern each.
private func benchTitle(_ leads: [(pattern: String, ratio: Coefficient)]) -> String {
  guard let best = leads.min(by: { $0.ratio.value < $1.ratio.value }),
    let worst = leads.max(by: { $0.ratio.value < $1.ratio.value })
  else { return "Time of an allocation and a free" }
  func times(_ lead: (pattern: String, ratio: Coefficient)) -> String {
    "\(Figures.decimal(lead.ratio.value, 2)) (\(lead.pattern))"
  }
  return "\(ownAllocator) takes from \(times(best)) to \(times(worst)) times the time of the "
    + "fastest other allocator"
}

func threadsText(_ threads: Int) -> String { threads == 1 ? "1 thread" : "\(threads) threads" }

private func benchChart(
  _ rows: [BenchRow], _ allocators: [String], _ pattern: String, _ threads: Int,
  _ times: [Coefficient]
) -> Chart {
  // The first name stands at the top.
  let names = Array(allocators.reversed())
  var chart = Chart(
    "\(pattern), \(threadsText(threads))", x: .linear("", .nanoseconds),
    y: .categories("", names), height: Double(22 * names.count))
  for (index, name) in names.enumerated() {
    let group = rows.filter {
      $0.allocator == name && $0.pattern == pattern && $0.threads == threads
    }
    guard let time = try? median(of: group.map(\.nsPerPair)) else { continue }
    let known = times.first {
      $0.parameter == "pattern=\(pattern) threads=\(threads) allocator=\(name)"
    }
    var interval: ClosedRange<Double>?
    if let low = known?.ciLow, let high = known?.ciHigh, low <= high { interval = low...high }
    chart.add(
      .bars(
        [Bar(index, time, interval: interval, label: Figures.decimal(time, 1))],
        name == ownAllocator ? .measured : SeriesStyle(Ink(0x9A95AE))))
  }
  return chart
}
