import Results

/// The seeds that every point of a grid runs with.
struct Seeds: Sendable, Equatable {
  var first: UInt64 = 0
  /// Seeds, counting up from the first and around.
  var count = 0

  static let parameters: [Parameter<Self>] = [.seed(\.first), .repeats(\.count)]

  /// The seeds with draws of their own for one point of the grid.
  func block(stream: UInt64) -> SeedBlock { SeedBlock(first: first, count: count, stream: stream) }

  /// The same for the point that some words name, on every platform.
  func block(_ words: String...) -> SeedBlock {
    block(stream: digest(of: words.joined(separator: " ")))
  }
}
