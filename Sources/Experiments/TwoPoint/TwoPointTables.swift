import Exhibits
import Results
import Statistics

/// Slabs recycled with mixed and with isolated routing in the sustained protocol, beside the
/// published arms.
func twopointTable(_ rows: [TwoPointRow], published: PublishedFigures) -> Table {
  let rows = rows.sustained
  var table = Table(
    "twopoint", "Two-point experiment, sustained: mixed against isolated routing", of: groups(rows),
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
        + "published arms ran 200,000 and 20,000 requests, and printed created less recycled slabs "
        + "as retained.",
    ])
  // Totals of longer runs are nothing to hold these against.
  let longest = rows.map(\.requests).max() ?? 0
  for arm in published.twopoint.arms where arm.requests <= longest {
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
  let rows = rows.sustained
  return Table(
    "twopoint-boundary", "Two-point experiment, sustained: slabs at their boundary, and memory",
    of: groups(rows),
    [
      .text("routing") { $0[0].routing.rawValue },
      .text("reuse") { $0[0].reuse.rawValue },
      .number("boundary rate") { Figures.percent($0.average(\.boundaryRecycleRate), 3) },
      .number("closed form") { Figures.percent($0[0].boundaryRecycleRatePredicted, 3) },
      .number("structural MiB") { Figures.mib($0.average { Double($0.structuralBytes) }) },
      .number("RSS growth MiB") { Figures.mib($0.average { Double($0.rssGrowthBytes) }) },
    ],
    notes: [
      seedNote(Set(rows.map(\.seed)).count),
      "The closed form is (1-f)^C for mixed routing in strict reuse, of the last slab of an epoch "
        + "(1-f)^r for its r objects, and 1 for isolated routing.",
    ])
}

/// The rows of each reuse mode and routing that ran.
private func groups(_ rows: [TwoPointRow]) -> [[TwoPointRow]] {
  ReuseMode.allCases.flatMap { reuse in
    Routing.allCases.map { routing in rows.filter { $0.routing == routing && $0.reuse == reuse } }
  }.filter { !$0.isEmpty }
}

/// The authors' documented workload in every reading; nil where it did not run.
func poolTable(_ rows: [TwoPointRow]) -> Table? {
  let groups = rows.pool
  guard let first = groups.first?.first else { return nil }
  return Table(
    "twopoint-pool", "Two-point experiment, the documented pool: every reading of its churn",
    of: groups,
    [
      .text("churn") { $0[0].churn?.rawValue ?? Figures.none },
      .text("routing") { $0[0].routing.rawValue },
      .text("reuse") { $0[0].reuse.rawValue },
      .text("reclaim") { $0[0].reclaim.rawValue },
      .number("created") { Figures.count(mean: $0.map(\.slabsCreated)) },
      .number("recycled") { Figures.count(mean: $0.map(\.slabsRecycled)) },
      .number("recycle rate") { Figures.percent($0.average(\.recycleRate)) },
      .number("R(t) at the end") { Figures.count(mean: $0.map(\.retainedSlabs)) },
      .number("most") { Figures.count(mean: $0.map(\.peakRetainedSlabs)) },
      .number("empty a close") { Figures.decimal($0.average(\.emptySlabsPerClose), 1) },
      .number("structural MiB") { Figures.mib($0.average { Double($0.structuralBytes) }) },
      .number("RSS growth MiB") { Figures.mib($0.average { Double($0.rssGrowthBytes) }) },
    ],
    notes: [
      seedNote(Set(groups.flatMap { $0.map(\.seed) }).count),
      "\(Figures.count(first.requests)) requests. At most "
        + "\(Figures.count(groups.flatMap { $0.map(\.liveObjects) }.max() ?? 0)) objects were live "
        + "at a sample, and no more slabs can be retained than objects live.",
    ])
}

/// Each published figure, what comes nearest to it here, and what follows.
func verdictTable(
  _ samples: [TwoPointSample], _ classes: [TwoPointClassRow], published: PublishedFigures
) -> Table {
  let verdicts = publishedVerdicts(samples, classes, published.twopoint)
  let workload = published.twopoint.workload
  func cells(_ measured: PublishedVerdict.Measurement?, _ verdict: PublishedVerdict) -> String {
    measured.map { "\(verdict.format($0.value)) (\($0.arm))" } ?? Figures.none
  }
  return Table(
    "twopoint-published", "Two-point experiment: the published figures", of: verdicts,
    [
      .text("routing") { $0.routing.rawValue },
      .text("figure") { $0.figure },
      .number("published") { $0.format($0.published) },
      .text("nearest with the documented pool") { cells($0.pool, $0) },
      .text("nearest with sustained violation") { cells($0.sustained, $0) },
      .text("verdict") { $0.words },
    ],
    notes: [
      "Measured at the published arm's length, unless it says another. Reproduced is what lies "
        + "within \(Figures.percent(PublishedVerdict.tolerance, 0)), beside two standard errors of "
        + "the mean over seeds.",
      "The documented pool has at most \(Figures.count(workload.liveObjectLimit)) live objects, so "
        + "R(t) is never more. Slabs in use are at most "
        + "\(Figures.count(workload.slabLimit(liveObjects: workload.liveObjectLimit))): those of "
        + "\(workload.closeLag + 1) open epochs, those that hold a live object, and those of "
        + "\(workload.ringSlots) ring slots that emptied since their last close, each no more than "
        + "the live objects. Created less recycled slabs are never more than slabs in use.",
    ])
}

/// Slabs of the documented pool by size class, beside the published arms'; nil where it did not run.
func classTable(_ rows: [TwoPointClassRow], published: PublishedFigures) -> Table? {
  let rows = rows.filter { $0.protocol == .pool }
  if rows.isEmpty { return nil }
  var table = Table(
    "twopoint-classes", "Two-point experiment, the documented pool: slabs by size class",
    [
      .text("routing"), .number("bytes"), .number("requests"), .number("created"),
      .number("published", "published created"), .number("recycled"),
      .number("published", "published recycled"), .number("recycle rate"),
      .number("published", "published rate"),
    ])
  func span(_ values: [Double], _ text: (Double) -> String) -> String {
    guard let low = values.min(), let high = values.max() else { return Figures.none }
    return text(low) == text(high) ? text(low) : "\(text(low)) to \(text(high))"
  }
  for arm in published.twopoint.arms {
    let printed = published.twopoint.classes.filter { $0.routing == arm.routing }
    let measured = rows.filter { $0.routing == arm.routing && $0.requests == arm.requests }
    for size in Set(printed.map(\.sizeClass) + measured.map(\.sizeClass)).sorted() {
      let counts = printed.first { $0.sizeClass == size }
      let group = measured.filter { $0.sizeClass == size }
      table.append([
        arm.routing.rawValue, "\(size)", Figures.count(arm.requests),
        span(group.map { Double($0.slabsCreated) }) { Figures.count($0) },
        counts.map { Figures.count($0.slabsCreated) } ?? Figures.none,
        span(group.map { Double($0.slabsRecycled) }) { Figures.count($0) },
        counts.map { Figures.count($0.slabsRecycled) } ?? Figures.none,
        span(group.compactMap(\.recycleRate)) { Figures.percent($0, 1) },
        Figures.percent(counts?.recycleRate),
      ])
    }
  }
  table.notes = [
    "From the least to the most of all readings of the churn, reuse and reclaim modes and seeds.",
    "A slab counts as created for the class that it first served, and as recycled for the class "
      + "that it served then.",
  ]
  return table
}

/// The differential of the recycle rates by slab capacity and session fraction, and the slabs that
/// are retained beside it.
func differentialTable(_ rows: [TwoPointRow], _ coefficients: [Coefficient]) -> Table? {
  let differentials = coefficients.all(.recycleRateDifferential)
  if differentials.isEmpty { return nil }
  func group(_ row: Coefficient, _ routing: Routing) -> [TwoPointRow] {
    rows.filter {
      $0.protocol == .sustained && $0.routing == routing && $0.reclaim == rows.sustained[0].reclaim
        && row.parameter.matches([
          "object_size": $0.objectSize, "session_fraction": $0.sessionFraction, "reuse": $0.reuse,
        ])
    }
  }
  func retained(_ row: Coefficient, _ routing: Routing) -> String {
    Figures.count(mean: group(row, routing).map(\.retainedSlabs))
  }
  return Table(
    "differential", "Recycle-rate differential, isolated over mixed", of: differentials,
    [
      .text("reuse") { $0.parameter["reuse"] ?? Figures.none },
      .number("bytes") { $0.parameter["object_size"] ?? Figures.none },
      .number("C") { group($0, .mixed).first.map { "\($0.slabCapacity)" } ?? Figures.none },
      .number("f") {
        Figures.decimal($0.parameter["session_fraction"].flatMap(Double.init), 3)
      },
      .number("differential") { Figures.general($0.value, 4) },
      .number("95 % low") { Figures.general($0.ciLow, 4) },
      .number("95 % high") { Figures.general($0.ciHigh, 4) },
      .number("closed form") { Figures.general($0.predicted, 4) },
      .number("published") { Figures.decimal($0.published, 0) },
      .number("retained mixed") { retained($0, .mixed) },
      .number("retained isolated") { retained($0, .isolated) },
    ],
    notes: [
      "The differential follows from the slots of a slab C and the session fraction f: mixed, a "
        + "full slab is empty at its boundary with probability (1-f)^C in strict reuse; in ring "
        + "reuse only the slabs that are new in an era can be.",
      "Intervals are of all seeds' slabs together, on a logarithmic scale.",
    ])
}
