import Exhibits
import Results
import Statistics

/// RSS over requests for every p: the paper's Figure 1, for either reuse mode.
func psweepPlot(_ reuse: ReuseMode) -> Plot {
  let name = reuse == .ring ? "psweep-rss" : "psweep-rss-\(reuse.rawValue)"
  return Plot(name, in: .sweep, needs: [PSweepSample.self]) { results in
    let samples = try results(PSweepSample.self).filter { $0.reuse == reuse }
    return psweepFigure(samples, name: name, reuse: reuse)
  }
}

/// The figure of `psweepPlot`; nil without samples.
func psweepFigure(_ samples: [PSweepSample], name: String, reuse: ReuseMode) -> Figure? {
  let fractions = distinct(samples.map(\.p))
  guard let greatest = fractions.last else { return nil }
  let curves = fractions.map { p in
    growthBand(samples.filter { $0.p == p })
  }
  var chart = Chart(
    x: .linear("requests", .count), y: .linear("growth of RSS", .bytes()), height: 340)
  let highest = curves.flatMap { $0.range.map(\.high) }.max() ?? 0
  let visible = curves.indices.filter { curves[$0].isVisible(upTo: highest) }
  for index in visible {
    chart.add(.band(curves[index].range, .ordered(index, of: curves.count)))
  }
  for (index, (p, band)) in zip(fractions, curves).enumerated() {
    chart.add(
      .line(
        band.line, .ordered(index, of: curves.count), .label("p = \(Figures.probability(p))")))
  }
  let last = curves.map { $0.line.last?.y ?? 0 }
  let requests = Figures.count(samples.map(\.request).max() ?? 0)
  let most = NumberStyle.bytes().label(last[last.count - 1])
  let plateau =
    fractions[0] > 0 ? "" : "; without violations it grows by \(NumberStyle.bytes().label(last[0]))"
  var figure = Figure(
    name,
    title: "RSS grows in a straight line whose slope is set by p: to \(most) at "
      + "p\u{A0}=\u{A0}\(Figures.probability(greatest)) with \(reuse.rawValue) reuse\(plateau)",
    subtitle: "Resident memory since the first sample, \(seedNote(seeds(samples)).lowercasedFirst) "
      + (visible.isEmpty ? "" : "The shaded range is that of the seeds."),
    description: "Growth of resident memory over \(requests) requests. "
      + zip(fractions, last).map {
        "p = \(Figures.probability($0)): \(NumberStyle.bytes().label($1))"
      }.joined(separator: "; ") + ".")
  figure.charts = [chart]
  return figure
}

/// Growth of RSS since a run's first sample, over the seeds of one p.
func growthBand(_ samples: [PSweepSample]) -> SeedBand {
  var start: [UInt64: PSweepSample] = [:]
  for sample in samples where sample.request < start[sample.seed]?.request ?? .max {
    start[sample.seed] = sample
  }
  return SeedBand(samples, x: { Double($0.request) }) {
    Double($0.rssBytes - (start[$0.seed]?.rssBytes ?? 0))
  }
}

private func seeds(_ samples: [PSweepSample]) -> Int { Set(samples.map(\.seed)).count }

extension String {
  /// The text with a small first letter, for use inside a sentence.
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
