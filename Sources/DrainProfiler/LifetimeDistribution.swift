/// Lifetime deltas: how far past their boundaries objects lived.
///
/// Count, least, greatest and mean are exact. Quantiles are exact while `count` is at most the
/// sample's limit; beyond, they are those of a uniform sample (Vitter, "Random sampling with a
/// reservoir", ACM TOMS 11(1), 1985, algorithm R).
public struct LifetimeDistribution: Hashable, Sendable {
  /// Deltas.
  public private(set) var count: UInt64 = 0
  /// The least; 0 without any.
  public private(set) var minimum: UInt64 = 0
  /// The greatest; 0 without any.
  public private(set) var maximum: UInt64 = 0
  private var sum: UInt64 = 0
  private var sample: [UInt64] = []
  let limit: Int
  private var random: UInt64 = 0x2545_f491_4f6c_dd1d

  init(limit: Int) { self.limit = max(1, limit) }

  /// The mean; 0 without any.
  public var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

  /// The deltas that are kept, ascending: all of them up to the limit.
  public var values: [UInt64] { sample.sorted() }

  /// The delta below which a share `q` of the deltas lies, by nearest rank; nil without any.
  ///
  /// - Parameter q: from 0 to 1.
  public func quantile(_ q: Double) -> UInt64? {
    if sample.isEmpty { return nil }
    let rank = Int((q * Double(sample.count)).rounded(.up)) - 1
    return values[min(max(rank, 0), sample.count - 1)]
  }

  mutating func record(_ delta: UInt64) {
    minimum = count == 0 ? delta : min(minimum, delta)
    maximum = max(maximum, delta)
    sum &+= delta
    count += 1
    if sample.count < limit {
      sample.append(delta)
      return
    }
    // xorshift64* (Vigna, ACM TOMS 42(4), 2016).
    random ^= random &>> 12
    random ^= random &<< 25
    random ^= random &>> 27
    let place = Int((random &* 0x2545_f491_4f6c_dd1d).multipliedFullWidth(by: count).high)
    if place < limit { sample[place] = delta }
  }
}

/// Lifetime deltas counted by powers of ten, all of them, exactly.
public struct LifetimeHistogram: Hashable, Sendable {
  /// Upper bounds in nanoseconds, ascending: from a microsecond to a thousand seconds.
  public static let bounds: [UInt64] = (3...12).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// Deltas up to each bound and above the one before it, and at last those above all bounds.
  public private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
  /// The sum of all deltas, in nanoseconds.
  public private(set) var sum: UInt64 = 0

  /// Without deltas.
  public init() {}

  /// Deltas.
  public var count: UInt64 { counts.reduce(0, +) }

  mutating func record(_ nanoseconds: UInt64) {
    counts[Self.bounds.firstIndex { nanoseconds <= $0 } ?? Self.bounds.count] += 1
    sum &+= nanoseconds
  }
}

/// What one site's objects did to granules.
public struct SiteSummary: Hashable, Sendable {
  /// What the lifetimes of a site's pinning objects advise.
  public enum Verdict: String, Sendable {
    /// Most died soon after the boundary: move the boundary.
    case nearMiss = "near miss"
    /// Most lived far past the boundary, or live yet: route them to another granule.
    case routingMismatch = "routing mismatch"
  }

  /// The line that allocates them.
  public var site: AllocationSite
  /// Granules that closed with a live object of the site.
  public var granulesPinned = 0
  /// Objects of the site that were live at a close.
  public var objects = 0
  /// Bytes of those objects.
  public var byteCount = 0
  /// Those of them that died within the near-miss threshold.
  public var nearMisses = 0
  /// Those of them that died beyond it.
  public var mismatches = 0
  /// Nanoseconds past the boundary of those that have died.
  public var nanoseconds: LifetimeDistribution
  /// Closes past the boundary of those that have died.
  public var closes: LifetimeDistribution

  init(_ site: AllocationSite, limit: Int) {
    self.site = site
    nanoseconds = LifetimeDistribution(limit: limit)
    closes = LifetimeDistribution(limit: limit)
  }

  /// Those of them that have not died.
  public var outstanding: Int { objects - nearMisses - mismatches }

  /// What most of them say.
  public var verdict: Verdict {
    nearMisses > mismatches + outstanding ? .nearMiss : .routingMismatch
  }
}
