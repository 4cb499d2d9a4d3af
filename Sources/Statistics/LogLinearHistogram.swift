/// Counts of whole numbers in buckets whose width grows with the value: 32 buckets an octave, so a
/// quantile is off by at most one part in 32.
///
///     var histogram = LogLinearHistogram()
///     histogram.record(137)
///     histogram.quantile(0.99)
///
/// The layout is that of HdrHistogram (Tene) with 5 significant bits: values below 32 have a bucket
/// each; above, the leading one and the 5 bits after it choose the bucket. Recording is O(1) and
/// allocates nothing.
package struct LogLinearHistogram: ~Copyable {
  private static let subBits: UInt64 = 5
  private static let bucketCount = 64 << 5
  private let counts: UnsafeMutablePointer<UInt64>
  /// Values recorded.
  package private(set) var count: UInt64 = 0
  private var sum = 0.0

  /// An empty histogram; its storage is touched here.
  package init() {
    counts = .allocate(capacity: Self.bucketCount)
    counts.initialize(repeating: 0, count: Self.bucketCount)
  }

  deinit { counts.deallocate() }

  /// Counts a value.
  package mutating func record(_ value: UInt64) {
    // Every index is below 64 octaves of 32 buckets.
    counts[Self.bucket(of: value)] &+= 1
    count &+= 1
    sum += Double(value)
  }

  /// The mean of the values; 0 without any.
  package var mean: Double { count == 0 ? 0 : sum / Double(count) }

  /// The middle of the bucket that holds the given quantile; 0 without any value.
  ///
  /// - Parameter q: from 0 to 1.
  package func quantile(_ q: Double) -> Double {
    guard count > 0 else { return 0 }
    let rank = min(count - 1, UInt64(max(0, q) * Double(count)))
    var seen: UInt64 = 0
    for index in 0..<Self.bucketCount {
      seen += counts[index]
      if seen > rank { return Self.middle(of: index) }
    }
    return 0
  }

  static func bucket(of value: UInt64) -> Int {
    if value < 1 << (subBits + 1) { return Int(value) }
    let octave = UInt64(63 - value.leadingZeroBitCount) - subBits
    return Int(octave << subBits + value >> octave)
  }

  static func middle(of index: Int) -> Double {
    let index = UInt64(index)
    if index < 1 << (subBits + 1) { return Double(index) }
    let octave = index >> subBits - 1
    let low = (index - octave << subBits) << octave
    return Double(low) + Double(UInt64(1) << octave - 1) / 2
  }
}
