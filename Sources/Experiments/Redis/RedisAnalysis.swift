import Results
import Statistics

extension CoefficientKind {
  static let drainedShare = Redis.coefficient("drained_share", isExact: false)
  // What the server's other objects take enters their predictions.
  static let slabUtilization = Redis.coefficient(
    "utilization", isExact: false, isPredictionExact: false)
  static let rssRatio = Redis.coefficient("rss_ratio", isExact: false, isPredictionExact: false)
}

/// Rows and coefficients of finished Redis runs.
struct RedisAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: RedisConfiguration
  /// The patterns that were run to their end.
  var patterns: [DeletionPattern]
  /// One row a pattern, phase and size class, the totals last.
  var rows: [RedisRow] = []

  /// Flattens the outcomes.
  init(_ configuration: RedisConfiguration, _ outcomes: [RedisRun.Outcome]) {
    self.configuration = configuration
    patterns = outcomes.map(\.pattern)
    for outcome in outcomes {
      let loaded = outcome.snapshots.first { $0.phase == .loaded }?.classes ?? []
      for snapshot in outcome.snapshots {
        rows += Self.rows(snapshot, since: loaded, outcome.pattern)
      }
    }
  }

  static func rows(
    _ snapshot: RedisRun.Snapshot, since loaded: [MallocStatistics.SizeClass],
    _ pattern: DeletionPattern
  ) -> [RedisRow] {
    let classes = snapshot.classes.map { entry in
      let before = loaded.first { $0.size == entry.size }
      // What was there and what was made since, less what is there.
      let utilization =
        entry.slabs > 0
        ? Double(entry.liveRegions) / (Double(entry.slabs) * Double(entry.regionsPerSlab)) : nil
      return RedisRow(
        pattern: pattern, phase: snapshot.phase, sizeClass: .bytes(entry.size),
        regionsPerSlab: entry.regionsPerSlab, liveObjects: entry.liveRegions, slabs: entry.slabs,
        drainedSlabs: (before?.slabs ?? 0) + entry.createdSlabs - (before?.createdSlabs ?? 0)
          - entry.slabs, utilization: utilization, usedMemoryBytes: nil, rssBytes: nil)
    }
    let liveBytes = snapshot.classes.reduce(0) { $0 + Double($1.liveRegions) * Double($1.size) }
    let slabBytes = snapshot.classes.reduce(0) { $0 + Double($1.slabs) * Double($1.slabByteCount) }
    let total = RedisRow(
      pattern: pattern, phase: snapshot.phase, sizeClass: .all, regionsPerSlab: nil,
      liveObjects: classes.reduce(0) { $0 + $1.liveObjects },
      slabs: classes.reduce(0) { $0 + $1.slabs },
      drainedSlabs: classes.reduce(0) { $0 + $1.drainedSlabs },
      utilization: slabBytes > 0 ? liveBytes / slabBytes : nil,
      usedMemoryBytes: snapshot.usedMemoryBytes, rssBytes: snapshot.rssBytes)
    return classes + [total]
  }

  /// The share of the value class's slabs that drained, its utilization and RSS, by pattern.
  func coefficients() throws -> [Coefficient] {
    try patterns.flatMap { pattern -> [Coefficient] in
      guard let summary = RedisSummary(rows, pattern) else { return [] }
      let isPublished = pattern == .odd && configuration.fraction == 0.5
      let drained = configuration.predictedDrainedShare(pattern, capacity: summary.capacity)
      let values: Parameters = ["pattern": pattern, "class": summary.loaded.sizeClass]
      return [
        Coefficient(
          .drainedShare, at: values, summary.drainedShare,
          interval: pattern == .random
            ? try wilsonInterval(
              successes: summary.purged.drainedSlabs, trials: summary.loaded.slabs) : nil,
          predicted: drained, published: isPublished ? 0 : nil),
        // Live objects over the slots of the slabs that are left.
        Coefficient(
          .slabUtilization, at: values, summary.purged.utilization ?? 0,
          predicted: (summary.loaded.utilization ?? 0) * (1 - configuration.fraction)
            / (1 - drained)),
        Coefficient(
          .rssRatio, at: ["pattern": pattern], summary.rssRatio,
          predicted: 1 - Double(summary.drainedBytes) / Double(max(1, summary.rssLoaded)),
          published: isPublished ? 1 : nil),
      ]
    }
  }
}
