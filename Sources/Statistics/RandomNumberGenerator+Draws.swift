extension RandomNumberGenerator {
  /// Returns a number uniform over the multiples of 2^-53 in [0, 1), from the 53 high bits of a
  /// word.
  @inlinable
  package mutating func nextUnit() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// Returns true with probability `p`: never at 0, always at 1.
  ///
  /// Always consumes one word, so that sequences that differ only in `p` stay aligned.
  /// - Parameter p: A probability; below 0 it acts as 0 and above 1 as 1.
  @inlinable
  package mutating func bernoulli(_ p: Double) -> Bool {
    nextUnit() < p
  }

  /// Returns an integer uniform over `0..<n`, without bias.
  ///
  /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019.
  /// - Parameter n: The number of outcomes, 1 or more; 0 traps.
  /// - Complexity: One word, and one more with probability below `n / 2^64`, repeatedly.
  @inlinable
  package mutating func nextBounded(_ n: UInt64) -> UInt64 {
    precondition(n > 0, "nextBounded(0): the number of outcomes must be 1 or more")
    var product = next().multipliedFullWidth(by: n)
    if product.low < n {
      let rejected = (0 &- n) % n
      while product.low < rejected {
        product = next().multipliedFullWidth(by: n)
      }
    }
    return product.high
  }
}
