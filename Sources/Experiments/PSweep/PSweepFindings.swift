import Exhibits
import Results
import Statistics

/// Growth in proportion to p, beside the published sweep.
let psweepFinding = FindingSource("sweep", in: PSweep.section, PSweepRow.self) { rows, published in
  let rows = rows.own.filter { $0.reuse == .ring }
  let points = distinct(rows.map(\.p)).compactMap {
    p -> (p: Double, measured: Double, printed: Double?)? in
    let growth = rows.filter { $0.p == p }.compactMap(\.growthPerPBytes)
    return Figures.average(growth).map {
      (p, $0, published.point(at: p, beside: rows)?.growthPerPMib)
    }
  }
  guard let most = points.last, let low = points.map(\.measured).min(),
    let high = points.map(\.measured).max()
  else { return nil }
  let bytes = NumberStyle.bytes()
  var text =
    "With ring reuse, the published setting, growth over p lies between \(bytes.label(low)) and "
    + "\(bytes.label(high)) for p from \(Figures.probability(points[0].p)) to "
    + "\(Figures.probability(most.p))."
  if let printed = most.printed {
    let difference = Figures.difference(most.measured, printed * Figures.bytesPerMiB)
    text +=
      " At p = \(Figures.probability(most.p)) it is \(bytes.label(most.measured)), published "
      + "\(Figures.decimal(printed, 1)) MiB (\(difference))."
  }
  let flat = rows.filter { $0.p == 0 }
  var paragraphs = [text]
  if !flat.isEmpty {
    let plateaus = flat.count { $0.behavior == .plateau }
    let worst = flat.map(\.rssGrowthBytes.magnitude).max() ?? 0
    paragraphs.append(
      "Without violations \(plateaus) of \(flat.count) runs stay on a plateau; RSS moves by at most "
        + "\(bytes.label(Double(worst))).")
  }
  return Finding("Memory grows in proportion to the share of epochs that are pinned", paragraphs)
}

/// The sweep in one sentence.
let psweepAnswer = FindingSource("psweep-rss", in: PSweep.section, PSweepRow.self) {
  rows, published in
  let rows = rows.own.filter { $0.reuse == .ring }
  let fractions = distinct(rows.map(\.p)).sorted()
  func growth(_ p: Double) -> Double? {
    Figures.average(rows.filter { $0.p == p }.map { Double($0.rssGrowthBytes) })
  }
  guard fractions.count > 2, let most = fractions.last, let end = growth(most),
    let start = growth(fractions[0])
  else { return nil }
  let bytes = NumberStyle.bytes()
  let printed = published.point(at: most, beside: rows).map {
    " (published: \(Figures.decimal($0.rssGrowthMib, 1)) MiB)"
  }
  return Finding(
    "Memory grows with p, the share of epochs that an object outlives",
    [
      "Runs at \(fractions.count) values of p: RSS grows by \(bytes.label(start)) at p = "
        + "\(Figures.fraction(fractions[0])), at p = \(Figures.fraction(most)) by \(bytes.label(end))\(printed ?? ""), "
        + "in proportion between, and to the end of the run."
    ])
}

/// Theorem 3's bound, which one reuse mode meets.
let boundFinding = FindingSource("bound", in: PSweep.section, PSweepRow.self) { rows in
  let modes = ReuseMode.allCases.compactMap { reuse -> (ReuseMode, ClosedRange<Double>)? in
    let ratios = rows.own.filter { $0.reuse == reuse }.compactMap(\.boundRatio)
    guard let low = ratios.min(), let high = ratios.max() else { return nil }
    return (reuse, low...high)
  }
  guard !modes.isEmpty else { return nil }
  let holding = modes.filter { $0.1.lowerBound >= 1 }.map(\.0.rawValue)
  let failing = modes.filter { $0.1.upperBound < 1 }.map(\.0.rawValue)
  let clauses = [
    holding.isEmpty ? nil : "holds in \(holding.joined(separator: " and ")) reuse",
    failing.isEmpty ? nil : "fails in \(failing.joined(separator: " and ")) reuse",
  ].compactMap(\.self)
  return Finding(
    "The bound R(t) ≥ p m(t) \(clauses.joined(separator: " and "))",
    [
      "Retained slabs over pinned closes: "
        + modes.map {
          "\(Figures.decimal($0.1.lowerBound, 3)) to \(Figures.decimal($0.1.upperBound, 3)) with "
            + "\($0.0.rawValue) reuse"
        }.joined(separator: ", ")
        + ". The theorem assumes that granules are not merged across boundaries. Ring reuse fills "
        + "partial slabs of an earlier era, so several epochs share a pinned slab."
    ])
}
