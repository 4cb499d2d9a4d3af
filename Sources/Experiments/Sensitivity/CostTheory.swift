import Results
import Statistics

/// Closed form of the p-sweep's cost of a pinned epoch: retained bytes over p m.
///
/// Strict, each of the m p sessions keeps a slab: the cost is a slab.
///
/// Ring, the sessions of one ring slot fill its slabs one after the other, as each epoch's session
/// is allocated before its requests and takes the free slot of the slab that an earlier session
/// pinned. A slot that comes round n times has B ~ Binomial(n, p) sessions in ceil(B/C) slabs, so
/// that the cost is the slab size times the sum of E[ceil(B/C)] over the slots, over p m: a C-th of
/// a slab in a long run, and more in a short one, by the partly filled last slab of each slot.
/// Requests leave no trace in either mode.
public struct CostTheory: Sendable {
  /// The reuse mode.
  public var reuse: ReuseMode
  /// The violation fraction, above 0.
  public var p: Double
  /// Epochs closed in a run: m.
  public var closes: Int
  /// Bytes of a slab.
  public var slabSize: Int
  /// Session objects that fit a slab: C.
  public var capacity: Int

  /// Expected retained slabs at the end of the run.
  public func retainedSlabs() throws(StatisticsError) -> Double {
    if reuse == .strict { return Double(closes) * p }
    let slots = ParameterRules.ringSlots
    var sum = 0.0
    for (rounds, count) in [
      (closes / slots + 1, closes % slots), (closes / slots, slots - closes % slots),
    ] where count > 0 {
      let sessions = try BinomialDistribution(trials: rounds, probability: p)
      sum += Double(count) * sessions.expectation { Double(($0 + capacity - 1) / capacity) }
    }
    return sum
  }

  /// Expected retained bytes over p m.
  public func bytes() throws(StatisticsError) -> Double {
    try retainedSlabs() * Double(slabSize) / (p * Double(closes))
  }
}
