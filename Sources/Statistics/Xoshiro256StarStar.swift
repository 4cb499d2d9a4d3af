/// The generator of every seeded draw: 256 bits of state, period 2^256 - 1.
///
///     var generator = Xoshiro256StarStar(seed: 1)
///     if generator.bernoulli(0.05) { allocateSessionObject() }
///
/// The same seed gives the same sequence on every platform.
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4),
/// 2021, and their public-domain reference `xoshiro256starstar.c`.
@frozen
public struct Xoshiro256StarStar: RandomNumberGenerator, Sendable, Equatable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// Fills the four words of state from `SplitMix64(seed:)`; any seed is allowed.
  @inlinable
  public init(seed: UInt64) {
    // SplitMix64 gives each word once in its period, so at most one of the four can be zero.
    var words = SplitMix64(seed: seed)
    s0 = words.next()
    s1 = words.next()
    s2 = words.next()
    s3 = words.next()
  }

  /// Starts from the four words of state themselves, which must not all be zero.
  @inlinable
  public init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
    precondition(s0 | s1 | s2 | s3 != 0, "xoshiro256** state is 0, 0, 0, 0: a word must not be 0")
  }

  /// The four words of state.
  @inlinable
  public var state: (UInt64, UInt64, UInt64, UInt64) { (s0, s1, s2, s3) }

  /// Returns the next word, uniform over all 64-bit values.
  @inlinable
  public mutating func next() -> UInt64 {
    let product = s1 &* 5
    let word = ((product &<< 7) | (product &>> 57)) &* 9
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 &<< 45) | (s3 &>> 19)
    return word
  }

  /// Advances by 2^128 words, so that up to 2^128 streams of one seed never overlap.
  ///
  /// Costs 256 calls of `next()`.
  @inlinable
  public mutating func jump() {
    let polynomial: (UInt64, UInt64, UInt64, UInt64) = (
      0x180e_c6d3_3cfd_0aba, 0xd5a6_1266_f0c9_392c, 0xa958_2618_e03f_c9aa, 0x39ab_dc45_29b1_661c
    )
    var jumped: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    accumulate(polynomial.0, into: &jumped)
    accumulate(polynomial.1, into: &jumped)
    accumulate(polynomial.2, into: &jumped)
    accumulate(polynomial.3, into: &jumped)
    (s0, s1, s2, s3) = jumped
  }

  /// Adds, over GF(2), the states at the 64 next steps whose bit is set in `coefficients`.
  @inlinable
  mutating func accumulate(
    _ coefficients: UInt64, into sum: inout (UInt64, UInt64, UInt64, UInt64)
  ) {
    for bit in 0..<64 {
      if coefficients & (1 &<< bit) != 0 {
        sum.0 ^= s0
        sum.1 ^= s1
        sum.2 ^= s2
        sum.3 ^= s3
      }
      _ = next()
    }
  }
}
