import Statistics

/// Consecutive seeds that one process runs after each other, where starting a process takes longer
/// than a run.
package struct SeedBlock: Codable, Sendable, Equatable, CustomStringConvertible {
  /// The first seed.
  package var first: UInt64
  /// Seeds, counting up from the first and around; 1 or more.
  package var count: Int
  /// What tells the draws of this grid point from those of the others with the same seeds, so that
  /// the points of a grid err independently.
  package var stream: UInt64

  /// A block of seeds.
  package init(first: UInt64, count: Int, stream: UInt64) {
    self.first = first
    self.count = count
    self.stream = stream
  }

  /// The seeds.
  package var values: [UInt64] { (0..<count).map { first &+ UInt64($0) } }

  /// What each seed becomes in this stream: the seed of a generator.
  package var generatorSeeds: [UInt64] {
    // Two scrambled words, so that neighbouring seeds and streams share no state.
    var streams = SplitMix64(seed: ~stream)
    let word = streams.next()
    return values.map { value in
      var seeds = SplitMix64(seed: value)
      return seeds.next() ^ word
    }
  }

  /// One generator a seed.
  package var generators: [Xoshiro256StarStar] {
    generatorSeeds.map { Xoshiro256StarStar(seed: $0) }
  }

  /// The first and the last seed.
  package var description: String { "\(first)...\(first &+ UInt64(count) &- 1)" }

  /// The block in pieces of at most `size` seeds, for processes that run side by side.
  ///
  /// - Parameter size: 1 or more.
  package func split(into size: Int) -> [SeedBlock] {
    stride(from: 0, to: count, by: size).map { start in
      SeedBlock(
        first: first &+ UInt64(start), count: min(size, count - start), stream: stream)
    }
  }
}

extension UInt64 {
  /// A number that follows from the words that name a grid point, the same on every platform.
  ///
  /// Source: Fowler, Noll and Vo's hash, FNV-1a of 64 bits.
  package static func distinct(_ words: String...) -> UInt64 {
    words.joined(separator: " ").utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
  }
}
