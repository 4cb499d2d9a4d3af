import Exhibits
import Results

/// Slabs recycled with mixed and with isolated routing, beside the published arms.
func twopointTable(_ rows: [TwoPointRow], published: PublishedFigures) -> Table {
  var table = Table(
    "twopoint", "Two-point experiment: mixed against isolated routing",
    [
      .text("routing"), .text("reuse"), .number("requests"), .number("created"),
      .number("recycled"), .number("recycle rate"), .number("retained slabs"),
    ])
  for group in groups(rows) {
    table.append([
      group[0].routing.rawValue, group[0].reuse.rawValue, Figures.count(group[0].requests),
      Figures.count(mean: group.map(\.slabsCreated)),
      Figures.count(mean: group.map(\.slabsRecycled)),
      Figures.percent(Figures.average(group.map(\.recycleRate))),
      Figures.count(mean: group.map(\.retainedSlabs)),
    ])
  }
  for arm in published.twopoint.arms {
    table.append([
      arm.routing.rawValue, "published", Figures.count(arm.requests),
      Figures.count(arm.slabsCreated), Figures.count(arm.slabsRecycled),
      Figures.percent(arm.recycleRate), Figures.count(arm.retainedSlabs),
    ])
  }
  table.notes = [
    seedNote(Set(rows.map(\.seed)).count),
    "The recycle rate is recycled / (recycled + created), which depends on run length; the "
      + "published arms ran 200,000 and 20,000 requests.",
  ]
  return table
}

/// Slabs at their boundary beside the closed form, and what routing costs in memory; the paper
/// prints none of these.
func boundaryTable(_ rows: [TwoPointRow]) -> Table {
  var table = Table(
    "twopoint-boundary", "Two-point experiment: slabs at their boundary, and memory",
    [
      .text("routing"), .text("reuse"), .number("boundary rate"), .number("closed form"),
      .number("structural MiB"), .number("RSS growth MiB"),
    ])
  for group in groups(rows) {
    table.append([
      group[0].routing.rawValue, group[0].reuse.rawValue,
      Figures.percent(Figures.average(group.compactMap(\.boundaryRecycleRate)), 3),
      group[0].reuse == .strict
        ? Figures.percent(group[0].boundaryRecycleRatePredicted, 3) : Figures.none,
      Figures.mib(Figures.average(group.map { Double($0.structuralBytes) })),
      Figures.mib(Figures.average(group.map { Double($0.rssGrowthBytes) })),
    ])
  }
  table.notes = [
    seedNote(Set(rows.map(\.seed)).count),
    "The closed form is (1-f)^C for mixed routing and 1 for isolated, in strict reuse.",
  ]
  return table
}

/// The rows of each reuse mode and routing that ran.
private func groups(_ rows: [TwoPointRow]) -> [[TwoPointRow]] {
  ReuseMode.allCases.flatMap { reuse in
    Routing.allCases.map { routing in
      rows.filter { $0.routing == routing && $0.reuse == reuse }
    }
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
  var table = Table(
    "differential", "Recycle-rate differential, isolated over mixed",
    [
      .text("reuse"), .number("differential"), .number("95 % low"), .number("95 % high"),
      .number("published"), .number("difference"),
    ])
  for row in rows {
    table.append([
      row.parameter["reuse"] ?? Figures.none, Figures.decimal(row.value, 0),
      Figures.decimal(row.ciLow, 0), Figures.decimal(row.ciHigh, 0),
      Figures.decimal(row.published, 0), Figures.difference(row.value, row.published),
    ])
  }
  return table
}
