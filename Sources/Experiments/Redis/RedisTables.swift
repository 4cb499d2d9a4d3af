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
  var table = Table(
    "redis", "The slabs of the values after each deletion pattern",
    [
      .text("deleted"), .number("share"), .number("objects a slab"), .number("slabs before"),
      .number("slabs after"), .number("drained"), .number("drained share"), .number("predicted"),
      .number("utilization before"), .number("utilization after"), .number("structural MiB"),
      .number("RSS MiB before"), .number("RSS MiB after"), .number("RSS MiB purged"),
    ])
  for summary in summaries {
    let structural = summary.purged.structuralSlabs.flatMap { slabs in
      summary.purged.slabByteCount.map { Double(slabs * $0) }
    }
    table.append([
      summary.pattern.rawValue, Figures.percent(summary.deletedShare, 1), "\(summary.capacity)",
      Figures.count(summary.loaded.slabs), Figures.count(summary.purged.slabs),
      Figures.count(summary.purged.drainedSlabs), Figures.percent(summary.drainedShare),
      Figures.percent(predictedShare(summary, coefficients)),
      Figures.decimal(summary.loaded.utilization, 3),
      Figures.decimal(summary.purged.utilization, 3), Figures.mib(structural),
      mebibytes(summary.rssLoaded), mebibytes(summary.rssDeleted),
      mebibytes(summary.rssPurged),
    ])
  }
  table.notes = [
    "The \(summaries[0].className)-byte class, which holds the values. A slab that is not drained "
      + "is pinned. RSS after the deletion still holds what jemalloc returns within ten seconds, "
      + "or at once on MEMORY PURGE."
  ]
  return table
}

/// The classes with enough slabs to say something, under one pattern.
private func classTable(_ rows: [RedisRow], _ summary: RedisSummary) -> Table {
  let fewest = 100
  var table = Table(
    "redis-classes", "Slabs by size class, \(summary.pattern.rawValue) pattern",
    [
      .number("size class"), .number("objects a slab"), .number("live before"),
      .number("live after"), .number("slabs before"), .number("slabs after"), .number("drained"),
      .number("utilization after"), .number("structural MiB"),
    ])
  let own = rows.filter { $0.pattern == summary.pattern }
  for before in own where before.phase == .loaded && before.slabs >= fewest {
    guard let capacity = before.regionsPerSlab, let size = before.slabByteCount,
      let after = own.first(where: { $0.phase == .purged && $0.sizeClass == before.sizeClass })
    else { continue }
    table.append([
      before.sizeClass.csvField ?? "", "\(capacity)", Figures.count(before.liveObjects),
      Figures.count(after.liveObjects), Figures.count(before.slabs), Figures.count(after.slabs),
      Figures.count(after.drainedSlabs), Figures.decimal(after.utilization, 3),
      Figures.mib(after.structuralSlabs.map { Double($0 * size) }),
    ])
  }
  table.notes = ["Classes with \(fewest) slabs or more after the load."]
  return table
}

/// The predicted share of drained slabs of a pattern.
func predictedShare(_ summary: RedisSummary, _ coefficients: [Coefficient]) -> Double? {
  coefficients.first(.drainedShare, at: ["pattern": summary.pattern])?.predicted
}

private func mebibytes(_ bytes: Int?) -> String {
  Figures.decimal(bytes.map { Double($0) / Figures.bytesPerMiB }, 1)
}
