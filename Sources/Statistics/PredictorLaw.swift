import Foundation

/// What routing by a predictor of long lives leaves of slabs: the closed form for independent
/// errors.
///
///     let law = PredictorLaw(
///       objects: 1_000, epochs: 100, capacity: 16, longFraction: 0.05, precision: 0.9, recall: 0.8)
///     try law.structuralSlabs()
///
/// Each epoch allocates some objects of one size, of which a fraction f outlives it. With recall r
/// and precision q an object is predicted to live long with probability `f r / q`; such objects go
/// to slabs that stay open. One that is not lives long all the same with probability `m = f (1 - r)
/// / (1 - f r / q)`, and one that is dies by its epoch's close with probability `1 - q`.
package struct PredictorLaw: Sendable {
  /// Objects of an epoch.
  package var objects: Int
  package var epochs: Int
  /// Slots of a slab.
  package var capacity: Int
  /// Share of the objects that outlive their epoch, from 0 to 1.
  package var longFraction: Double
  /// Share of the objects predicted to outlive it that do, above 0 to 1.
  package var precision: Double
  /// Share of the outliving objects that are predicted to, from 0 to 1.
  package var recall: Double
  /// Share of the outliving objects that live when slabs are counted.
  package var survival: Double
  /// Called now and then, to end the calculation by an error.
  private let check: @Sendable () throws -> Void

  package init(
    objects: Int, epochs: Int, capacity: Int, longFraction: Double, precision: Double,
    recall: Double, survival: Double = 1, check: @escaping @Sendable () throws -> Void = {}
  ) {
    self.objects = objects
    self.epochs = epochs
    self.capacity = capacity
    self.longFraction = longFraction
    self.precision = precision
    self.recall = recall
    self.survival = survival
    self.check = check
  }

  /// Probability that an object is predicted to live long.
  package var predictedShare: Double { longFraction * recall / precision }

  /// Expected slabs that hold a live object beyond the fewest that could hold them all.
  package func structuralSlabs() throws -> Double {
    try pinnedSlabs() + persistentSlabs() - fewestSlabs
  }

  /// Expected fewest slabs for the objects that live.
  package var fewestSlabs: Double {
    var live = LiveCount()
    live.add(objects * epochs, liveWithProbability: longFraction * survival)
    return live.fewestSlabs(capacity: capacity)
  }

  /// Expected slabs of closed epochs that a missed long-lived object pins.
  package func pinnedSlabs() throws -> Double {
    // Every object is predicted to live long, and none is in the epoch's own slabs.
    if predictedShare >= 1 { return 0 }
    let missed = longFraction * (1 - recall) / (1 - predictedShare)
    return Double(epochs)
      * (try slabs(trials: objects, share: 1 - predictedShare, live: missed * survival))
  }

  /// Expected slabs of a granule that hold a live object once it is closed.
  ///
  /// Of `trials` objects, each one is routed to the granule with probability `share` and each one
  /// in it is live with probability `live`. M of them fill `floor(M / C)` slabs and part of
  /// another; a slab of k objects holds a live one with probability `1 - (1 - live)^k`. M is
  /// binomial.
  package func slabs(trials: Int, share: Double, live: Double) throws -> Double {
    try check()
    let full = 1 - pow(1 - live, Double(capacity))
    return try BinomialDistribution(trials: trials, probability: share).expectation { count in
      Double(count / capacity) * full + 1 - pow(1 - live, Double(count % capacity))
    }
  }

  /// Expected slabs of the granule that stays open, after the last close.
  ///
  /// Free slots are used before a new slab is taken, so the granule has as many slabs as it needed
  /// at its fullest. After the hits and false positives of epoch e it holds L(e) + F(e) objects,
  /// where L counts all long-lived ones so far and F the false positives of that epoch alone. Seen
  /// from the last epoch, the fullest moment held L + Z objects with Z the greatest of F(e) less
  /// the hits since, which obeys `Z(e) = max(F(e), Z(e-1) - hits(e))`: Lindley's recursion ("The
  /// theory of queues with a single server", Proceedings of the Cambridge Philosophical Society 48,
  /// 1952).
  ///
  /// Neglected are slabs whose objects were all false positives, a share `(1 - q)^C` of the full
  /// ones; and the dependence of L and Z, which acts through the remainder of L + Z by C only.
  package func persistentSlabs() throws -> Double {
    if recall == 0 { return 0 }
    var held = LiveCount()
    held.add(objects * epochs, liveWithProbability: longFraction * recall * survival)
    return held.fewestSlabs(capacity: capacity) + (try peakExcess()) / Double(capacity)
  }

  /// The stationary mean of Z.
  ///
  /// P(Z(e) <= z) is the mean, over the hits h of the epoch, of `P(F <= z | h) P(Z(e-1) <= z + h)`;
  /// the false positives are binomial among the objects that are not hits. Iterated from no excess,
  /// as in the first epoch, until nothing changes or the run ends.
  private func peakExcess() throws -> Double {
    let hit = longFraction * recall
    let wrong = predictedShare - hit
    if wrong <= 0 { return 0 }
    let hits = try BinomialDistribution(trials: objects, probability: hit)
    let likely = (0...objects).filter { hits.mass(at: $0) > 1e-12 }
    /// P(F <= z | h) for each likely h.
    let falsePositives = try likely.map { count in
      try check()
      return try cumulative(
        BinomialDistribution(trials: objects - count, probability: min(1, wrong / (1 - hit))))
    }
    // Beyond this, no epoch has as many false positives.
    let limit = falsePositives.reduce(0) { max($0, $1.count) }
    var excess = Array(repeating: 1.0, count: limit + 1)
    for _ in 0..<epochs {
      var next = Array(repeating: 0.0, count: excess.count)
      for (count, below) in zip(likely, falsePositives) {
        try check()
        let mass = hits.mass(at: count)
        for z in next.indices {
          let before = excess[min(z + count, limit)]
          next[z] += mass * below[min(z, below.count - 1)] * before
        }
      }
      let change = zip(next, excess).reduce(0) { max($0, abs($1.0 - $1.1)) }
      excess = next
      if change < 1e-12 { break }
    }
    return excess.dropLast().reduce(0) { $0 + 1 - $1 }
  }

  /// P(F <= z) by z from 0, up to the greatest z that is not negligible.
  private func cumulative(_ distribution: BinomialDistribution) -> [Double] {
    var sum = 0.0
    var sums: [Double] = []
    for count in 0...distribution.trials {
      let mass = distribution.mass(at: count)
      if mass == 0 && sum > 0.5 { break }
      sum += mass
      sums.append(min(1, sum))
    }
    return sums
  }
}
