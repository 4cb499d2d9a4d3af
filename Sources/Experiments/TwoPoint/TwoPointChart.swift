import Exhibits
import Results

/// Structural bytes over requests in the sustained protocol, mixed against isolated; nil without
/// samples of that mode.
func twopointChart(_ samples: [TwoPointSample], reuse: ReuseMode) -> TerminalChart? {
  let curves = Routing.allCases.compactMap { routing -> TerminalChart.Curve? in
    let own = samples.sustained.filter { $0.reuse == reuse && $0.routing == routing }
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
