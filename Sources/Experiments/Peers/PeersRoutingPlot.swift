import Exhibits
import Results

/// What mixed and isolated routing retain, on each allocator that can do both.
let peersRoutingPlot = Plot("peers-routing", in: .peers, needs: [PeersRow.self]) { results in
  peersRoutingFigure(try results(PeersRow.self))
}

/// The figure of `peersRoutingPlot`; nil unless both routings ran on an allocator.
func peersRoutingFigure(_ rows: [PeersRow]) -> Figure? {
  let mixed = PeersMeans(rows.filter { $0.routing == .mixed })
  let isolated = PeersMeans(rows.filter { $0.routing == .isolated })
  guard let fraction = isolated.typicalFraction else { return nil }
  // The first allocator stands at the top.
  let pairs = isolated.allocators.reversed().compactMap { name in
    mixed.retained(name, fraction).flatMap { before in
      isolated.retained(name, fraction).map { (name: name, mixed: before, isolated: $0) }
    }
  }
  guard let live = isolated.live(isolated.allocators[0], fraction), !pairs.isEmpty else {
    return nil
  }
  let bytes = NumberStyle.bytes()
  var chart = Chart(
    x: .linear("retained", bytes), y: .categories("", pairs.map(\.name)),
    height: Double(30 + 54 * pairs.count))
  chart.add(
    .bars(
      pairs.enumerated().map {
        Bar($0, $1.mixed, slot: 1, of: 2, label: bytes.label($1.mixed))
      }, SeriesStyle(Ink(0xB9B4C9)), .legend("mixed: among the other objects")))
  chart.add(
    .bars(
      pairs.enumerated().map {
        Bar($0, $1.isolated, slot: 0, of: 2, label: bytes.label($1.isolated))
      }, .measured, .legend("isolated: an arena, heap or epoch of their own")))
  chart.add(.vertical(at: live, .predicted, .legend("live objects: \(bytes.label(live))")))
  let phrases = pairs.reversed().map {
    "\($0.name) from \(bytes.label($0.mixed)) to \(bytes.label($0.isolated))"
  }
  var figure = Figure(
    "peers-routing",
    title: "A place of their own for the \(Figures.percent(fraction, 1)) of objects that stay "
      + "takes what is retained from up to \(bytes.label(pairs.map(\.mixed).max() ?? 0)) to "
      + "\(bytes.label(pairs.map(\.isolated).max() ?? 0)) at most",
    subtitle: "RSS after all other objects were freed and the allocator's own purge, floor taken "
      + "off. " + seedNote(isolated.seeds),
    description: "Isolated routing takes \(phrases.joined(separator: ", ")), for "
      + "\(bytes.label(live)) that are live.")
  figure.charts = [chart]
  return figure
}
