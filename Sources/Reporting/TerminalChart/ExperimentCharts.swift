import Results

/// The p-sweep's growth of RSS over requests, a curve for each p; nil without samples of that mode.
public func sweepChart(_ samples: [PSweepSample], reuse: ReuseMode) -> TerminalChart? {
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

/// Structural bytes over requests, mixed against isolated; nil without samples of that mode.
public func twoPointChart(_ samples: [TwoPointSample], reuse: ReuseMode) -> TerminalChart? {
  let curves = Routing.allCases.compactMap { routing -> TerminalChart.Curve? in
    let own = samples.filter { $0.reuse == reuse && $0.routing == routing }
    if own.isEmpty { return nil }
    let band = SeedBand(own, x: { Double($0.request) }) { Double($0.structuralBytes) }
    return TerminalChart.Curve(routing.rawValue, band.line)
  }
  if curves.isEmpty { return nil }
  return TerminalChart(
    "Two-point experiment, \(reuse.rawValue) reuse: structural bytes by routing",
    x: .linear("requests", .plain()), y: .linear("structural bytes", .bytes()),
    curves.sorted { ($0.points.last?.y ?? 0) < ($1.points.last?.y ?? 0) })
}
