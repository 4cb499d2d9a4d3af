import Foundation
import Results
import Statistics

/// Closed forms of routing by a predictor with independent errors.
///
/// With f the share of long-lived objects, r the recall and q the precision, an object is predicted
/// to live long with probability `f r / q`. One that is not lives long all the same with
/// probability `m = f (1 - r) / (1 - f r / q)`, and one that is dies by its epoch's close with
/// probability `1 - q`.
struct PredictorTheory: Sendable {
  let workload: PredictorWorkload
  /// Where objects go that are predicted to live long.
  let longGranule: LongGranule

  init(_ workload: PredictorWorkload, _ longGranule: LongGranule) {
    self.workload = workload
    self.longGranule = longGranule
  }

  /// Probability that a request epoch drains: none of its n objects is long-lived and missed,
  /// `(1 - f (1 - r))^n`. Precision has no part in it.
  func dsr(_ predictor: LifetimePredictor) -> Double {
    pow(1 - workload.longFraction * (1 - predictor.recall), Double(workload.objects))
  }

  /// Expected structural bytes at the end of a run.
  func structuralBytes(_ predictor: LifetimePredictor) throws -> Double {
    let objects = workload.objects * workload.epochs
    var live = LiveCount()
    live.add(objects, liveWithProbability: workload.longFraction)
    let fewest = live.fewestSlabs(capacity: workload.capacity)
    let pinned = try pinnedSlabs(predictor)
    let long =
      try longGranule == .persistent
      ? persistentSlabs(predictor) : rotatingSlabs(predictor)
    return (pinned + long - fewest) * Double(workload.slabSize)
  }

  /// Expected slabs of closed request epochs that a missed long-lived object pins.
  private func pinnedSlabs(_ predictor: LifetimePredictor) throws -> Double {
    let predicted = predictor.predictedShare(longFraction: workload.longFraction)
    // Every object is predicted to live long, and none is in the request epoch.
    if predicted >= 1 { return 0 }
    let missed = workload.longFraction * (1 - predictor.recall) / (1 - predicted)
    return Double(workload.epochs)
      * (try slabs(trials: workload.objects, share: 1 - predicted, live: missed))
  }

  /// Expected slabs that rotating granules keep: slots of wrong predictions stay empty, since a
  /// closed granule takes no objects.
  private func rotatingSlabs(_ predictor: LifetimePredictor) throws -> Double {
    let predicted = predictor.predictedShare(longFraction: workload.longFraction)
    return Double(workload.epochs / workload.span)
      * (try slabs(
        trials: workload.objects * workload.span, share: min(1, predicted),
        live: predictor.precision))
  }

  /// Expected slabs of a granule that hold a live object once it is closed.
  ///
  /// Of `trials` objects, each one is routed to the granule with probability `share` and each one
  /// in it is live with probability `live`. M of them fill `floor(M / C)` slabs and part of
  /// another; a slab of k objects holds a live one with probability `1 - (1 - live)^k`. M is
  /// binomial.
  private func slabs(trials: Int, share: Double, live: Double) throws -> Double {
    let capacity = workload.capacity
    let full = 1 - pow(1 - live, Double(capacity))
    return try BinomialDistribution(trials: trials, probability: share).expectation { count in
      Double(count / capacity) * full + 1 - pow(1 - live, Double(count % capacity))
    }
  }

  /// Expected slabs of the persistent granule after the last close.
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
  private func persistentSlabs(_ predictor: LifetimePredictor) throws -> Double {
    if predictor.recall == 0 { return 0 }
    let capacity = workload.capacity
    var held = LiveCount()
    held.add(
      workload.objects * workload.epochs,
      liveWithProbability: workload.longFraction * predictor.recall)
    return held.fewestSlabs(capacity: capacity) + (try peakExcess(predictor)) / Double(capacity)
  }

  /// The stationary mean of Z.
  ///
  /// P(Z(e) <= z) is the mean, over the hits h of the epoch, of `P(F <= z | h) P(Z(e-1) <= z + h)`;
  /// the false positives are binomial among the objects that are not hits. Iterated from no excess,
  /// as in the first epoch, until nothing changes or the run ends.
  private func peakExcess(_ predictor: LifetimePredictor) throws -> Double {
    let hit = workload.longFraction * predictor.recall
    let wrong = predictor.predictedShare(longFraction: workload.longFraction) - hit
    if wrong <= 0 { return 0 }
    let hits = try BinomialDistribution(trials: workload.objects, probability: hit)
    let likely = (0...workload.objects).filter { hits.mass(at: $0) > 1e-12 }
    /// P(F <= z | h) for each likely h.
    let falsePositives = try likely.map { count in
      try cumulative(
        BinomialDistribution(
          trials: workload.objects - count, probability: min(1, wrong / (1 - hit))))
    }
    var excess = Array(repeating: 1.0, count: workload.objects + 1)
    for _ in 0..<workload.epochs {
      var next = Array(repeating: 0.0, count: excess.count)
      for (count, below) in zip(likely, falsePositives) {
        let mass = hits.mass(at: count)
        for z in next.indices {
          let before = excess[min(z + count, workload.objects)]
          next[z] += mass * below[min(z, below.count - 1)] * before
        }
      }
      let change = zip(next, excess).reduce(0) { max($0, abs($1.0 - $1.1)) }
      excess = next
      if change < 1e-12 { break }
    }
    return excess.dropLast().reduce(0) { $0 + 1 - $1 }
  }

  private func cumulative(_ distribution: BinomialDistribution) -> [Double] {
    var sum = 0.0
    return (0...distribution.trials).map { count in
      sum += distribution.mass(at: count)
      return min(1, sum)
    }
  }

  /// The recall at which structural bytes are half of what they are without a predictor; nil where
  /// this precision does not reach that.
  ///
  /// By bisection: more recall leaves fewer structural bytes.
  func halvingRecall(precision: Double) throws -> Double? {
    let half = try structuralBytes(.none) / 2
    func isAbove(_ recall: Double) throws -> Bool {
      try structuralBytes(LifetimePredictor(precision: precision, recall: recall)) > half
    }
    var (low, high) = (0.0, 1.0)
    if try isAbove(high) { return nil }
    while high - low > 1e-6 {
      let middle = (low + high) / 2
      if try isAbove(middle) { low = middle } else { high = middle }
    }
    return high
  }
}
