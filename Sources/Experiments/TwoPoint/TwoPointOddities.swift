import Exhibits
import Results
import Statistics

let lengthOddity = FindingSource("run-length", in: .oddities, needs: [TwoPointRow.self]) {
  results in
  guard let mixed = results.published.twopoint.arm(.mixed),
    let isolated = results.published.twopoint.arm(.isolated)
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
  "recycle-ratio", in: .oddities, needs: [TwoPointRow.self, TwoPointSample.self]
) { results in
  let rows = try results(TwoPointRow.self).filter { $0.routing == .isolated && $0.reuse == .strict }
  let samples = try results(TwoPointSample.self).filter {
    $0.routing == .isolated && $0.reuse == .strict
  }
  guard let printed = results.published.twopoint.arm(.isolated), let row = rows.first,
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
        + "\(Figures.percent(1 - row.sessionFraction, 1)). The rate at the boundary does not "
        + "depend on it."
    ])
}

/// The isolated arm's cumulative rate after some requests, as a mean over seeds.
///
/// Slabs created are those of session objects so far, and the request slabs of the open epochs,
/// whose number stays the same; slabs recycled grow with the closes.
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
