import Foundation
import Results
import Statistics

/// Closed forms of the classes experiment.
struct ClassesTheory: Sendable {
  let workload: ClassesWorkload

  init(_ workload: ClassesWorkload) { self.workload = workload }

  /// Expected structural bytes after `epochs` epochs, all granules counted whether open or closed.
  ///
  /// Granules of different kinds share no slab, so their retained slabs add up. The fewest slabs
  /// that could hold the live objects do not depend on routing.
  func structuralBytes(of kinds: [[LifetimeClass]], after epochs: Int) -> Double {
    let retained = kinds.reduce(0) { $0 + retainedSlabs(of: $1, after: epochs) }
    return (retained - fewestSlabs(for: kinds.flatMap(\.self), after: epochs))
      * Double(workload.slabSize)
  }

  /// Expected slabs of one kind of granule that hold a live object after `epochs` epochs.
  ///
  /// A granule's objects fill its slabs in the order of allocation. A slab is empty if each of its
  /// objects is dead; objects are independent, and those of different epochs are in independent
  /// order, so the probability is a product over the epochs that a slab spans, of `deadShares` at
  /// the number of its objects from that epoch.
  func retainedSlabs(of kind: [LifetimeClass], after epochs: Int) -> Double {
    let perEpoch = kind.reduce(0) { $0 + workload.objects(of: $1) }
    let span = workload.span(of: kind) ?? epochs
    var retained = 0.0
    /// Objects in the slab that is being filled, and the probability that they are all dead.
    var filled = 0
    var isEmpty = 1.0
    for epoch in 0..<epochs {
      let dead = deadShares(kind, age: epochs - 1 - epoch)
      var left = perEpoch
      while left > 0 {
        let count = min(left, workload.capacity - filled)
        isEmpty *= dead[count]
        filled += count
        left -= count
        if filled == workload.capacity {
          retained += 1 - isEmpty
          (filled, isEmpty) = (0, 1)
        }
      }
      if (epoch + 1) % span == 0 || epoch + 1 == epochs {
        // The next granule has slabs of its own.
        if filled > 0 { retained += 1 - isEmpty }
        (filled, isEmpty) = (0, 1)
      }
    }
    return retained
  }

  /// The probability that r objects, picked at random from those that one epoch gives the granule,
  /// are all dead `age` closes after their own epoch's, for r from 0 to the slab's capacity.
  ///
  /// One object more, dead with probability d, makes n objects of n - 1. Of r picked it is one with
  /// probability r/n, so `D(n, r) = (1 - r/n) D(n-1, r) + (r/n) d D(n-1, r-1)`. When d is the same
  /// for all objects this is `d^r`, the independent form of the boundary recycle rate; otherwise
  /// the fixed numbers of each class make it a sum over the hypergeometric distribution of classes.
  private func deadShares(_ kind: [LifetimeClass], age: Int) -> [Double] {
    let capacity = workload.capacity
    let dead = kind.map { 1 - workload.lifetime(of: $0).survival(age) }
    if let first = dead.first, dead.allSatisfy({ $0 == first }) {
      return (0...capacity).map { pow(first, Double($0)) }
    }
    var shares = [1.0] + Array(repeating: 0, count: capacity)
    var objects = 0
    for (lifetimeClass, dead) in zip(kind, dead) {
      for _ in 0..<workload.objects(of: lifetimeClass) {
        objects += 1
        for r in stride(from: min(objects, capacity), to: 0, by: -1) {
          let isPicked = Double(r) / Double(objects)
          shares[r] = (1 - isPicked) * shares[r] + isPicked * dead * shares[r - 1]
        }
      }
    }
    return shares
  }

  /// Expected fewest slabs for the live objects of some classes.
  private func fewestSlabs(for classes: [LifetimeClass], after epochs: Int) -> Double {
    var live = LiveCount()
    for lifetimeClass in classes {
      let lifetime = workload.lifetime(of: lifetimeClass)
      for age in 0..<epochs {
        live.add(workload.objects(of: lifetimeClass), liveWithProbability: lifetime.survival(age))
      }
    }
    return live.fewestSlabs(capacity: workload.capacity)
  }

  /// Expected share of drained granules among those closed in a run; nil when none is closed.
  ///
  /// A granule of s epochs drains if no object outlives its close: one born in its i-th epoch is at
  /// age s - i then.
  func dsr(of kinds: [[LifetimeClass]]) -> Double? {
    var closes = 0.0
    var drained = 0.0
    for kind in kinds {
      guard let span = workload.span(of: kind) else { continue }
      let isDrained = kind.reduce(1.0) { product, lifetimeClass in
        let lifetime = workload.lifetime(of: lifetimeClass)
        let objects = Double(workload.objects(of: lifetimeClass))
        return (0..<span).reduce(product) { $0 * pow(1 - lifetime.survival($1), objects) }
      }
      closes += Double(workload.epochs / span)
      drained += Double(workload.epochs / span) * isDrained
    }
    return closes > 0 ? drained / closes : nil
  }

  /// For each number of kinds of granule, the division of the classes among them that leaves the
  /// fewest structural bytes at the end of a run.
  ///
  /// - Parameter counts: from 1 to the number of classes.
  func bestDivisions(_ counts: some Sequence<Int>) -> [[[LifetimeClass]]] {
    var retained: [[LifetimeClass]: Double] = [:]
    func slabs(_ kinds: [[LifetimeClass]]) -> Double {
      kinds.reduce(0) { sum, kind in
        let known = retained[kind] ?? retainedSlabs(of: kind, after: workload.epochs)
        retained[kind] = known
        return sum + known
      }
    }
    let all = divisions(of: LifetimeClass.allCases).map { (kinds: $0, slabs: slabs($0)) }
    return counts.compactMap { count in
      all.filter { $0.kinds.count == count }.min { $0.slabs < $1.slabs }?.kinds
    }
  }
}
