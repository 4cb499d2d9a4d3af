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
struct CostTheory: Sendable {
  /// The reuse mode.
  var reuse: ReuseMode
  /// The violation fraction, above 0.
  var p: Double
  /// Epochs closed in a run: m.
  var closes: Int
  /// Bytes of a slab.
  var slabSize: Int
  /// Session objects that fit a slab: C.
  var capacity: Int

  /// Expected retained slabs at the end of the run.
  func retainedSlabs() throws(StatisticsError) -> Double {
    if reuse == .strict { return Double(closes) * p }
    var sum = 0.0
    for (rounds, slots) in ringShares {
      let sessions = try BinomialDistribution(trials: rounds, probability: p)
      func slabs(_ sessions: Int) -> Double { Double((sessions + capacity - 1) / capacity) }
      sum += slots * sessions.expectation(slabs)
    }
    return sum
  }

  /// How often a ring slot comes round, with the number of slots that do so.
  private var ringShares: [(rounds: Int, slots: Double)] {
    let slots = ParameterRules.ringSlots
    return [
      (closes / slots + 1, Double(closes % slots)),
      (closes / slots, Double(slots - closes % slots)),
    ]
  }

  /// Retained bytes over p m: what a number of retained slabs stands for.
  func bytes(ofSlabs slabs: Double) -> Double { slabs * Double(slabSize) / (p * Double(closes)) }

  /// Expected retained bytes over p m.
  func bytes() throws(StatisticsError) -> Double { bytes(ofSlabs: try retainedSlabs()) }
}
