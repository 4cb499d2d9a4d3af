import Exhibits
import Results

/// The p-sweep's growth of RSS over requests, a curve for each p; nil without samples of that mode.
func psweepChart(_ samples: [PSweepSample], reuse: ReuseMode) -> TerminalChart? {
  let samples = samples.filter { $0.reuse == reuse }
  if samples.isEmpty { return nil }
  let curves = distinct(samples.map(\.p)).map { p in
    TerminalChart.Curve(
      "p=\(Figures.probability(p))", growthBand(samples.filter { $0.p == p }).line)
  }
  return TerminalChart(
    "p-sweep, \(reuse.rawValue) reuse: growth of RSS since the first sample",
    x: .linear("requests", .plain()), y: .linear("RSS growth", .bytes()), Array(curves.prefix(26)))
}
