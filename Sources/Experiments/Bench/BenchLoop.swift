import Statistics

/// How many batches of how many objects, and whether each is a phase that is closed.
struct BatchShape: Sendable {
  var batches: Int
  var count: Int
  var isPhased: Bool
}

/// Live objects, of which random ones are replaced.
struct LiveSet<Token: BitwiseCopyable>: ~Copyable {
  let tokens: UnsafeMutablePointer<Token>
  let count: Int
  private let smallest: Int
  private let span: UInt64
  private var random: Xoshiro256StarStar

  /// A set of `count` objects of `smallest` to `largest` bytes, to be filled.
  init(count: Int, smallest: Int, largest: Int, seed: UInt64) {
    self.count = count
    self.smallest = smallest
    span = UInt64(largest - smallest + 1)
    random = Xoshiro256StarStar(seed: seed)
    tokens = .allocate(capacity: count)
  }

  deinit { tokens.deallocate() }

  @inline(__always) mutating func size() -> Int {
    smallest &+ Int(truncatingIfNeeded: random.nextBounded(span))
  }

  @inline(__always) mutating func index() -> Int {
    Int(truncatingIfNeeded: random.nextBounded(UInt64(count)))
  }
}

/// The loops of the patterns, the same for every allocator. They return the pairs that they did.
enum BenchLoop {
  @inline(__always)
  static func pair<Token>(
    _ pairs: Int, _ allocate: (Int) -> Token, _ free: (Token) -> Bool
  ) -> Int {
    var freed = 0
    for _ in 0..<pairs where free(allocate(TimedBlocks.objectSize)) { freed &+= 1 }
    return freed
  }

  @inline(__always)
  static func batch<Token>(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape, _ allocate: (Int) -> Token,
    _ free: (Token) -> Bool, _ endPhase: () -> Void
  ) -> Int {
    var freed = 0
    for _ in 0..<shape.batches {
      for index in 0..<shape.count { tokens[index] = allocate(TimedBlocks.objectSize) }
      for index in 0..<shape.count where free(tokens[index]) { freed &+= 1 }
      if shape.isPhased { endPhase() }
    }
    return freed
  }

  @inline(__always)
  static func fill<Token>(_ live: inout LiveSet<Token>, _ allocate: (Int) -> Token) {
    for index in 0..<live.count { live.tokens[index] = allocate(live.size()) }
  }

  @inline(__always)
  static func empty<Token>(_ live: inout LiveSet<Token>, _ free: (Token) -> Bool) {
    for index in 0..<live.count { _ = free(live.tokens[index]) }
  }

  @inline(__always)
  static func replace<Token>(
    _ live: inout LiveSet<Token>, times: Int, _ allocate: (Int) -> Token, _ free: (Token) -> Bool
  ) -> Int {
    var freed = 0
    for _ in 0..<times {
      let index = live.index()
      if free(live.tokens[index]) { freed &+= 1 }
      live.tokens[index] = allocate(live.size())
    }
    return freed
  }

  /// Replaces objects and times each allocation and each free.
  ///
  /// - Parameter overhead: ticks that reading the clock twice takes.
  @inline(__always)
  static func time<Token>(
    _ live: inout LiveSet<Token>, times: Int, overhead: UInt64,
    into histogram: inout LogLinearHistogram, _ allocate: (Int) -> Token, _ free: (Token) -> Bool
  ) -> Int {
    var freed = 0
    for _ in 0..<times {
      let index = live.index()
      let size = live.size()
      let start = Platform.ticks()
      if free(live.tokens[index]) { freed &+= 1 }
      let middle = Platform.ticks()
      live.tokens[index] = allocate(size)
      let end = Platform.ticks()
      histogram.record(max(overhead, middle &- start) &- overhead)
      histogram.record(max(overhead, end &- middle) &- overhead)
    }
    return freed
  }

  @inline(__always)
  static func produce(_ pairs: Int, into queue: HandOver, _ allocate: (Int) -> UInt64) {
    for _ in 0..<pairs { queue.send(allocate(TimedBlocks.objectSize)) }
  }

  @inline(__always)
  static func consume(_ pairs: Int, from queue: HandOver, _ free: (UInt64) -> Bool) -> Int {
    var freed = 0
    for _ in 0..<pairs where free(queue.receive()) { freed &+= 1 }
    return freed
  }
}
