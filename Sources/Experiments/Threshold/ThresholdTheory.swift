import Results
import Statistics

/// Closed form of the power of the rule on levels.
///
/// A session pins an epoch with probability p. Strict, each is a new slab: after M epochs
/// `K ~ Binomial(M, p)`. Ring, a slot's sessions fill its slabs one after the other, so that a slot
/// whose first sample saw a sessions and that gets b more has
/// `ceil((a + b) / C) - ceil(a / C)` new slabs, and K sums over the slots.
///
/// Retained slabs step by one K times, and RSS with them where a slab is a page; the monitor misses
/// none, one, two or three steps as `StepDetection` says, and more hardly ever.
///
/// RSS in steps of s pages moves as the pages, S in all, which are K and one of slab records for
/// every 64 slabs, pass c, c + s, …, where c is as good as uniform from 0 to s. Nothing is seen
/// with c above S. With c between S - s and S there is one step, at the time when c pages of the S
/// have come, which is missed in the gaps that `StepDetection` names; two steps lie so far apart
/// that they are always seen. The time at which a share of the pages has come is taken from the
/// mean growth, which is a straight line in strict reuse and bent at first in ring reuse, where
/// slots take their first slab early.
struct ThresholdTheory: Sendable {
  /// The reuse mode.
  var reuse: ReuseMode
  /// The violation fraction.
  var p: Double
  /// Epochs that close between two samples.
  var closesPerSample: Int
  /// Session objects that fit a slab: C.
  var capacity: Int
  /// Pages of a step in which RSS is counted.
  var stepPages: Int
  /// Whether a slab takes exactly a page, so that RSS counts slabs.
  var isSlabAPage: Bool

  /// The power that counts as seeing growth.
  static let wantedPower = 0.95

  /// The probability that growth is claimed; nil where there is no closed form.
  ///
  /// - Parameters:
  ///   - signal: what is watched.
  ///   - detection: the number of samples, and what is missed of them.
  func power(
    _ signal: GrowthSignal, _ detection: StepDetection
  ) throws -> Double? {
    if signal != .retainedSlabs && !isSlabAPage { return nil }
    let growth = try newSlabs(samples: detection.samples)
    let gaps = signal == .rssSteps ? try missedShares(detection) : []
    var miss = 0.0
    for (slabs, probability) in growth.enumerated() {
      if signal == .rssSteps {
        miss += probability * missedSteps(pages: pages(ofSlabs: slabs), gaps)
      } else if slabs < detection.missed.count {
        miss += probability * detection.missed[slabs]
      }
    }
    return 1 - miss
  }

  /// The probability that RSS in steps shows nothing of so many pages.
  ///
  /// - Parameter gaps: the shares of growth that lie in gaps in which a step is missed.
  private func missedSteps(pages: Double, _ gaps: [ClosedRange<Double>]) -> Double {
    let step = Double(stepPages)
    let (low, high) = (max(0, pages - step), min(pages, step))
    let single = gaps.reduce(0.0) { sum, gap in
      sum + max(0, min(high, gap.upperBound * pages) - max(low, gap.lowerBound * pages))
    }
    return (max(0, step - pages) + single) / step
  }

  /// The gaps in which a single step is missed, as shares of the mean growth from the first sample
  /// to the last.
  private func missedShares(
    _ detection: StepDetection
  ) throws -> [ClosedRange<Double>] {
    let start = try expectedSlabs(samples: 1)
    let whole = try expectedSlabs(samples: detection.samples) - start
    if whole == 0 { return [] }
    var shares: [ClosedRange<Double>] = []
    for gap in detection.missedGaps {
      let before = try (expectedSlabs(samples: gap) - start) / whole
      let after = try (expectedSlabs(samples: gap + 1) - start) / whole
      shares.append(before...max(before, after))
    }
    return shares
  }

  /// The mean of retained slabs at a sample.
  private func expectedSlabs(samples: Int) throws -> Double {
    try CostTheory(
      reuse: reuse, p: p, closes: samples * closesPerSample, slabSize: 1, capacity: capacity
    ).retainedSlabs()
  }

  /// How far the mean of the distribution of new slabs lies from the difference of the mean slabs at
  /// both samples, relative to it; nil where nothing grows, or so much that the distribution is cut
  /// off.
  func meanError(samples: Int) throws -> Double? {
    let expected = try expectedSlabs(samples: samples) - expectedSlabs(samples: 1)
    guard expected > 0, expected < Double(stepPages) else { return nil }
    let growth = try newSlabs(samples: samples)
    guard let cut = growth.last, cut < 1e-12 else { return nil }
    let mean = growth.enumerated().reduce(0.0) { $0 + Double($1.offset) * $1.element }
    return (mean - expected).magnitude / expected
  }

  /// Pages that slabs take, with their records.
  private func pages(ofSlabs slabs: Int) -> Double {
    Double(slabs) * (1 + Double(ViolationTheory.recordSize) / Double(Platform.pageSize))
  }

  /// The probabilities of 0, 1, 2, … new slabs between the first and the last sample; the last one
  /// is that of so many or more.
  private func newSlabs(samples: Int) throws -> [Double] {
    // From two whole steps on there are two or more, which are always noticed.
    let limit = max(4, 2 * stepPages)
    let closes = (samples - 1) * closesPerSample
    if reuse == .strict {
      let sessions = try BinomialDistribution(trials: closes, probability: p)
      return (0..<limit).map(sessions.mass(at:)) + [sessions.exceeding(limit - 1)]
    }
    var sum = [1.0]
    for slot in 0..<ParameterRules.ringSlots {
      let before = rounds(of: slot, closes: closesPerSample)
      let after = rounds(of: slot, closes: closesPerSample + closes) - before
      sum = Self.sum(sum, try newSlabs(before: before, after: after, limit: limit), limit: limit)
    }
    return sum
  }

  /// How often a ring slot comes round in the first epochs of a run.
  private func rounds(of slot: Int, closes: Int) -> Int {
    (closes - slot + ParameterRules.ringSlots - 1) / ParameterRules.ringSlots
  }

  /// The new slabs of one ring slot.
  private func newSlabs(
    before: Int, after: Int, limit: Int
  ) throws -> [Double] {
    let earlier = try BinomialDistribution(trials: before, probability: p)
    let later = try BinomialDistribution(trials: after, probability: p)
    var result = [Double](repeating: 0, count: limit + 1)
    for a in 0...before where earlier.mass(at: a) > 0 {
      try Interruption.check()
      let slabsBefore = (a + capacity - 1) / capacity
      var isBelowLimit = 0.0
      // Up to b sessions fit what `limit - 1` new slabs and the last one's free slots hold.
      for b in 0...min(after, (slabsBefore + limit - 1) * capacity - a) {
        let slabs = (a + b + capacity - 1) / capacity - slabsBefore
        result[slabs] += earlier.mass(at: a) * later.mass(at: b)
        isBelowLimit += later.mass(at: b)
      }
      result[limit] += earlier.mass(at: a) * max(0, 1 - isBelowLimit)
    }
    return result
  }

  /// The distribution of a sum, its last entry that of `limit` or more.
  private static func sum(_ left: [Double], _ right: [Double], limit: Int) -> [Double] {
    var result = [Double](repeating: 0, count: limit + 1)
    for (i, a) in left.enumerated() where a > 0 {
      for (j, b) in right.enumerated() { result[min(i + j, limit)] += a * b }
    }
    return result
  }
}
