import Exhibits
import Foundation
import Results
import Statistics

/// What a straight line leaves of the growth, against what the Bernoulli path alone would leave.
let linearityPlot = Plot(
  "psweep-linearity", in: PSweep.section, PSweepRow.self, make: linearityFigure)

/// The figure of `linearityPlot`; nil without a p between 0 and 1.
func linearityFigure(_ rows: [PSweepRow], published: PublishedFigures) -> Figure? {
  // At p = 1 nothing is random, and the expected residual, 0, has no logarithm.
  let random = rows.own.filter { $0.p > 0 && $0.p < 1 }
  guard let least = random.map(\.p).min() else { return nil }
  func expected(_ reuse: ReuseMode, _ p: Double) -> Double? {
    residual(random.filter { $0.reuse == reuse }, at: p)
  }
  let modes = ReuseMode.allCases.filter { expected($0, least) != nil }
  if modes.isEmpty { return nil }
  let printed = published.point(at: least)?.rSquared.map {
    "; the published run left \(Figures.general(1 - $0, 2))"
  }
  func median(_ reuse: ReuseMode, _ p: Double) -> Double? {
    try? Statistics.median(
      of: residuals(random.filter { $0.reuse == reuse && $0.p == p }, \.rSquared))
  }
  return Figure(
    "psweep-linearity",
    title: "At p\u{A0}=\u{A0}\(Figures.probability(least)) a straight line leaves "
      + modes.map { "\(Figures.general(median($0, least), 2)) (\($0.rawValue))" }
      .joined(separator: ", ")
      + " of the variation, chance alone "
      + modes.map { Figures.general(expected($0, least), 2) }.joined(separator: ", ")
      + (printed ?? ""),
    subtitle:
      "1 - R² of a least-squares line through a run: lower is straighter. Medians and ranges "
      + "over seeds. The expectation is that of the samples' covariances; strict, about "
      + "4(1-p) / (5 m p) for m closes.",
    description: modes.map { reuse in
      "\(reuse.rawValue) reuse: "
        + distinct(random.map(\.p)).map { p in
          "p = \(Figures.probability(p)) \(Figures.general(median(reuse, p), 2)), expected "
            + Figures.general(expected(reuse, p), 2)
        }.joined(separator: "; ")
    }.joined(separator: ". ") + ".",
    charts: modes.map { reuse in
      linearityChart(random.filter { $0.reuse == reuse }, reuse, reuse == .ring ? published : nil)
    },
    notes: ["A published R² of 1.000 only says that 1 - R² is below 0.0005, and is not drawn."])
}

private func residuals(
  _ rows: [PSweepRow], _ value: KeyPath<PSweepRow, Double?>
) -> [Double] { rows.compactMap { $0[keyPath: value] }.map { 1 - $0 }.filter { $0 > 0 } }

private func residual(_ rows: [PSweepRow], at p: Double) -> Double? {
  Figures.average(residuals(rows.filter { $0.p == p }, \.rSquaredExpected))
}

private func linearityChart(
  _ rows: [PSweepRow], _ reuse: ReuseMode, _ published: PublishedFigures?
) -> Chart {
  let fractions = distinct(rows.map(\.p))
  let series: [(KeyPath<PSweepRow, Double?>, SeriesStyle, String, Double)] = [
    (\.rSquared, .measured, "measured, RSS", 0.96),
    (\.rSquaredSlabs, .series(2), "measured, retained slabs", 1.04),
  ]
  return Chart(
    "\(reuse.rawValue.capitalized) reuse", x: fractionAxis(fractions), y: .logarithmic("1 - R²")
  ) {
    Mark.line(
      fractions.compactMap { p in residual(rows, at: p).map { Point(p, $0) } }, .predicted,
      .legend("expected of the Bernoulli path"))
    for (value, style, name, shift) in series {
      // Beside each other, so that neither hides the other.
      let groups = fractions.map { p in
        (x: p * shift, values: residuals(rows.filter { $0.p == p }, value))
      }
      Mark.intervals(
        groups.compactMap { group in
          guard let low = group.values.min(), let high = group.values.max(), low < high
          else { return nil }
          return Span(group.x, low, high)
        }, style)
      Mark.points(
        groups.compactMap { group in
          (try? median(of: group.values)).map { Point(group.x, $0) }
        }, style, .legend(name))
    }
    if let published {
      let printed = published.psweep.filter { ($0.rSquared ?? 1) < 1 }
      Mark.points(
        printed.map { Point($0.p, 1 - ($0.rSquared ?? 1)) }, .published, .legend("published, RSS"))
    }
  }
}
