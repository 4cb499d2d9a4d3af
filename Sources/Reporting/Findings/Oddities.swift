import Results
import Statistics

extension ReportSection {
  /// What is odd about the published figures.
  public static let oddities = ReportSection("oddities", "What is odd about the published figures")
}

/// The published protocol's oddities, each with the figures that show it.
public let allOddities: [FindingSource] = [
  lengthOddity, ratioOddity, liveBytesOddity, roundingOddity, quotientOddity,
]

/// The published slab, in bytes.
private let publishedSlabSize = 4_096.0

let lengthOddity = FindingSource("run-length", in: .oddities, needs: [.twoPoint]) { results in
  guard let mixed = results.published.arm(.mixed), let isolated = results.published.arm(.isolated)
  else { return nil }
  let rows = try results(TwoPointRow.self)
  let lengths = Set(rows.map(\.requests)).sorted().map(Figures.count).joined(separator: " and ")
  return Finding(
    "The two published arms ran for different lengths",
    [
      "Mixed: \(Figures.count(mixed.requests)) requests and \(mixed.epochCloses) closes. Isolated: "
        + "\(Figures.count(isolated.requests)) requests and \(isolated.epochCloses) closes, a "
        + "\(Figures.general(Double(mixed.requests) / Double(isolated.requests), 3))th as long. "
        + "Here both arms run \(lengths) requests."
    ])
}

let ratioOddity = FindingSource(
  "recycle-ratio", in: .oddities, needs: [.twoPoint, .twoPointSamples]
) { results in
  let rows = try results(TwoPointRow.self).filter { $0.routing == .isolated && $0.reuse == .strict }
  let samples = try results(TwoPointSample.self).filter {
    $0.routing == .isolated && $0.reuse == .strict
  }
  guard let printed = results.published.arm(.isolated), let row = rows.first,
    let early = recycleRates(rows, samples, at: printed.requests),
    let end = Figures.average(rows.map(\.recycleRate))
  else { return nil }
  return Finding(
    "The published recycle rate depends on how long a run is",
    [
      "Recycled / (recycled + created) counts the slabs that are filled once and never come back. "
        + "The published isolated arm printed \(Figures.percent(printed.recycleRate, 1)) after "
        + "\(Figures.count(printed.requests)) requests. The isolated arm here stands at "
        + "\(Figures.percent(early, 1)) after as many, at \(Figures.percent(end, 1)) after "
        + "\(Figures.count(row.requests)), and tends to 1 - f = "
        + "\(Figures.percent(1 - row.sessionFraction, 1)). The rate at the boundary does not depend "
        + "on it."
    ])
}

/// The isolated arm's cumulative rate after some requests, as a mean over seeds.
///
/// Slabs created are those of session objects so far, and the request slabs of the open epochs, whose
/// number stays the same; slabs recycled grow with the closes.
private func recycleRates(
  _ rows: [TwoPointRow], _ samples: [TwoPointSample], at requests: Int
) -> Double? {
  Figures.average(
    rows.compactMap { row in
      guard row.epochsClosed > 0,
        let sample = samples.first(where: { $0.seed == row.seed && $0.request == requests })
      else { return nil }
      let created = Double(sample.retainedSlabs + row.slabsCreated - row.retainedSlabs)
      let recycled =
        Double(row.slabsRecycled) * Double(sample.epochsClosed) / Double(row.epochsClosed)
      return recycled / (recycled + created)
    })
}

let liveBytesOddity = FindingSource("live-bytes", in: .oddities, needs: [.psweep]) { results in
  let rows = try results(PSweepRow.self).filter { $0.p == 1 && $0.sessions > 0 }
  guard let printed = results.published.point(at: 1), let row = rows.first else { return nil }
  let growth = printed.rssGrowthMiB * Figures.bytesPerMiB
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
      "At p = 1 the published growth of \(Figures.decimal(printed.rssGrowthMiB, 2)) MiB over "
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
  "rounded-rss", in: .oddities, needs: [.psweep, .psweepSamples]
) { results in
  let p = 0.01
  let rows = try results(PSweepRow.self).filter { $0.p == p && $0.reuse == .ring }
  let samples = try results(PSweepSample.self).filter { $0.p == p && $0.reuse == .ring }
  guard let printed = results.published.point(at: p), let rSquared = printed.rSquared,
    let measured = Figures.average(rows.compactMap(\.rSquared)),
    let expected = Figures.average(rows.compactMap(\.rSquaredExpected)),
    let rounded = roundedRSquared(samples)
  else { return nil }
  let steps = printed.rssGrowthMiB * Figures.bytesPerMiB / counterStep
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

let quotientOddity = FindingSource("slope-ratio", in: .oddities, needs: []) { results in
  let slopes = results.published.quartileSlopesKiB
  return Finding(
    "The published slope ratio is not the quotient of the published slopes",
    [
      "Printed: \(Figures.decimal(results.published.quartileSlopeRatio, 3)). The last quarter's slope "
        + "over the first's is \(Figures.decimal(slopes[slopes.count - 1], 3)) / "
        + "\(Figures.decimal(slopes[0], 3)) = "
        + "\(Figures.decimal(slopes[slopes.count - 1] / slopes[0], 3))."
    ])
}
