import Exhibits
import Results

/// Slabs recycled with mixed and with isolated routing, beside the published arms.
func twopointTable(_ rows: [TwoPointRow], published: PublishedFigures) -> Table {
  var table = Table(
    "twopoint", "Two-point experiment: mixed against isolated routing", of: groups(rows),
    [
      .text("routing") { $0[0].routing.rawValue },
      .text("reuse") { $0[0].reuse.rawValue },
      .number("requests") { Figures.count($0[0].requests) },
      .number("created") { Figures.count(mean: $0.map(\.slabsCreated)) },
      .number("recycled") { Figures.count(mean: $0.map(\.slabsRecycled)) },
      .number("recycle rate") { Figures.percent(Figures.average($0.map(\.recycleRate))) },
      .number("retained slabs") { Figures.count(mean: $0.map(\.retainedSlabs)) },
    ],
    notes: [
      seedNote(Set(rows.map(\.seed)).count),
      "The recycle rate is recycled / (recycled + created), which depends on run length; the "
        + "published arms ran 200,000 and 20,000 requests.",
    ])
  for arm in published.twopoint.arms {
    table.append([
      arm.routing.rawValue, "published", Figures.count(arm.requests),
      Figures.count(arm.slabsCreated), Figures.count(arm.slabsRecycled),
      Figures.percent(arm.recycleRate), Figures.count(arm.retainedSlabs),
    ])
  }
  return table
}

/// Slabs at their boundary beside the closed form, and what routing costs in memory; the paper
/// prints none of these.
func boundaryTable(_ rows: [TwoPointRow]) -> Table {
  Table(
    "twopoint-boundary", "Two-point experiment: slabs at their boundary, and memory",
    of: groups(rows),
    [
      .text("routing") { $0[0].routing.rawValue },
      .text("reuse") { $0[0].reuse.rawValue },
      .number("boundary rate") { Figures.percent($0.average(\.boundaryRecycleRate), 3) },
      .number("closed form") {
        Figures.percent($0[0].reuse == .strict ? $0[0].boundaryRecycleRatePredicted : nil, 3)
      },
      .number("structural MiB") { Figures.mib($0.average { Double($0.structuralBytes) }) },
      .number("RSS growth MiB") { Figures.mib($0.average { Double($0.rssGrowthBytes) }) },
    ],
    notes: [
      seedNote(Set(rows.map(\.seed)).count),
      "The closed form is (1-f)^C for mixed routing and 1 for isolated, in strict reuse.",
    ])
}

/// The rows of each reuse mode and routing that ran.
private func groups(_ rows: [TwoPointRow]) -> [[TwoPointRow]] {
  ReuseMode.allCases.flatMap { reuse in
    Routing.allCases.map { routing in rows.filter { $0.routing == routing && $0.reuse == reuse } }
  }.filter { !$0.isEmpty }
}

/// Slabs by size class, beside the published arms'.
func classTable(_ rows: [TwoPointRow], published: PublishedFigures) -> Table {
  let rows = rows.filter { $0.reuse == .strict }
  var table = Table(
    "twopoint-classes", "Two-point experiment: slabs by size class",
    [
      .text("routing"), .number("bytes"), .number("created"),
      .number("published", "published created"), .number("recycled"),
      .number("published", "published recycled"), .number("recycle rate"),
      .number("published", "published rate"),
    ])
  for routing in Routing.allCases {
    let printed = published.twopoint.classes.filter { $0.routing == routing }
    let measured = rows.filter { $0.routing == routing }
    for size in Set(printed.map(\.sizeClass) + measured.map(\.objectSize)).sorted() {
      let counts = printed.first { $0.sizeClass == size }
      let group = measured.filter { $0.objectSize == size }
      table.append([
        routing.rawValue, "\(size)", Figures.count(mean: group.map(\.slabsCreated)),
        Figures.count(mean: counts.map { [$0.slabsCreated] } ?? []),
        Figures.count(mean: group.map(\.slabsRecycled)),
        Figures.count(mean: counts.map { [$0.slabsRecycled] } ?? []),
        Figures.percent(Figures.average(group.map(\.recycleRate))),
        Figures.percent(counts.map { rate(of: $0) }),
      ])
    }
  }
  let sizes = Set(rows.map(\.objectSize)).sorted().map(String.init).joined(separator: ", ")
  table.notes = [
    seedNote(Set(rows.map(\.seed)).count),
    "Objects here have \(sizes) bytes; the published workload used four size classes.",
  ]
  return table
}

private func rate(of counts: PublishedTwoPoint.ClassCount) -> Double {
  Double(counts.slabsRecycled) / Double(counts.slabsRecycled + counts.slabsCreated)
}

/// The differential of the recycle rates.
func differentialTable(_ rows: [Coefficient]) -> Table {
  Table(
    "differential", "Recycle-rate differential, isolated over mixed", of: rows,
    [
      .text("reuse") { $0.parameter["reuse"] ?? Figures.none },
      .number("differential") { Figures.decimal($0.value, 0) },
      .number("95 % low") { Figures.decimal($0.ciLow, 0) },
      .number("95 % high") { Figures.decimal($0.ciHigh, 0) },
      .number("published") { Figures.decimal($0.published, 0) },
      .number("difference") { Figures.difference($0.value, $0.published) },
    ])
}
