/// The seeds that every point of a grid runs with.
struct Seeds: Sendable, Equatable {
  var first: UInt64 = 0
  /// Seeds, counting up from the first and around.
  var count = 0

  static let parameters: [Parameter<Self>] = [.seed(\.first), .repeats(\.count)]

  /// The seeds with draws of their own for one point of the grid.
  func block(stream: UInt64) -> SeedBlock {
    SeedBlock(first: first, count: count, stream: stream)
  }

  /// The same for the point that some words name, on every platform.
  ///
  /// Source: Fowler, Noll and Vo's hash, FNV-1a of 64 bits.
  func block(_ words: String...) -> SeedBlock {
    block(
      stream: words.joined(separator: " ").utf8.reduce(0xcbf2_9ce4_8422_2325) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      })
  }
}
