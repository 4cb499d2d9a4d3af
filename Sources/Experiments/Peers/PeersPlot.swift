import Exhibits
import Foundation
import Results

/// The retained share of a peak against the session fraction, with the curve of each allocator's
/// fitted granule.
let peersPlot = Plot("peers", in: .peers, needs: [PeersRow.self, Coefficient.self]) { results in
  peersFigure(try results(PeersRow.self), try results(Coefficient.self))
}

/// The figure of `peersPlot`; nil without mixed routing.
func peersFigure(_ rows: [PeersRow], _ coefficients: [Coefficient]) -> Figure? {
  let means = PeersMeans(rows.filter { $0.routing == .mixed })
  let fractions = means.fractions.filter { $0 > 0 }
  guard let least = fractions.first, let greatest = fractions.last, least < greatest else {
    return nil
  }
  var chart = Chart(
    x: .logarithmic("share of the objects that is not freed", .percent),
    y: .linear(
      "retained share of the peak", .percent, range: 0...1.05, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1]),
    height: 340)
  var notes: [String] = []
  var farthest = 0.0
  for (index, allocator) in means.allocators.enumerated() {
    let point: Parameters = ["allocator": allocator]
    guard let capacity = coefficients.first(.effectiveCapacity, at: point)?.value,
      let granule = coefficients.first(.effectiveGranule, at: point),
      let peak = coefficients.first(.peakGranules, at: point)?.value, peak > 0
    else { continue }
    let style = SeriesStyle.series(index)
    let name = "\(allocator): \(Figures.decimal(granule.value, 1)) KiB"
    chart.add(.line(curve(capacity, from: least, to: greatest), style, .legend(name)))
    let points = fractions.compactMap { fraction in
      means.retained(allocator, fraction).map { Point(fraction, $0 / peak) }
    }
    chart.add(.points(points, style, .legend(name)))
    for point in points {
      farthest = max(farthest, abs(point.y - retainedShare(point.x, capacity: capacity)))
    }
    notes.append(
      "\(allocator) \(Figures.decimal(granule.value, 2)) KiB, documented "
        + Figures.decimal(granule.predicted, 0))
  }
  guard !notes.isEmpty else { return nil }
  var figure = Figure(
    "peers",
    title: "What an allocator retains is set by its granule: 1 \u{2212} (1 \u{2212} f)^C is at "
      + "most \(Figures.percent(farthest, 1)) of the peak off, on "
      + (notes.count == 1 ? "one allocator" : "\(notes.count) allocators"),
    subtitle: "Points: RSS after a peak was freed but for a fraction f, after the allocator's own "
      + "purge, floor taken off. Lines: the granule of C objects fitted to them. "
      + seedNote(means.seeds),
    description: "Fitted granules: \(notes.joined(separator: "; ")).")
  figure.charts = [chart]
  figure.notes = ["Fitted granules: \(notes.joined(separator: "; "))."]
  return figure
}

/// The retained share for a granule of some objects, at even steps of the logarithm.
private func curve(_ capacity: Double, from least: Double, to greatest: Double) -> [Point] {
  let steps = 80
  return (0...steps).map { step in
    let fraction = least * pow(greatest / least, Double(step) / Double(steps))
    return Point(fraction, retainedShare(fraction, capacity: capacity))
  }
}

/// `1 - (1 - f)^C`.
private func retainedShare(_ fraction: Double, capacity: Double) -> Double {
  -expm1(capacity * log1p(-fraction))
}
