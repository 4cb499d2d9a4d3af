import Results
import Statistics

/// Rows and coefficients of finished Redis runs.
package struct RedisAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: RedisConfiguration
  /// The patterns that were run to their end.
  package var patterns: [DeletionPattern]
  /// One row a pattern, phase and size class, the totals last.
  package var rows: [RedisRow] = []

  /// Flattens the outcomes.
  package init(_ configuration: RedisConfiguration, _ outcomes: [RedisRun.Outcome]) {
    self.configuration = configuration
    patterns = outcomes.map(\.pattern)
    for outcome in outcomes {
      let loaded = outcome.snapshots.first { $0.phase == .loaded }?.classes ?? []
      for snapshot in outcome.snapshots {
        rows += Self.rows(snapshot, since: loaded, outcome.pattern)
      }
    }
  }

  private static func rows(
    _ snapshot: RedisRun.Snapshot, since loaded: [MallocStatistics.SizeClass],
    _ pattern: DeletionPattern
  ) -> [RedisRow] {
    let classes = snapshot.classes.map { entry in
      let before = loaded.first { $0.size == entry.size }
      var row = RedisRow()
      row.pattern = pattern
      row.phase = snapshot.phase
      row.sizeClass = .bytes(entry.size)
      row.regionsPerSlab = entry.regionsPerSlab
      row.liveObjects = entry.liveRegions
      row.slabs = entry.slabs
      // What was there and what was made since, less what is there.
      row.drainedSlabs =
        (before?.slabs ?? 0) + entry.createdSlabs - (before?.createdSlabs ?? 0) - entry.slabs
      if entry.slabs > 0 {
        row.utilization = Double(entry.liveRegions) / Double(entry.slabs * entry.regionsPerSlab)
      }
      return row
    }
    var total = RedisRow()
    total.pattern = pattern
    total.phase = snapshot.phase
    total.liveObjects = classes.reduce(0) { $0 + $1.liveObjects }
    total.slabs = classes.reduce(0) { $0 + $1.slabs }
    total.drainedSlabs = classes.reduce(0) { $0 + $1.drainedSlabs }
    let liveBytes = snapshot.classes.reduce(0) { $0 + $1.liveRegions * $1.size }
    let slabBytes = snapshot.classes.reduce(0) { $0 + $1.slabs * $1.slabByteCount }
    total.utilization = slabBytes > 0 ? Double(liveBytes) / Double(slabBytes) : nil
    total.usedMemoryBytes = snapshot.usedByteCount
    total.rssBytes = snapshot.residentByteCount
    return classes + [total]
  }

  /// The share of the value class's slabs that drained, its utilization and RSS, by pattern.
  package func coefficients() throws -> [Coefficient] {
    try patterns.flatMap { pattern -> [Coefficient] in
      guard let summary = RedisSummary(rows, pattern) else { return [] }
      let isPublished = pattern == .odd && configuration.fraction == 0.5
      var drained = coefficient("drained_share", pattern, summary)
      drained.value = summary.drainedShare
      if pattern == .random {
        let interval = try wilsonInterval(
          successes: summary.purged.drainedSlabs, trials: summary.loaded.slabs)
        drained.ciLow = interval.low
        drained.ciHigh = interval.high
      }
      drained.predicted = configuration.predictedDrainedShare(
        pattern, capacity: summary.capacity)
      drained.published = isPublished ? 0 : nil
      var utilization = coefficient("utilization", pattern, summary)
      utilization.value = summary.purged.utilization ?? 0
      // Live objects over the slots of the slabs that are left.
      let left = 1 - (drained.predicted ?? 0)
      utilization.predicted =
        (summary.loaded.utilization ?? 0) * (1 - configuration.fraction) / left
      var resident = coefficient("rss_ratio", pattern, summary)
      resident.value = summary.residentRatio
      resident.predicted =
        1 - Double(summary.drainedBytes) / Double(max(1, summary.residentLoaded))
      resident.published = isPublished ? 1 : nil
      return [drained, utilization, resident]
    }
  }

  private func coefficient(
    _ name: String, _ pattern: DeletionPattern, _ summary: RedisSummary
  ) -> Coefficient {
    var row = Coefficient()
    row.experiment = RedisConfiguration.experiment
    row.coefficient = name
    row.parameter =
      "pattern=\(pattern.rawValue)"
      + (name == "rss_ratio" ? "" : " class=\(summary.className)")
    row.unit = "1"
    return row
  }
}
