import Exhibits
import Foundation
import Results
import Statistics

/// RSS growth against p with the fitted line, and for both reuse modes over two decades.
let growthPlot = Plot("psweep-growth", in: PSweep.section, PSweepRow.self, make: growthFigure)

/// The figure of `growthPlot`; nil unless a reuse mode has three values of p.
func growthFigure(_ rows: [PSweepRow], published: PublishedFigures) -> Figure? {
  let modes = ReuseMode.allCases.compactMap { reuse -> Growth? in
    Growth(rows.own.filter { $0.reuse == reuse }, reuse)
  }
  guard let first = modes.first else { return nil }
  let reference = published.points(beside: rows.own.filter { $0.reuse == first.reuse })
  return Figure(
    "psweep-growth",
    title: "Growth is proportional to p: "
      + modes.map {
        "\(NumberStyle.bytes().label($0.fit.slope)) per unit of p with \($0.reuse.rawValue) reuse"
      }.joined(separator: ", "),
    subtitle: "Growth of RSS over the run, least-squares lines with 95 % intervals. "
      + seedNote(Set(rows.map(\.seed)).count),
    description: modes.map(\.description).joined(separator: " "),
    charts: [linearChart(first, reference), logarithmicChart(modes, reference)])
}

/// Growth of one reuse mode, with its line.
private struct Growth {
  let reuse: ReuseMode
  /// Means over seeds by p.
  let means: [(p: Double, mean: Mean)]
  /// The line through every seed's growth.
  let fit: LinearFit
  let interval: ConfidenceInterval
  /// The exponent b of growth = a p^b, from a line through the logarithms; 1 is proportional.
  let exponent: (value: Double, interval: ConfidenceInterval)?

  init?(_ rows: [PSweepRow], _ reuse: ReuseMode) {
    let points = rows.map { (p: $0.p, growth: Double($0.rssGrowthBytes)) }
    guard distinct(points.map(\.p)).count >= 3,
      let fit = try? LinearFit(x: points.map(\.p), y: points.map(\.growth)),
      let interval = try? fit.slopeInterval()
    else { return nil }
    self.reuse = reuse
    self.fit = fit
    self.interval = interval
    means = distinct(points.map(\.p)).compactMap { p in
      Mean(points.filter { $0.p == p }.map(\.growth)).map { (p, $0) }
    }
    let positive = points.filter { $0.p > 0 && $0.growth > 0 }
    if let line = try? LinearFit(x: positive.map { log($0.p) }, y: positive.map { log($0.growth) }),
      let interval = try? line.slopeInterval()
    {
      exponent = (line.slope, interval)
    } else {
      exponent = nil
    }
  }

  var description: String {
    let bytes = NumberStyle.bytes()
    let power =
      exponent.map {
        "; as a power of p the exponent is \(Figures.decimal($0.value, 3)), 95 % interval "
          + "\(Figures.decimal($0.interval.low, 3)) to \(Figures.decimal($0.interval.high, 3))"
      } ?? ""
    return "With \(reuse.rawValue) reuse growth rises by \(bytes.label(fit.slope)) per unit of p, "
      + "95 % interval \(bytes.label(interval.low)) to \(bytes.label(interval.high))\(power)."
  }
}

private typealias Reference = [PublishedSweep.Point]

private func publishedPoints(_ reference: Reference) -> [Point] {
  reference.map { Point($0.p, $0.rssGrowthMib * Figures.bytesPerMiB) }
}

private func linearChart(_ growth: Growth, _ reference: Reference) -> Chart {
  let fit = growth.fit
  let ends = [growth.means[0].p, growth.means[growth.means.count - 1].p]
  let low = NumberStyle.bytes().label(growth.interval.low)
  let high = NumberStyle.bytes().label(growth.interval.high)
  return Chart(
    "\(growth.reuse.rawValue.capitalized) reuse, and the published sweep",
    x: .linear("violation fraction p", ticks: [0, 0.25, 0.5, 0.75, 1]),
    y: .linear("growth of RSS", .bytes())
  ) {
    Mark.line(
      ends.map { Point($0, fit.intercept + fit.slope * $0) }, SeriesStyle(.quiet, width: 1.25),
      .legend("least-squares line"))
    if !reference.isEmpty {
      Mark.points(publishedPoints(reference), .published, .legend("published"))
    }
    means(growth, .measured)
    Mark.note(
      "95 %: \(low) to \(high) per unit of p", at: Point(0.6, fit.intercept + 0.25 * fit.slope))
  }
}

private func logarithmicChart(_ modes: [Growth], _ reference: Reference) -> Chart {
  Chart(
    "On logarithmic axes", x: fractionAxis(modes.flatMap { $0.means.map(\.p) }),
    y: .logarithmic("growth of RSS", .bytes())
  ) {
    for (index, growth) in modes.enumerated() {
      let positive = growth.means.map(\.p).filter { $0 > 0 }
      if let low = positive.first, let high = positive.last {
        // Through the origin, which a logarithmic axis cannot show.
        Mark.line(
          [low, high].map { Point($0, growth.fit.slope * $0) }, SeriesStyle(.quiet, width: 1.25))
        if index == 0, !reference.isEmpty {
          Mark.points(
            publishedPoints(reference).filter { $0.x > 0 }, .published, .legend("published"))
        }
        means(growth, index == 0 ? .measured : .series(2), isLogarithmic: true)
        if let exponent = growth.exponent {
          let middle = (low * high).squareRoot()
          Mark.note(
            "exponent \(Figures.decimal(exponent.value, 3)) ± "
              + Figures.decimal(exponent.interval.halfWidth, 3),
            at: Point(middle, growth.fit.slope * middle))
        }
      }
    }
  }
}

private func means(_ growth: Growth, _ style: SeriesStyle, isLogarithmic: Bool = false) -> [Mark] {
  let shown = growth.means.filter { !isLogarithmic || ($0.p > 0 && $0.mean.value > 0) }
  let spans = shown.compactMap { $0.mean.span(at: $0.p) }
  return [
    .intervals(spans.filter { !isLogarithmic || $0.low > 0 }, style),
    .points(
      shown.map { Point($0.p, $0.mean.value) }, style,
      .legend("measured, \(growth.reuse.rawValue) reuse")),
  ]
}
