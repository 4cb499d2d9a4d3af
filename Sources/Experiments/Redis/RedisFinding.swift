import Exhibits
import Results

/// What a real Redis showed.
let redisFindingSource = FindingSource(
  "redis", in: Redis.section, RedisRow.self, Coefficient.self, make: redisFinding)

/// The finding of `redis.csv`; nil without a whole pattern.
func redisFinding(
  _ rows: [RedisRow], _ coefficients: [Coefficient], published: PublishedFigures
) -> Finding? {
  let summaries = DeletionPattern.allCases.compactMap { RedisSummary(rows, $0) }
  guard let first = summaries.first else { return nil }
  return Finding(
    headline(first),
    summaries.map { summary in
      switch summary.pattern {
      case .odd: oddParagraph(summary, published)
      case .random: randomParagraph(summary, coefficients)
      case .sequential: sequentialParagraph(summary)
      }
    })
}

/// Redis in one sentence.
let redisAnswer = FindingSource("redis", in: Redis.section, RedisRow.self) { rows in
  guard let odd = RedisSummary(rows, .odd) else { return nil }
  let ordered = RedisSummary(rows, .sequential).map {
    "; of the slabs of keys deleted in the order of loading "
      + "\(Figures.percent($0.drainedShare, 0)) come back"
  }
  return Finding(
    "In a real Redis \(Figures.count(odd.purged.drainedSlabs)) of "
      + "\(Figures.count(odd.loaded.slabs)) slabs come back",
    [
      "Every second key is deleted, \(Figures.percent(odd.deletedShare, 0)) of them, and RSS "
        + "goes from \(memory(odd.rssLoaded)) to \(memory(odd.rssPurged))\(ordered ?? ""). What comes "
        + "back is decided by which objects die together."
    ])
}

private func headline(_ summary: RedisSummary) -> String {
  "An unmodified Redis that loses \(Figures.percent(summary.deletedShare, 0)) of its keys "
    + "(\(summary.pattern.rawValue)) gets back \(Figures.count(summary.purged.drainedSlabs)) of the "
    + "\(Figures.count(summary.loaded.slabs)) slabs that hold its values"
}

private func oddParagraph(_ summary: RedisSummary, _ published: PublishedFigures) -> String {
  var text =
    "The \(summary.className)-byte class goes from utilization "
    + "\(Figures.decimal(summary.loaded.utilization, 3)) to "
    + "\(Figures.decimal(summary.purged.utilization, 3)), and RSS from "
    + "\(memory(summary.rssLoaded)) to \(memory(summary.rssPurged)) after MEMORY PURGE."
  if let tracked = published.redis("slabs_tracked")?.before,
    let rss = published.redis("rss_mb"), let before = rss.before, let after = rss.after
  {
    text += " Published: none of \(tracked) slabs drained, RSS \(before) and \(after) MiB."
    if tracked * 2 < summary.loaded.slabs {
      text +=
        " \(Figures.count(tracked)) slabs of this class hold "
        + "\(Figures.count(tracked * summary.capacity)) of its "
        + "\(Figures.count(summary.loaded.liveObjects)) objects: the published number was the size "
        + "of a table, not of the heap."
    }
  }
  return text
}

private func randomParagraph(_ summary: RedisSummary, _ coefficients: [Coefficient]) -> String {
  let predicted = predictedShare(summary, coefficients).map {
    ", and fraction^C predicts \(Figures.percent($0))"
  }
  return
    "With as many keys chosen at random, \(Figures.percent(summary.drainedShare)) of the slabs "
    + "drain\(predicted ?? ""), C being \(summary.capacity) objects a slab; RSS falls by "
    + "\(memory(summary.rssLoaded - summary.rssPurged)), and the slabs that drained in all "
    + "classes have \(memory(summary.drainedBytes))."
}

private func sequentialParagraph(_ summary: RedisSummary) -> String {
  "With as many keys deleted in the order in which they were loaded, "
    + "\(Figures.percent(summary.drainedShare)) of the slabs drain and RSS falls from "
    + "\(memory(summary.rssLoaded)) to \(memory(summary.rssPurged)): what comes back is "
    + "decided by which objects die together, not by how many die."
}

private func memory(_ bytes: Int) -> String { Figures.mib(Double(bytes)) + " MiB" }
