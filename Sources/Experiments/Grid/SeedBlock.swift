import Statistics

/// Consecutive seeds that one process runs after each other, where starting a process takes longer
/// than a run.
struct SeedBlock: Codable, Sendable, Equatable, CustomStringConvertible {
  /// The first seed.
  var first: UInt64
  /// Seeds, counting up from the first and around; 1 or more.
  var count: Int
  /// What tells the draws of this grid point from those of the others with the same seeds, so that
  /// the points of a grid err independently.
  var stream: UInt64

  var values: [UInt64] { (0..<count).map { first &+ UInt64($0) } }

  /// What each seed becomes in this stream: the seed of a generator.
  var generatorSeeds: [UInt64] {
    // Two scrambled words, so that neighbouring seeds and streams share no state.
    var streams = SplitMix64(seed: ~stream)
    let word = streams.next()
    return values.map { value in
      var seeds = SplitMix64(seed: value)
      return seeds.next() ^ word
    }
  }

  /// One generator a seed.
  var generators: [Xoshiro256StarStar] {
    generatorSeeds.map { Xoshiro256StarStar(seed: $0) }
  }

  var description: String { "\(first)...\(first &+ UInt64(count) &- 1)" }

  /// The block in pieces of at most `size` seeds, for processes that run side by side.
  ///
  /// - Parameter size: 1 or more; 10 runs of a second or less take longer than starting a process.
  func split(into size: Int = 10) -> [SeedBlock] {
    stride(from: 0, to: count, by: size).map { start in
      SeedBlock(
        first: first &+ UInt64(start), count: min(size, count - start), stream: stream)
    }
  }
}
