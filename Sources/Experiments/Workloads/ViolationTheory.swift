import Results
import Statistics

/// Closed forms of the p-sweep.
struct ViolationTheory: Sendable {
  /// The reuse mode.
  var reuse: ReuseMode
  /// Epochs closed in a run: m.
  var closes: Int
  /// Epochs closed when the first sample is taken, from which growth counts.
  var closesBeforeFirstSample: Int
  /// Bytes of a slab.
  var slabSize: Int
  /// Session objects that fit a slab: C.
  var capacity: Int

  /// Bytes of metadata that a slab takes beside itself.
  static let recordSize = 64

  /// Expected memory growth over p, in bytes: every slab retained past the first sample, with its
  /// record.
  ///
  /// - Parameter p: above 0 to 1.
  func growthPerP(_ p: Double) throws(StatisticsError) -> Double {
    let slabs = try retainedSlabs(p, closes) - retainedSlabs(p, closesBeforeFirstSample)
    return slabs * Double(slabSize + Self.recordSize) / p
  }

  private func retainedSlabs(_ p: Double, _ closes: Int) throws(StatisticsError) -> Double {
    try CostTheory(reuse: reuse, p: p, closes: closes, slabSize: slabSize, capacity: capacity)
      .retainedSlabs()
  }

  /// Expected R-squared of a least-squares line through a path whose steps are Bernoulli(p), nil at
  /// p = 0.
  ///
  /// The path is a random walk with drift p and variance p(1-p) a step. About its fitted line,
  /// Brownian motion on [0, 1] keeps 1/15 of mean square (Karhunen-Loeve trace 1/2, less 1/3 for
  /// the mean and 1/10 for the slope), the line itself has variance 1/12; so m steps give
  /// `1 - 4(1-p) / (5 m p)`, which says nothing of so few sessions that it is below 0: nil.
  func expectedRSquared(p: Double) -> Double? {
    let expected = 1 - 4 * (1 - p) / (5 * Double(closes) * p)
    return p > 0 && expected >= 0 ? expected : nil
  }

  /// Expected retained slabs over expected pinned closes: 1 or more where the pinning growth
  /// theorem's assumptions hold. Ring reuse merges granules across boundaries and leaves 1/C, and
  /// what the slots' partly filled last slabs add.
  ///
  /// - Parameter p: above 0 to 1.
  func boundRatio(_ p: Double) throws(StatisticsError) -> Double {
    try retainedSlabs(p, closes) / (p * Double(closes))
  }
}
