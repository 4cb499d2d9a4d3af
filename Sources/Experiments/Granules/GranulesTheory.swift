import Results
import Statistics

/// Closed forms of the granules experiment.
///
/// A pin of age a, that is of the epoch a closes before the last, is live with probability S(a); an
/// epoch has a live pin of that age with probability p S(a), independently of the other epochs.
struct GranulesTheory: Sendable {
  var granule: GranuleKind
  /// How many closes a pin outlives.
  var life: EpochLifetime
  /// Probability that an epoch is pinned.
  var p: Double
  var workload: GranulesWorkload

  /// Expected granules with a live pin of their own after `closes` closes, `p` times the sum of
  /// S(a) over the ages: what the pinning growth theorem bounds R(t) by. With endless pins it is
  /// `p m(t)`, with finite ones it levels at p times the mean life (Little's law).
  func pinnedGranules(after closes: Int) -> Double {
    (0..<closes).reduce(0) { $0 + p * life.survival($1) }
  }

  /// Expected granules that are closed and not reclaimed after `closes` closes: R(t).
  ///
  /// A slab list or a region is retained by its own pin alone, so R(t) is the bound itself. A guard
  /// holds back every bag since its reader entered, so R(t) is one more than the age of the oldest
  /// live pin: the sum, over ages a, of the probability that some pin of age a or more is live,
  /// `1 - product over b >= a of (1 - p S(b))`.
  func retainedGranules(after closes: Int) -> Double {
    guard granule == .guards else { return pinnedGranules(after: closes) }
    var retained = 0.0
    var noneAsOld = 1.0
    for age in stride(from: closes - 1, through: 0, by: -1) {
      noneAsOld *= 1 - p * life.survival(age)
      retained += 1 - noneAsOld
    }
    return retained
  }

  /// The law of R(t) over runs.
  ///
  /// Pins of slab lists and regions are independent, and the cumulants of their Bernoulli variables
  /// add. Of guards, the D closes before the oldest live pin are d or more with probability
  /// `product over the d oldest ages of (1 - p S(a))`, from which the moments of D are sums; and
  /// R = t - D.
  func retainedLaw(after closes: Int) -> SkewedLaw {
    let mean = retainedGranules(after: closes)
    guard granule == .guards else {
      let live = (0..<closes).map { p * life.survival($0) }
      return SkewedLaw(
        mean: mean, variance: live.reduce(0) { $0 + $1 * (1 - $1) },
        thirdMoment: live.reduce(0) { $0 + $1 * (1 - $1) * (1 - 2 * $1) })
    }
    var (first, second, third) = (0.0, 0.0, 0.0)
    var noneAsOld = 1.0
    for before in 0..<closes {
      noneAsOld *= 1 - p * life.survival(closes - 1 - before)
      let d = Double(before)
      first += noneAsOld
      second += (2 * d + 1) * noneAsOld
      third += (3 * d * (d + 1) + 1) * noneAsOld
    }
    let before = SkewedLaw(rawMoments: first, second, third)
    return SkewedLaw(mean: mean, variance: before.variance, thirdMoment: -before.thirdMoment)
  }

  /// Expected share of the granules that are reclaimed at their own close.
  ///
  /// `1 - p` for slab lists and regions. A bag needs that no reader is left of all the epochs so
  /// far: at the j-th close the product of `1 - p S(a)` over the j ages.
  var dsr: Double {
    guard granule == .guards else { return 1 - p }
    var sum = 0.0
    var isDrained = 1.0
    for age in 0..<workload.closes {
      isDrained *= 1 - p * life.survival(age)
      sum += isDrained
    }
    return sum / Double(workload.closes)
  }

  /// The law of the share of granules that are reclaimed at their own close.
  ///
  /// Under guards a close without a live reader forgets all that was before, so that such closes are
  /// a renewal process: the probability of one j closes after another is that of one at the j-th
  /// close, u(j), and the second and third factorial moments of their number are 2 and 6 times the
  /// sums of u(i) u(j - i) and of u(i) u(j - i) u(k - j). Source: Feller, "An Introduction to
  /// Probability Theory and Its Applications", volume 1, 3rd edition, 1968, section XIII.
  var dsrLaw: SkewedLaw {
    let closes = workload.closes
    guard granule == .guards else {
      let share = 1 / Double(closes)
      var law = SkewedLaw(
        mean: dsr, variance: p * (1 - p), thirdMoment: p * (1 - p) * (2 * p - 1))
      law.variance *= share
      law.thirdMoment *= share * share
      return law
    }
    var probability = 1.0
    let renewals = (0..<closes).map { age in
      probability *= 1 - p * life.survival(age)
      return probability
    }
    // The means of N, and of N (N - 1), by the number of closes.
    var counts: [Double] = []
    for renewal in renewals { counts.append((counts.last ?? 0) + renewal) }
    let pairs = (0..<closes).map { last in
      2 * (0..<last).reduce(0.0) { $0 + renewals[$1] * counts[last - 1 - $1] }
    }
    let triples = 3 * (0..<closes - 1).reduce(0.0) { $0 + renewals[$1] * pairs[closes - 2 - $1] }
    var law = SkewedLaw(factorialMoments: counts[closes - 1], pairs[closes - 1], triples)
      .scaled(by: 1 / Double(closes))
    law.mean = dsr
    return law
  }

  /// Expected structural bytes after `closes` closes.
  ///
  /// A pinned epoch retains one slab, or all blocks of its region. The fewest blocks that could
  /// hold the live pins go off. What a guard holds back is dead, so that nothing goes off.
  func structuralBytes(after closes: Int) -> Double {
    let retained = retainedGranules(after: closes)
    if granule == .guards { return retained * Double(bagByteCount) }
    var live = LiveCount()
    for age in 0..<closes { live.add(1, liveWithProbability: p * life.survival(age)) }
    let blocks = granule == .slabs ? 1 : blocksOfPinnedRegion
    return
      (retained * blocks - live.fewestSlabs(capacity: workload.pinsPerBlock(granule)))
      * Double(workload.blockSize)
  }

  /// The law of structural bytes after `closes` closes: r pins are live with the probabilities of
  /// `LiveCount`, and given r, the blocks are the sum of as many independent regions', less the
  /// fewest.
  func structuralLaw(after closes: Int) -> SkewedLaw {
    var law = retainedLaw(after: closes)
    if granule == .guards { return law.scaled(by: Double(bagByteCount)) }
    var live = LiveCount()
    for age in 0..<closes { live.add(1, liveWithProbability: p * life.survival(age)) }
    let capacity = workload.pinsPerBlock(granule)
    let blocks = granule == .slabs ? [1.0] : blocksByPlace.map(Double.init)
    let places = Double(blocks.count)
    let each = SkewedLaw(
      rawMoments: blocks.reduce(0, +) / places, blocks.reduce(0) { $0 + $1 * $1 } / places,
      blocks.reduce(0) { $0 + $1 * $1 * $1 } / places)
    func mean(_ pins: Int) -> Double {
      Double(pins) * each.mean - Double((pins + capacity - 1) / capacity)
    }
    let masses = live.masses
    let centre = masses.indices.reduce(0.0) { $0 + masses[$1] * mean($1) }
    (law.variance, law.thirdMoment) = (0, 0)
    for (pins, mass) in masses.enumerated() {
      let (distance, count) = (mean(pins) - centre, Double(pins))
      law.variance += mass * (distance * distance + count * each.variance)
      law.thirdMoment +=
        mass
        * (distance * distance * distance
          + count * (3 * distance * each.variance + each.thirdMoment))
    }
    law = law.scaled(by: Double(workload.blockSize))
    law.mean = structuralBytes(after: closes)
    return law
  }

  /// Bytes of an epoch's retired objects.
  private var bagByteCount: Int {
    workload.requestObjects * RegionAllocator.footprint(of: workload.requestSize)
  }

  /// Blocks that the request objects of an epoch fill, in the kind's layout.
  var blocksOfRequests: Int {
    let size =
      granule == .slabs
      ? ParameterRules.slotSize(of: workload.requestSize)
      : RegionAllocator.footprint(of: workload.requestSize)
    let perBlock = workload.blockSize / size
    return (workload.requestObjects + perBlock - 1) / perBlock
  }

  /// Expected blocks of a region with its request objects and a pin among them, over the places of
  /// the pin.
  var blocksOfPinnedRegion: Double {
    Double(blocksByPlace.reduce(0, +)) / Double(workload.requestObjects + 1)
  }

  /// Blocks of a region by the request objects before the pin. An object that does not fit a block's
  /// rest begins the next, so the place matters.
  private var blocksByPlace: [Int] {
    let request = RegionAllocator.footprint(of: workload.requestSize)
    let pin = RegionAllocator.footprint(of: workload.pinSize)
    let perBlock = workload.blockSize / request
    return (0...workload.requestObjects).map { place in
      // The rest of the block in which the objects before the pin end.
      let before = (place + perBlock - 1) / perBlock
      let inLast = place - max(0, before - 1) * perBlock
      let rest = before == 0 ? 0 : workload.blockSize - inLast * request
      var blocks = before
      var left = workload.requestObjects - place
      if pin <= rest {
        left -= min(left, (rest - pin) / request)
      } else {
        blocks += 1
        left -= min(left, (workload.blockSize - pin) / request)
      }
      return blocks + (left + perBlock - 1) / perBlock
    }
  }

  /// The most memory that a run without pins may use at once: one open granule and a full cache of
  /// empty blocks, as the bound under drainability of the paper's second theorem has it.
  var drainedBoundByteCount: Int {
    let cached = granule == .guards ? 0 : BlockPool.standardCacheLimit
    return (blocksOfRequests + cached) * workload.blockSize
  }
}
