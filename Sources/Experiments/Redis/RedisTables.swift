import Exhibits
import Results

/// The slabs of a real Redis: beside the published figures, by pattern, and by size class.
///
/// - Parameters:
///   - rows: the rows of `redis.csv`.
///   - coefficients: of them the shares that were predicted.
///   - published: the published figures.
func redisTables(
  _ rows: [RedisRow], _ coefficients: [Coefficient], published: PublishedFigures
) -> [Table] {
  let summaries = DeletionPattern.allCases.compactMap { RedisSummary(rows, $0) }
  guard !summaries.isEmpty else { return [] }
  let odd = summaries.first { $0.pattern == .odd }
  return (odd.map { [publishedTable($0, published)] } ?? [])
    + [patternTable(summaries, coefficients), classTable(rows, summaries[0])]
}

/// The published figures beside those of the odd pattern.
private func publishedTable(_ summary: RedisSummary, _ published: PublishedFigures) -> Table {
  var table = Table(
    "redis-published", "Redis before and after every second key is deleted, published and measured",
    [
      .text("figure"), .number("published before"), .number("published after"),
      .number("measured before"), .number("measured after"),
    ])
  func add(_ name: String, _ metric: String, _ before: String, _ after: String) {
    let figure = published.redis(metric)
    func cell(_ value: Int?) -> String { value.map(Figures.count) ?? Figures.none }
    table.append([name, cell(figure?.before), cell(figure?.after), before, after])
  }
  let (loaded, purged) = (summary.totalLoaded, summary.totalPurged)
  add(
    "live objects", "live_objects", Figures.count(loaded.liveObjects),
    Figures.count(purged.liveObjects))
  add("slabs", "slabs_tracked", Figures.count(loaded.slabs), Figures.count(purged.slabs))
  add("drained slabs", "drainable_slabs", "0", Figures.count(purged.drainedSlabs))
  add("RSS, MiB", "rss_mb", mebibytes(summary.rssLoaded), mebibytes(summary.rssPurged))
  add(
    "used memory, MiB", "used_memory_mb", mebibytes(loaded.usedMemoryBytes),
    mebibytes(purged.usedMemoryBytes))
  table.notes = [
    "All size classes, after MEMORY PURGE. The published Redis was instrumented and tracked no "
      + "more than \(published.redis("slabs_tracked")?.before ?? 0) slabs; these are jemalloc's own "
      + "figures from an unmodified one, objects in its thread caches included."
  ]
  return table
}

/// The class of the values under each pattern.
private func patternTable(_ summaries: [RedisSummary], _ coefficients: [Coefficient]) -> Table {
  Table(
    "redis", "The slabs of the values after each deletion pattern", of: summaries,
    [
      .text("deleted") { $0.pattern.rawValue },
      .number("share") { Figures.percent($0.deletedShare, 1) },
      .number("objects a slab") { "\($0.capacity)" },
      .number("slabs before") { Figures.count($0.loaded.slabs) },
      .number("slabs after") { Figures.count($0.purged.slabs) },
      .number("drained") { Figures.count($0.purged.drainedSlabs) },
      .number("drained share") { Figures.percent($0.drainedShare) },
      .number("predicted") { Figures.percent(predictedShare($0, coefficients)) },
      .number("utilization before") { Figures.decimal($0.loaded.utilization, 3) },
      .number("utilization after") { Figures.decimal($0.purged.utilization, 3) },
      .number("structural MiB") { Figures.mib($0.purged.structuralBytes.map { Double($0) }) },
      .number("RSS MiB before") { mebibytes($0.rssLoaded) },
      .number("RSS MiB after") { mebibytes($0.rssDeleted) },
      .number("RSS MiB purged") { mebibytes($0.rssPurged) },
    ],
    notes: [
      "The \(summaries[0].className)-byte class, which holds the values. A slab that is not drained "
        + "is pinned. RSS after the deletion still holds what jemalloc returns within ten seconds, "
        + "or at once on MEMORY PURGE."
    ])
}

/// The classes with enough slabs to say something, under one pattern.
private func classTable(_ rows: [RedisRow], _ summary: RedisSummary) -> Table {
  let fewest = 100
  let own = rows.filter { $0.pattern == summary.pattern }
  let classes = own.filter { $0.phase == .loaded && $0.slabs >= fewest && $0.slabByteCount != nil }
    .compactMap { before in
      own.first { $0.phase == .purged && $0.sizeClass == before.sizeClass }
        .map { (before: before, after: $0) }
    }
  return Table(
    "redis-classes", "Slabs by size class, \(summary.pattern.rawValue) pattern", of: classes,
    [
      .number("size class") { $0.before.sizeClass.csvField ?? "" },
      .number("objects a slab") { $0.before.regionsPerSlab.map { "\($0)" } ?? Figures.none },
      .number("live before") { Figures.count($0.before.liveObjects) },
      .number("live after") { Figures.count($0.after.liveObjects) },
      .number("slabs before") { Figures.count($0.before.slabs) },
      .number("slabs after") { Figures.count($0.after.slabs) },
      .number("drained") { Figures.count($0.after.drainedSlabs) },
      .number("utilization after") { Figures.decimal($0.after.utilization, 3) },
      .number("structural MiB") { Figures.mib($0.after.structuralBytes.map { Double($0) }) },
    ], notes: ["Classes with \(fewest) slabs or more after the load."])
}

/// The predicted share of drained slabs of a pattern.
func predictedShare(_ summary: RedisSummary, _ coefficients: [Coefficient]) -> Double? {
  coefficients.first(.drainedShare, at: ["pattern": summary.pattern])?.predicted
}

private func mebibytes(_ bytes: Int?) -> String {
  Figures.decimal(bytes.map { Double($0) / Figures.bytesPerMiB }, 1)
}
