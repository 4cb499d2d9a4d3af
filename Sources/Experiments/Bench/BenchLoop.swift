import Statistics

/// How many batches of how many objects.
struct BatchShape: Sendable {
  var batches: Int
  var count: Int
}

/// Live objects, of which random ones are replaced.
struct LiveSet<Token: BitwiseCopyable>: ~Copyable {
  let tokens: UnsafeMutablePointer<Token>
  let count: Int
  private let smallest: Int
  private let span: UInt64
  private var state: UInt64

  /// A set of `count` objects of `smallest` to `largest` bytes, to be filled.
  init(count: Int, smallest: Int, largest: Int, seed: UInt64) {
    self.count = count
    self.smallest = smallest
    span = UInt64(largest - smallest + 1)
    state = seed
    tokens = .allocate(capacity: count)
  }

  deinit { tokens.deallocate() }

  /// An object of the set and a size, from a linear congruential generator: what is timed is to be
  /// allocations and frees. The index is made of its high bits, the size of those below the 17th.
  /// Multiplier: Knuth, The Art of Computer Programming, volume 2, section 3.3.4.
  @inline(__always) mutating func choose() -> (index: Int, size: Int) {
    state = state &* 6_364_136_223_846_793_005 &+ 1
    let index = ((state &>> 32) &* UInt64(truncatingIfNeeded: count)) &>> 32
    let extra = ((state &>> 15 & 0xffff_ffff) &* span) &>> 32
    return (Int(truncatingIfNeeded: index), smallest &+ Int(truncatingIfNeeded: extra))
  }
}

/// A set that one thread leaves to the next.
final class Baton<Token: BitwiseCopyable>: @unchecked Sendable {
  // One thread at a time has it.
  var live: LiveSet<Token>

  init(_ live: consuming LiveSet<Token>) { self.live = live }
}

/// Allocates `count` objects, then frees them; returns how many frees were accepted.
@inline(__always)
func fillAndEmpty<Token>(
  _ tokens: UnsafeMutablePointer<Token>, _ count: Int, _ allocate: (Int) -> Token,
  _ free: (Token) -> Bool
) -> Int {
  var freed = 0
  for index in 0..<count { tokens[index] = allocate(TimedBlocks.objectSize) }
  for index in 0..<count where free(tokens[index]) { freed &+= 1 }
  return freed
}

/// The loops of the patterns, the same for every allocator. They return the pairs that they did.
extension BenchHeap where Self: ~Copyable {
  @inline(never) mutating func pair(_ pairs: Int) -> Int {
    var freed = 0
    for _ in 0..<pairs where free(allocate(TimedBlocks.objectSize)) { freed &+= 1 }
    return freed
  }

  @inline(never) mutating func batch(
    _ tokens: UnsafeMutablePointer<Token>, _ shape: BatchShape
  ) -> Int {
    var freed = 0
    for _ in 0..<shape.batches {
      freed &+= fillAndEmpty(tokens, shape.count, { allocate($0) }, { free($0) })
    }
    return freed
  }

  @inline(never) mutating func fill(_ live: inout LiveSet<Token>) {
    for index in 0..<live.count { live.tokens[index] = allocate(live.choose().size) }
  }

  mutating func empty(_ live: inout LiveSet<Token>) {
    for index in 0..<live.count { _ = free(live.tokens[index]) }
  }

  @inline(never) mutating func replace(_ live: inout LiveSet<Token>, times: Int) -> Int {
    var freed = 0
    for _ in 0..<times {
      let (index, size) = live.choose()
      if free(live.tokens[index]) { freed &+= 1 }
      live.tokens[index] = allocate(size)
    }
    return freed
  }

  /// Allocates a set and frees it in an order that names each of its objects once.
  @inline(never) mutating func burst(
    _ live: inout LiveSet<Token>, _ order: UnsafePointer<UInt32>
  ) -> Int {
    var freed = 0
    fill(&live)
    for index in 0..<live.count where free(live.tokens[Int(order[index])]) { freed &+= 1 }
    return freed
  }

  /// Replaces objects and times each allocation and each free.
  ///
  /// - Parameter overhead: ticks that reading the clock twice takes.
  @inline(never) mutating func time(
    _ live: inout LiveSet<Token>, times: Int, overhead: UInt64,
    into histogram: inout LogLinearHistogram
  ) -> Int {
    var freed = 0
    for _ in 0..<times {
      let (index, size) = live.choose()
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

  @inline(never) mutating func produce(_ pairs: Int, into queue: HandOver) {
    for _ in 0..<pairs { queue.send(allocate(TimedBlocks.objectSize).word) }
  }

  @inline(never) mutating func consume(_ pairs: Int, from queue: HandOver) -> Int {
    var freed = 0
    for _ in 0..<pairs where free(Token(word: queue.receive())) { freed &+= 1 }
    return freed
  }
}
