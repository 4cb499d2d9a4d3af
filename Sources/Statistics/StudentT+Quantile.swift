extension StudentT {
  /// The value that is exceeded with probability `1 - probability`.
  ///
  /// Newton's method on the side of the distribution where the function is concave, so that it
  /// converges from any start: on the probability near the centre, and on its logarithm against
  /// the logarithm of t in the tails.
  /// - Parameter probability: From 0 (minus infinity) to 1 (plus infinity).
  package func quantile(_ probability: Double) throws(StatisticsError) -> Double {
    try check(probability: probability, named: "probability")
    let beyond = min(probability, 1 - probability)
    let within = (probability - 0.5).magnitude
    let magnitude = beyond < 0.25 ? try tailQuantile(beyond) : centralQuantile(within)
    return probability < 0.5 ? -magnitude : magnitude
  }

  /// The t of 0 or more with probability `within`, a quarter at most, between 0 and t.
  private func centralQuantile(_ within: Double) -> Double {
    // The density is greatest at 0: this start is not above the root.
    var t = within / density(0)
    for _ in 0..<Self.iterationLimit where t > 0 {
      let step = (within - split(at: t).within) / density(t)
      t += step
      if step.magnitude <= t * Self.tolerance { break }
    }
    return t
  }

  /// The t with probability `beyond`, below a quarter, of a value above it.
  private func tailQuantile(_ beyond: Double) throws(StatisticsError) -> Double {
    guard beyond > 0 else { return .infinity }
    let target = naturalLog(beyond)
    var t = try -StandardNormal.quantile(beyond)
    for _ in 0..<Self.iterationLimit {
      let split = split(at: t)
      let step = (split.logBeyond - target) / split.decline
      t *= exponential(step)
      // Beyond the largest number, for a fraction of a degree of freedom or a subnormal tail.
      guard t.isFinite else { return .infinity }
      if step.magnitude <= Self.tolerance { break }
    }
    return t
  }

  private static var iterationLimit: Int { 100 }
  private static var tolerance: Double { 0x1p-51 }
}
