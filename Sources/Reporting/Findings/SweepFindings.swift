import Results
import Statistics

/// Growth in proportion to p, beside the published sweep.
let sweepFinding = FindingSource("sweep", in: .sweep, needs: [.psweep]) { results in
  let rows = try results(PSweepRow.self).filter { $0.reuse == .ring }
  let points = distinct(rows.map(\.p)).compactMap {
    p -> (p: Double, measured: Double, printed: Double?)? in
    let growth = rows.filter { $0.p == p }.compactMap(\.growthPerPBytes)
    return Figures.average(growth).map { (p, $0, results.published.point(at: p)?.growthPerPMiB) }
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

/// Theorem 3's bound, which one reuse mode meets.
let boundFinding = FindingSource("bound", in: .sweep, needs: [.psweep]) { results in
  let rows = try results(PSweepRow.self)
  let modes = ReuseMode.allCases.compactMap { reuse -> (ReuseMode, ClosedRange<Double>)? in
    let ratios = rows.filter { $0.reuse == reuse }.compactMap(\.boundRatio)
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

/// Slopes that do not level off.
let slopeFinding = FindingSource("slope", in: .slope, needs: [.slope]) { results in
  let rows = try results(SlopeRow.self).filter { $0.quartile == 4 }
  let ratios = ReuseMode.allCases.flatMap { reuse in
    SlopeRow.Metric.allCases.compactMap { metric -> String? in
      let group = rows.filter { $0.reuse == reuse && $0.metric == metric }
      guard let mean = Figures.average(group.compactMap(\.ratioToFirst)) else { return nil }
      let name = metric == .rssBytes ? "RSS" : "retained slabs"
      return "\(Figures.decimal(mean, 4)) for \(name) with \(reuse.rawValue) reuse"
    }
  }
  guard !ratios.isEmpty else { return nil }
  let printed = results.published.quartileSlopesKiB
  return Finding(
    "Growth is sustained to the end of the run",
    [
      "The last quarter's slope over the first's: \(ratios.joined(separator: ", ")); the published "
        + "slopes give \(Figures.decimal(printed[printed.count - 1] / printed[0], 3))."
    ])
}

/// Memory that stays where it is.
let churnFinding = FindingSource("churn", in: .churn, needs: [.churn]) { results in
  let rows = try results(ChurnRow.self)
  guard let first = rows.first, let last = rows.last, last.cycle > first.cycle else { return nil }
  let bytes = NumberStyle.bytes()
  let printed = results.published.churn
  let committed = printed.committedMiB.map { "\(Figures.decimal($0, 2)) MB" }
  let stays = first.committedBytes == last.committedBytes
  return Finding(
    stays ? "Sustained replacement needs no further memory" : "Sustained replacement moves memory",
    [
      "In \(Figures.count(last.cycle)) cycles of replacement committed bytes went from "
        + "\(bytes.label(Double(first.committedBytes))) to \(bytes.label(Double(last.committedBytes)))"
        + ", RSS by \(Figures.percent(Double(last.rssBytes) / Double(first.rssBytes) - 1)); "
        + "published: \(committed.joined(separator: " to ")), RSS growth \(publishedGrowth(printed))."
    ])
}
