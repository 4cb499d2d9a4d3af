import Exhibits
import Results
import Statistics

/// Slopes that do not level off.
let slopeFinding = FindingSource("slope", in: .slope, needs: [SlopeRow.self]) { results in
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
  let printed = results.published.slope.slopesKibPerRequest
  return Finding(
    "Growth is sustained to the end of the run",
    [
      "The last quarter's slope over the first's: \(ratios.joined(separator: ", ")); the published "
        + "slopes give \(Figures.decimal(printed[printed.count - 1] / printed[0], 3))."
    ])
}
