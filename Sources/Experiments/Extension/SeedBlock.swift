import Statistics

/// Consecutive seeds that one process runs after each other, where starting a process takes longer
/// than a run.
public struct SeedBlock: Codable, Sendable, Equatable {
  /// The first seed.
  public var first: UInt64
  /// Seeds, counting up from the first and around; 1 or more.
  public var count: Int
  /// What tells the draws of this grid point from those of the others with the same seeds, so that
  /// the points of a grid err independently.
  public var stream: UInt64

  /// A block of seeds.
  public init(first: UInt64, count: Int, stream: UInt64) {
    self.first = first
    self.count = count
    self.stream = stream
  }

  /// One generator a seed.
  public var generators: [Xoshiro256StarStar] {
    (0..<count).map { index in
      // Two scrambled words, so that neighbouring seeds and streams share no state.
      var seeds = SplitMix64(seed: first &+ UInt64(index))
      var streams = SplitMix64(seed: ~stream)
      return Xoshiro256StarStar(seed: seeds.next() ^ streams.next())
    }
  }

  /// The block in pieces of at most `size` seeds, for processes that run side by side.
  ///
  /// - Parameter size: 1 or more.
  public func split(into size: Int) -> [SeedBlock] {
    stride(from: 0, to: count, by: size).map { start in
      SeedBlock(
        first: first &+ UInt64(start), count: min(size, count - start), stream: stream)
    }
  }
}
