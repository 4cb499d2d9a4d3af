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
  /// the pin. An object that does not fit a block's rest begins the next, so the place matters.
  var blocksOfPinnedRegion: Double {
    let request = RegionAllocator.footprint(of: workload.requestSize)
    let pin = RegionAllocator.footprint(of: workload.pinSize)
    let perBlock = workload.blockSize / request
    var sum = 0
    for place in 0...workload.requestObjects {
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
      blocks += (left + perBlock - 1) / perBlock
      sum += blocks
    }
    return Double(sum) / Double(workload.requestObjects + 1)
  }

  /// The most memory that a run without pins may use at once: one open granule and a full cache of
  /// empty blocks, as the bound under drainability of the paper's second theorem has it.
  var drainedBoundByteCount: Int {
    let cached = granule == .guards ? 0 : BlockPool.standardCacheLimit
    return (blocksOfRequests + cached) * workload.blockSize
  }
}
