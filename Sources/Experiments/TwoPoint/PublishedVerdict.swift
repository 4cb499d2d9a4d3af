import Exhibits
import Foundation
import Results
import Statistics

/// A published figure of the two-point experiment beside what the runs here measure, and what
/// follows.
struct PublishedVerdict {
  /// What the runs say of a figure.
  enum Ruling: Equatable {
    /// No run of the documented workload can have it: the number is the largest possible.
    case impossible(limit: Double)
    /// A run of the documented workload comes near.
    case reproduced
    /// No run of the documented workload does, and one of the sustained protocol does.
    case sustainedOnly
    /// No run does.
    case notReproduced
  }

  /// One arm's value, seeds together.
  struct Measurement {
    var arm: String
    /// The mean over seeds.
    var value: Double
    /// The standard error of the mean; 0 of one seed.
    var error: Double
  }

  /// The routing of the published arm.
  var routing: Routing
  /// What it is a figure of.
  var figure: String
  var published: Double
  /// The arm of the pool protocol that comes nearest, at the published arm's length.
  var pool: Measurement?
  /// The arm of the sustained protocol that comes nearest.
  var sustained: Measurement?
  /// The most that the documented workload allows; nil where nothing limits it.
  var limit: Double?
  /// How the numbers are written.
  var format: @Sendable (Double) -> String

  /// How near is near, beside two standard errors of what was measured: more than the published
  /// digits explain.
  static let tolerance = 0.1

  var ruling: Ruling {
    func isNear(_ measurement: Measurement?) -> Bool {
      measurement.map {
        abs($0.value / published - 1) <= Self.tolerance + 2 * abs($0.error / published)
      } ?? false
    }
    if let limit, published > limit { return .impossible(limit: limit) }
    if isNear(pool) { return .reproduced }
    return isNear(sustained) ? .sustainedOnly : .notReproduced
  }

  /// The ruling in words.
  var words: String {
    switch ruling {
    case .impossible(let limit): "impossible: at most \(format(limit))"
    case .reproduced: "reproduced"
    case .sustainedOnly: "not by the documented workload; by sustained violation"
    case .notReproduced: "not reproduced"
    }
  }
}

/// Every published figure with its ruling.
func publishedVerdicts(
  _ samples: [TwoPointSample], _ classes: [TwoPointClassRow], _ published: PublishedTwoPoint
) -> [PublishedVerdict] {
  published.arms.flatMap { arm in
    armVerdicts(arm, samples, published.workload)
      + published.classes.filter { $0.routing == arm.routing }.flatMap {
        classVerdicts($0, arm, classes, published.workload)
      }
  }
}

private func armVerdicts(
  _ arm: PublishedTwoPoint.Arm, _ samples: [TwoPointSample],
  _ workload: PublishedTwoPoint.Workload
) -> [PublishedVerdict] {
  let end = samples.map(\.request).max()
  // What the sustained arms show at the published length and at the end are two things.
  let own = samples.filter {
    $0.routing == arm.routing
      && ($0.request == arm.requests || ($0.protocol == .sustained && $0.request == end))
  }
  func label(_ sample: TwoPointSample) -> String {
    armLabel(sample.protocol, sample.churn, sample.reuse, sample.reclaim)
      + (sample.request == arm.requests ? "" : ", \(Figures.count(sample.request)) requests")
  }
  let slabs = Double(workload.slabLimit(liveObjects: workload.liveObjectLimit))
  let requests = Double(arm.requests)
  func verdict(
    _ figure: String, _ published: Double, limit: Double? = nil,
    _ format: @escaping @Sendable (Double) -> String,
    _ value: @escaping (TwoPointSample) -> Double
  ) -> PublishedVerdict {
    let (pool, sustained) = nearest(
      own, to: published, arm: label, isPool: { $0.protocol == .pool }, value)
    return PublishedVerdict(
      routing: arm.routing, figure: figure, published: published, pool: pool, sustained: sustained,
      limit: limit, format: format)
  }
  let count: @Sendable (Double) -> String = { Figures.count($0) }
  func net(_ sample: TwoPointSample) -> Double {
    Double(sample.slabsCreated - sample.slabsRecycled)
  }
  return [
    verdict("recycle rate, %", arm.recycleRate, { Figures.decimal($0 * 100, 2) }) {
      $0.recycleRate ?? 0
    },
    verdict(
      "slabs created", Double(arm.slabsCreated), limit: Double(arm.slabsRecycled) + slabs, count
    ) { Double($0.slabsCreated) },
    verdict("slabs recycled", Double(arm.slabsRecycled), count) { Double($0.slabsRecycled) },
    verdict(
      "retained slabs R(t)", Double(arm.retainedSlabs), limit: Double(workload.liveObjectLimit),
      count
    ) { Double($0.retainedSlabs) },
    verdict(
      "created less recycled", Double(arm.slabsCreated - arm.slabsRecycled), limit: slabs, count,
      net),
    verdict(
      "created less recycled, a request",
      Double(arm.slabsCreated - arm.slabsRecycled) / requests, limit: slabs / requests,
      { Figures.decimal($0, 3) }
    ) { net($0) / requests },
    verdict(
      "empty slabs a close", Double(arm.emptySlabsPerClose), { Figures.decimal($0, 1) }
    ) { Double($0.slabsRecycled) / Double(max(1, $0.epochsClosed)) },
  ]
}

/// A class's recycle rate, and its slabs where they are more than can be.
private func classVerdicts(
  _ count: PublishedTwoPoint.ClassCount, _ arm: PublishedTwoPoint.Arm,
  _ classes: [TwoPointClassRow], _ workload: PublishedTwoPoint.Workload
) -> [PublishedVerdict] {
  let own = classes.filter {
    $0.routing == count.routing && $0.sizeClass == count.sizeClass && $0.requests == arm.requests
  }
  func verdict(
    _ figure: String, _ published: Double, limit: Double?,
    _ format: @escaping @Sendable (Double) -> String, _ value: (TwoPointClassRow) -> Double
  ) -> PublishedVerdict {
    let (pool, sustained) = nearest(
      own, to: published, arm: { armLabel($0.protocol, $0.churn, $0.reuse, $0.reclaim) },
      isPool: { $0.protocol == .pool }, value)
    return PublishedVerdict(
      routing: count.routing, figure: "class \(count.sizeClass): \(figure)", published: published,
      pool: pool, sustained: sustained, limit: limit, format: format)
  }
  let net = count.slabsCreated - count.slabsRecycled
  let most = workload.slabLimit(liveObjects: workload.liveObjectLimit(ofClass: count.sizeClass))
  let rate = verdict(
    "recycle rate, %", count.recycleRate, limit: nil, { Figures.decimal($0 * 100, 2) }
  ) { $0.recycleRate ?? 0 }
  let slabs = verdict(
    "created less recycled", Double(net), limit: Double(most), { Figures.count($0) }
  ) { Double($0.slabsCreated - $0.slabsRecycled) }
  return net > most ? [rate, slabs] : [rate]
}

private func armLabel(
  _ kind: TwoPointProtocol, _ churn: PoolChurn?, _ reuse: ReuseMode, _ reclaim: ReclaimMode
) -> String {
  ([churn?.rawValue].compactMap(\.self) + [reuse.rawValue, reclaim.rawValue])
    .joined(separator: ", ")
}

/// The arms of the two protocols whose means come nearest to a figure, as quotients.
private func nearest<Row>(
  _ rows: [Row], to published: Double, arm: (Row) -> String, isPool: (Row) -> Bool,
  _ value: (Row) -> Double
) -> (pool: PublishedVerdict.Measurement?, sustained: PublishedVerdict.Measurement?) {
  func best(_ rows: [Row]) -> PublishedVerdict.Measurement? {
    let means = firsts(rows.map(arm)).compactMap { name in
      let values = rows.filter { arm($0) == name }.map(value)
      let deviation = values.count > 1 ? try? sampleDeviation(of: values) : 0
      return Figures.average(values).map {
        PublishedVerdict.Measurement(
          arm: name, value: $0, error: (deviation ?? 0) / Double(values.count).squareRoot())
      }
    }
    func distance(_ measured: Double) -> Double {
      // What has another sign is farther than anything of the same.
      measured * published > 0
        ? abs(log(measured / published)) : 1e6 + abs(measured - published)
    }
    return means.min { distance($0.value) < distance($1.value) }
  }
  return (best(rows.filter(isPool)), best(rows.filter { !isPool($0) }))
}
