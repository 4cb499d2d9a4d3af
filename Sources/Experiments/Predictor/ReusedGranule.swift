import Foundation
import Statistics

/// Expected slabs of a granule whose free slots serve later objects while it is open.
///
/// In each epoch N objects come, binomial; each lives on with probability q, and the others are
/// freed at the epoch's close. Free slots are used before a new slab is taken, so that an epoch
/// that finds F free slots takes `ceil((N - F) / C)` new slabs if N > F, and leaves F plus their slots
/// less the objects that live on: a Markov chain of F alone, whose new slabs add up to the
/// granule's.
///
/// A slab is kept while an object lives in it. The slab that is being filled may have none after a
/// close, with probability `(1 - q)^k` after k objects, and is filled on before any other; so
/// whether it is empty is the chain's second part. Neglected are slabs that were filled and of
/// whose C objects none lived on.
struct ReusedGranule {
  /// What an epoch may find at its start.
  private struct State {
    /// Expected slabs that the epoch adds.
    var added = 0.0
    /// Where it leads, with what probability; the index is twice the free slots, and 1 more where
    /// the slab that is being filled is empty.
    var next: [(index: Int, probability: Double)] = []
  }

  private let states: [State]

  /// A chain with masses below this left out changes by less than a billionth of a slab.
  private static let leastMass = 1e-14

  /// - Parameters:
  ///   - objects: of an epoch, routed to the granule or not.
  ///   - share: probability that an object is routed to the granule, above 0 to 1.
  ///   - live: probability that an object in it lives on: q, above 0 to 1.
  ///   - capacity: slots of a slab: C.
  init(objects: Int, share: Double, live: Double, capacity: Int) throws {
    let arrivals = try BinomialDistribution(trials: objects, probability: share)
    let likely = (0...objects).filter { arrivals.mass(at: $0) > Self.leastMass }
    let most = likely.last ?? 0
    /// Of so many objects, the probabilities that 0, 1, 2 … live on.
    let living = try (0...most).map { count in
      let distribution = try BinomialDistribution(trials: count, probability: live)
      return (0...count).map { distribution.mass(at: $0) }
    }
    states = try (0...2 * (most + capacity)).map { index in
      try Interruption.check()
      let free = index / 2
      let isEmpty = index % 2 == 1
      // Whoever has an empty slab has its slots free.
      if isEmpty && free < capacity { return State() }
      var state = State()
      var masses = [Double](repeating: 0, count: 2 * (most + capacity + 1))
      for count in likely {
        let mass = arrivals.mass(at: count)
        let slabs = count > free ? (count - free + capacity - 1) / capacity : 0
        state.added += mass * Double(slabs)
        // Objects in the slab that is being filled at the end, where all of it is known.
        let known =
          slabs > 0
          ? count - free - capacity * (slabs - 1) : isEmpty ? min(count, capacity) : 0
        let noneLives = slabs > 0 || isEmpty ? pow(1 - live, Double(known)) : 0
        for lives in 0...count {
          let left = 2 * (free + capacity * slabs - lives)
          let empty = lives <= count - known ? noneLives * living[count - known][lives] : 0
          masses[left + 1] += mass * empty
          masses[left] += mass * max(0, living[count][lives] - empty)
        }
      }
      state.next = masses.enumerated().filter { $0.element > Self.leastMass }
        .map { (index: $0.offset, probability: $0.element) }
      return state
    }
  }

  /// Expected slabs with a live object after the last of so many epochs, from an empty granule.
  func slabs(epochs: Int) throws -> Double {
    var now = [Double](repeating: 0, count: states.count + 1)
    now[0] = 1
    var slabs = 0.0
    for epoch in 0..<epochs {
      try Interruption.check()
      var next = [Double](repeating: 0, count: now.count)
      var added = 0.0
      for (index, state) in states.enumerated() where now[index] > 0 {
        added += now[index] * state.added
        for (target, probability) in state.next { next[target] += now[index] * probability }
      }
      slabs += added
      let change = zip(next, now).reduce(0) { max($0, abs($1.0 - $1.1)) }
      now = next
      if change < 1e-12 {
        // Every further epoch adds the same.
        slabs += Double(epochs - 1 - epoch) * added
        break
      }
    }
    let empty = stride(from: 1, to: now.count, by: 2).reduce(0.0) { $0 + now[$1] }
    return slabs - empty
  }
}
