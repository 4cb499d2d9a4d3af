import Exhibits
import Results

/// What the allocators that people run showed.
let peersFindingSource = FindingSource(
  "peers", in: .peers, needs: [PeersRow.self, Coefficient.self]
) {
  results in
  peersFinding(try results(PeersRow.self), try results(Coefficient.self))
}

/// The finding of `peers.csv`; nil without mixed routing.
func peersFinding(_ rows: [PeersRow], _ coefficients: [Coefficient]) -> Finding? {
  let mixed = PeersMeans(rows.filter { $0.routing == .mixed })
  guard let fraction = mixed.typicalFraction,
    let live = mixed.allocators.compactMap({ mixed.live($0, fraction) }).first
  else { return nil }
  let retained = mixed.allocators.compactMap { name in
    mixed.retained(name, fraction).map { (name: name, bytes: $0) }
  }
  guard let least = retained.min(by: { $0.bytes < $1.bytes }),
    let most = retained.max(by: { $0.bytes < $1.bytes })
  else { return nil }
  let paragraphs = [
    granuleParagraph(coefficients), routingParagraph(rows, coefficients, at: fraction),
  ]
  let range =
    retained.count == 1
    ? "\(least.name) retains \(Figures.mib(least.bytes)) MiB beyond its floor"
    : "allocators retain \(Figures.mib(least.bytes)) (\(least.name)) to "
      + "\(Figures.mib(most.bytes)) MiB (\(most.name)) beyond their floor"
  return Finding(
    "For \(Figures.mib(live)) MiB that stay live after a peak (f = \(Figures.general(fraction))), "
      + range,
    paragraphs.compactMap(\.self))
}

private func granuleParagraph(_ coefficients: [Coefficient]) -> String? {
  let parts = coefficients.all(.effectiveGranule).map { row in
    "\(row.parameter["allocator"] ?? "") \(Figures.decimal(row.value, 2)) KiB "
      + "(documented \(Figures.decimal(row.predicted, 0)))"
  }
  guard !parts.isEmpty else { return nil }
  return "What is retained against f follows 1 - (1 - f)^C of the peak, and C gives the granule "
    + "that decides: \(parts.joined(separator: ", "))."
}

private func routingParagraph(
  _ rows: [PeersRow], _ coefficients: [Coefficient], at fraction: Double
) -> String? {
  let mixed = PeersMeans(rows.filter { $0.routing == .mixed })
  let isolated = PeersMeans(rows.filter { $0.routing == .isolated })
  let parts = isolated.allocators.compactMap { name -> String? in
    guard let before = mixed.retained(name, fraction),
      let after = isolated.retained(name, fraction),
      let share = coefficients.first(
        .routingRecovery, at: ["allocator": name, "f": fraction])?.value
    else { return nil }
    return "\(name) from \(Figures.mib(before)) to \(Figures.mib(after)) MiB "
      + "(\(Figures.percent(share, 1)) of what is beyond live bytes)"
  }
  guard !parts.isEmpty else { return nil }
  let hasOthers = isolated.allocators.contains { $0 != Allocator.temporalSlab.rawValue }
  return "A place of their own for the objects that stay takes, at f = "
    + "\(Figures.general(fraction)), \(parts.joined(separator: ", "))"
    + (hasOthers ? ": routing by lifetime needs no new allocator." : ".")
}
