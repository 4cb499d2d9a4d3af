/// Durations that ended, and those that went on when the recording did, in buckets whose width
/// grows with the value: 16 an octave, so that a bucket's ends differ by one part in 16 at most.
///
/// Open durations are censored: what is known of one is that it is longer. The share that lives
/// beyond a value is estimated as Kaplan and Meier do ("Nonparametric estimation from incomplete
/// observations", JASA 53, 1958), ends before cuts within a bucket.
package struct DurationHistogram: Sendable, Equatable {
  /// Durations within a bucket.
  package struct Bucket: Sendable, Equatable {
    /// The least duration and the greatest.
    package var from: UInt64
    package var through: UInt64
    package var ended: Int
    /// Durations that were so long when the recording ended.
    package var open: Int
  }

  private static let subBits: UInt64 = 4
  private var endedCounts: [Int] = []
  private var openCounts: [Int] = []
  package private(set) var ended = 0
  package private(set) var open = 0

  init() {}

  mutating func recordEnded(_ duration: UInt64, times: Int = 1) {
    Self.add(times, to: &endedCounts, Self.index(of: duration))
    ended = saturated(ended, plus: times)
  }

  mutating func recordOpen(_ duration: UInt64, times: Int = 1) {
    Self.add(times, to: &openCounts, Self.index(of: duration))
    open = saturated(open, plus: times)
  }

  private static func add(_ times: Int, to counts: inout [Int], _ index: Int) {
    if index >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: index + 1 - counts.count))
    }
    counts[index] = saturated(counts[index], plus: times)
  }

  /// The buckets that hold something, by duration.
  package var buckets: [Bucket] {
    (0..<max(endedCounts.count, openCounts.count)).compactMap { index in
      let ended = index < endedCounts.count ? endedCounts[index] : 0
      let open = index < openCounts.count ? openCounts[index] : 0
      if ended == 0 && open == 0 { return nil }
      let (from, through) = Self.bounds(of: index)
      return Bucket(from: from, through: through, ended: ended, open: open)
    }
  }

  /// The estimated share that lives beyond each bucket's greatest duration. O(buckets).
  package var survival: [(through: UInt64, share: Double)] {
    var atRisk = Double(ended) + Double(open)
    var share = 1.0
    return buckets.map { bucket in
      share *= 1 - Double(bucket.ended) / atRisk
      atRisk -= Double(bucket.ended) + Double(bucket.open)
      return (bucket.through, share)
    }
  }

  /// The duration that a share `q` of all does not exceed, to the bucket's upper end; nil where so
  /// many did not end.
  ///
  /// - Parameter q: above 0, up to 1.
  package func quantile(_ q: Double) -> UInt64? {
    // A product of quotients misses the whole numbers that it stands for by some units of 2^-53.
    survival.first { 1 - $0.share >= q - 1e-9 }?.through
  }

  static func index(of value: UInt64) -> Int {
    if value < 2 << subBits { return Int(value) }
    let octave = UInt64(63 - value.leadingZeroBitCount) - subBits
    return Int(octave << subBits + value >> octave)
  }

  static func bounds(of index: Int) -> (from: UInt64, through: UInt64) {
    let index = UInt64(index)
    if index < 2 << subBits { return (index, index) }
    let octave = index >> subBits - 1
    let from = (index - octave << subBits) << octave
    return (from, from + (1 << octave - 1))
  }
}

/// A sum of counts that stops at the largest number: objects of a faulty recording can have more
/// granules than that.
@inline(__always) func saturated(_ count: Int, plus added: Int) -> Int {
  let (sum, isBeyond) = count.addingReportingOverflow(added)
  return isBeyond ? .max : sum
}
