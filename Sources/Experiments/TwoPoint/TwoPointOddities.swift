import Exhibits
import Results
import Statistics

let lengthOddity = FindingSource("run-length", in: .oddities, TwoPointRow.self) { rows, published in
  guard let mixed = published.twopoint.arm(.mixed),
    let isolated = published.twopoint.arm(.isolated)
  else { return nil }
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
  "recycle-ratio", in: .oddities, TwoPointRow.self, TwoPointSample.self
) { rows, samples, published in
  let rows = rows.sustained.filter { $0.routing == .isolated && $0.reuse == .strict }
  let samples = samples.sustained.filter { $0.routing == .isolated && $0.reuse == .strict }
  guard let printed = published.twopoint.arm(.isolated), let row = rows.first,
    let early = samples.filter({ $0.request == printed.requests }).average(\.recycleRate),
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

extension TwoPointSample {
  /// The cumulative ratio `recycled / (recycled + created)`; nil before the first slab.
  var recycleRate: Double? {
    let slabs = slabsCreated + slabsRecycled
    return slabs > 0 ? Double(slabsRecycled) / Double(slabs) : nil
  }
}
