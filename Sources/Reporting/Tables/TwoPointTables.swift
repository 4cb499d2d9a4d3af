import Results

/// Mixed against isolated routing, beside the published arms.
public func twoPointTable(_ rows: [TwoPointRow], published: PublishedFigures) -> Table {
  var table = Table(
    "twopoint", "Two-point experiment: mixed against isolated routing",
    [
      .text("routing"), .text("reuse"), .number("requests"), .number("created"),
      .number("recycled"), .number("recycle rate"), .number("boundary rate"),
      .number("(1-f)^C"), .number("retained slabs"), .number("structural MiB"),
      .number("RSS growth MiB"),
    ])
  for reuse in ReuseMode.allCases {
    for routing in Routing.allCases {
      let group = rows.filter { $0.routing == routing && $0.reuse == reuse }
      guard let first = group.first else { continue }
      table.append([
        routing.rawValue, reuse.rawValue, Figures.count(first.requests),
        Figures.count(mean: group.map(\.slabsCreated)),
        Figures.count(mean: group.map(\.slabsRecycled)),
        Figures.percent(Figures.average(group.map(\.recycleRate))),
        Figures.percent(Figures.average(group.compactMap(\.boundaryRecycleRate)), 3),
        reuse == .strict ? Figures.percent(first.boundaryRecycleRatePredicted, 3) : Figures.none,
        Figures.count(mean: group.map(\.retainedSlabs)),
        Figures.mib(Figures.average(group.map { Double($0.structuralBytes) })),
        Figures.mib(Figures.average(group.map { Double($0.rssGrowthBytes) })),
      ])
    }
  }
  for arm in published.twopoint {
    table.append([
      arm.routing.rawValue, "published", Figures.count(arm.requests),
      Figures.count(arm.slabsCreated), Figures.count(arm.slabsRecycled),
      Figures.percent(arm.recycleRate), Figures.none, Figures.none,
      Figures.count(arm.retainedSlabs), Figures.none, Figures.none,
    ])
  }
  table.notes = [
    seedNote(Set(rows.map(\.seed)).count),
    "The recycle rate is recycled / (recycled + created), which depends on run length; the "
      + "published arms ran 200,000 and 20,000 requests.",
  ]
  return table
}

/// The differential of the recycle rates.
public func differentialTable(_ coefficients: [Coefficient]) -> Table {
  var table = Table(
    "differential", "Recycle-rate differential, isolated over mixed",
    [
      .text("reuse"), .number("differential"), .number("95 % low"), .number("95 % high"),
      .number("published"),
    ])
  for row in coefficients where row.coefficient == "recycle_rate_differential" {
    table.append([
      row.parameter.replacing("reuse=", with: ""), Figures.decimal(row.value, 0),
      Figures.decimal(row.ciLow, 0), Figures.decimal(row.ciHigh, 0),
      Figures.decimal(row.published, 0),
    ])
  }
  return table
}
