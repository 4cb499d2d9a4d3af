import Exhibits
import Results
import Statistics

/// The published slab, in bytes.
private let publishedSlabSize = 4_096.0

let liveBytesOddity = FindingSource("live-bytes", in: .oddities, needs: [PSweepRow.self]) {
  results in
  let rows = try results(PSweepRow.self).filter { $0.p == 1 && $0.sessions > 0 }
  guard let printed = results.published.point(at: 1), let row = rows.first else { return nil }
  let growth = printed.rssGrowthMib * Figures.bytesPerMiB
  let slot = Double(row.liveBytes) / Double(row.sessions)
  let slabs = growth / publishedSlabSize
  let measured = ReuseMode.allCases.compactMap { reuse -> String? in
    let group = rows.filter { $0.reuse == reuse }
    guard let ratio = Figures.average(group.compactMap(\.boundRatio)),
      let bytes = Figures.average(group.map { Double($0.rssGrowthBytes) / Double($0.sessions) })
    else { return nil }
    return "\(Figures.decimal(bytes, 0)) bytes a session and \(Figures.decimal(ratio, 3)) of the "
      + "bound with \(reuse.rawValue) reuse"
  }
  return Finding(
    "The published sweep shows mostly live bytes",
    [
      "At p = 1 the published growth of \(Figures.decimal(printed.rssGrowthMib, 2)) MiB over "
        + "\(Figures.count(printed.sessions)) sessions is "
        + "\(Figures.decimal(growth / Double(printed.sessions), 0)) bytes a session, "
        + "\(Figures.decimal(growth / Double(printed.sessions) / slot, 2)) slots of "
        + "\(Figures.decimal(slot, 0)) bytes. That is room for some \(Figures.count(Int(slabs))) "
        + "slabs, \(Figures.decimal(slabs / Double(printed.sessions), 3)) of the "
        + "\(Figures.count(printed.sessions)) that the bound R(t) ≥ p m(t) asks for.",
      "Here: \(measured.joined(separator: ", ")).",
    ])
}

let roundingOddity = FindingSource(
  "rounded-rss", in: .oddities, needs: [PSweepRow.self, PSweepSample.self]
) { results in
  let p = 0.01
  let rows = try results(PSweepRow.self).filter { $0.p == p && $0.reuse == .ring }
  let samples = try results(PSweepSample.self).filter { $0.p == p && $0.reuse == .ring }
  guard let printed = results.published.point(at: p), let rSquared = printed.rSquared,
    let measured = Figures.average(rows.compactMap(\.rSquared)),
    let expected = Figures.average(rows.compactMap(\.rSquaredExpected)),
    let rounded = roundedRSquared(samples)
  else { return nil }
  let steps = printed.rssGrowthMib * Figures.bytesPerMiB / counterStep
  return Finding(
    "R² = \(Figures.decimal(rSquared, 3)) at p = \(Figures.probability(p)) is the kernel's rounding, "
      + "not chance",
    [
      "The Bernoulli path alone leaves R² = \(Figures.decimal(expected, 4)). RSS was counted in steps "
        + "of 128 KiB, and the whole growth is \(Figures.general(steps, 2)) of them. Counted in pages, "
        + "the run here has R² = \(Figures.decimal(measured, 4)); the same series rounded to 128 KiB "
        + "has \(Figures.decimal(rounded, 3))."
    ])
}

/// The step in which the kernel's batched RSS counter moves, in bytes.
private let counterStep = 131_072.0

/// The mean R² of RSS over requests when it is counted in `counterStep`.
private func roundedRSquared(_ samples: [PSweepSample]) -> Double? {
  Figures.average(
    Set(samples.map(\.seed)).sorted().compactMap { seed in
      let series = samples.filter { $0.seed == seed }
      // Rounding starts where the run does.
      let start = series.map(\.rssBytes).min() ?? 0
      return try? LinearFit(
        x: series.map { Double($0.request) },
        y: series.map { (Double($0.rssBytes - start) / counterStep).rounded(.down) }
      ).rSquared
    })
}
