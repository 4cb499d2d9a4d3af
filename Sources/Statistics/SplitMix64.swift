/// A 64-bit generator with one word of state, used to turn a seed into the state of a larger one.
///
///     var generator = SplitMix64(seed: 42)
///     let word = generator.next()
///
/// Every seed is valid; the period is 2^64 and each word occurs once in it.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014;
/// constants of Vigna's public-domain reference `splitmix64.c`.
@frozen
public struct SplitMix64: RandomNumberGenerator, Sendable, Equatable {
  @usableFromInline var state: UInt64

  /// Starts the sequence of `seed`; any value is allowed.
  @inlinable
  public init(seed: UInt64) { state = seed }

  /// Returns the next word, uniform over all 64-bit values.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word &>> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word &>> 31)
  }
}
