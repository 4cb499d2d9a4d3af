import Foundation
import Results
import Statistics

/// Closed forms of the sustained protocol's cumulative recycle rates, `recycled / (recycled +
/// created)`, and of their quotient, the recycle-rate differential, last slabs that are filled in
/// part included.
///
/// What is put in use is either a slab that was recycled before or a new one. While memory in use
/// grows, every recycled slab is used again before one is created; then recycled and created slabs
/// together are the slabs put in use, and the rate is recycled slabs over slabs put in use.
struct DifferentialTheory: Sendable {
  /// Objects of an epoch: n.
  var objectsPerEpoch: Int
  /// Epochs of a run: E.
  var epochs: Int
  /// Those of them that are closed: M.
  var closes: Int
  /// Share of objects that are session objects: f.
  var sessionFraction: Double
  /// Objects that fit a slab: C.
  var capacity: Int
  /// Epochs of the ring: W.
  var ringSlots: Int

  /// The mean of a count, and its variance.
  struct Count: Equatable {
    var mean = 0.0
    var variance = 0.0

    /// Adds independent slabs, each empty with a probability.
    fileprivate mutating func add(_ slabs: Double, emptyWith probability: Double) {
      mean += slabs * probability
      variance += slabs * probability * (1 - probability)
    }
  }

  /// Whether memory in use grows from epoch to epoch but for chances of one in a billion, which the
  /// closed forms need.
  var isGrowing: Bool {
    let growth = Double(objectsPerEpoch) * sessionFraction
    // The request objects of an epoch that opens and of one that closes differ by chance.
    let deviation = (2 * growth * (1 - sessionFraction)).squareRoot()
    return growth > 6 * deviation + 2 * Double(capacity)
  }

  /// Isolated: each closed epoch gives back its request slabs; the session slabs are new.
  ///
  /// With `a = E[ceil(B(n, 1-f) / C)]` slabs of an epoch's request objects and `s = E[ceil(B(E n,
  /// f) / C)]` session slabs in all, `M a / (E a + s)`, in either reuse mode.
  var isolatedRate: Double {
    let requests = fewestSlabs(objectsPerEpoch, 1 - sessionFraction)
    let sessions = fewestSlabs(objectsPerEpoch * epochs, sessionFraction)
    return Double(closes) * requests / (Double(epochs) * requests + sessions)
  }

  /// The standard deviation of the isolated rate of a run. To first order the rate is M/E times the
  /// share of request objects.
  var isolatedRateDeviation: Double {
    let objects = Double(objectsPerEpoch * epochs)
    return Double(closes) / Double(epochs)
      * (sessionFraction * (1 - sessionFraction) / objects).squareRoot()
  }

  /// Mixed: recycled slabs of a run, and the slabs put in use.
  ///
  /// Strict, an epoch fills `ceil(n / C)` slabs, of which the full ones are empty at their boundary
  /// with probability `(1-f)^C` and the last one, of r objects, with `(1-f)^r`.
  ///
  /// Ring, an epoch fills all free slots of its ring slot's earlier eras before it takes new slabs.
  /// So after era j the slot has `ceil((S + n) / C)` slabs in use, S the sessions of its eras
  /// before. A slab that had a session keeps it; only slabs that are new in the era can be empty at
  /// its end, full ones with `(1-f)^C`, the last one with `(1-f)^r`, `r = 1 + (S + n - 1 mod C)`.
  func mixed(_ reuse: ReuseMode) throws(StatisticsError) -> (recycled: Count, used: Double) {
    let full = pow(1 - sessionFraction, Double(capacity))
    var recycled = Count()
    var used = 0.0
    if reuse == .strict {
      let rest = objectsPerEpoch % capacity
      recycled.add(Double(closes * (objectsPerEpoch / capacity)), emptyWith: full)
      if rest > 0 {
        recycled.add(Double(closes), emptyWith: pow(1 - sessionFraction, Double(rest)))
      }
      used = Double(epochs * ((objectsPerEpoch + capacity - 1) / capacity))
      return (recycled, used)
    }
    for slot in 0..<min(ringSlots, epochs) {
      var inUse = 0.0
      for (era, epoch) in stride(from: slot, to: epochs, by: ringSlots).enumerated() {
        let sessions = try BinomialDistribution(
          trials: era * objectsPerEpoch, probability: sessionFraction)
        let filled = sessions.expectation { ceil(Double($0 + objectsPerEpoch) / Double(capacity)) }
        let new = filled - inUse
        used += new
        let last = sessions.expectation {
          pow(1 - sessionFraction, Double(1 + ($0 + objectsPerEpoch - 1) % capacity))
        }
        var empty = Count()
        empty.add(new - 1, emptyWith: full)
        empty.add(1, emptyWith: last)
        if epoch < closes {
          recycled.mean += empty.mean
          recycled.variance += empty.variance
        }
        inUse = filled - empty.mean
      }
    }
    return (recycled, used)
  }

  /// The mixed arm's rate.
  func mixedRate(_ reuse: ReuseMode) throws(StatisticsError) -> Double {
    let mixed = try mixed(reuse)
    return mixed.recycled.mean / mixed.used
  }

  /// The rate of a routing; nil where the closed form does not hold.
  func rate(_ routing: Routing, _ reuse: ReuseMode) throws(StatisticsError) -> Double? {
    guard isGrowing else { return nil }
    return routing == .isolated ? isolatedRate : try mixedRate(reuse)
  }

  /// The isolated rate over the mixed rate; nil where the closed form does not hold.
  func differential(_ reuse: ReuseMode) throws(StatisticsError) -> Double? {
    guard let isolated = try rate(.isolated, reuse), let mixed = try rate(.mixed, reuse), mixed > 0
    else { return nil }
    return isolated / mixed
  }

  private func fewestSlabs(_ objects: Int, _ probability: Double) -> Double {
    var live = LiveCount()
    live.add(objects, liveWithProbability: probability)
    return live.fewestSlabs(capacity: capacity)
  }
}
