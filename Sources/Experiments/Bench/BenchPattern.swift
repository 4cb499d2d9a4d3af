import Statistics

/// A sequence of allocations and frees whose time is measured.
public enum BenchPattern: String, CaseIterable, Codable, Sendable {
  /// Allocate 128 bytes, free them.
  case pair
  /// 1,000 allocations of 128 bytes, then their frees in the same order.
  case batch
  /// 100,000 live objects of 64 to 512 bytes; a random one is freed and replaced.
  case randomReplace = "random-replace"
  /// 64 objects of 128 bytes, freed, and the phase closed.
  case epoch
  /// Objects of 128 bytes that another thread frees.
  case producerConsumer = "producer-consumer"
  /// As random-replace with 10,000 objects of 128 bytes, each operation timed by itself.
  case latency

  /// Thread counts at which the pattern runs.
  public var threadCounts: [Int] {
    switch self {
    case .producerConsumer: [2]
    case .latency: [1]
    default: [1, 2]
    }
  }
}

/// The loops of the patterns. Each returns the pairs of operations that it did.
enum BenchLoop {
  static let objectSize = 128

  @inline(never)
  static func pair(_ heap: inout some BenchHeap & ~Copyable, pairs: Int) -> Int {
    var freed = 0
    for _ in 0..<pairs where heap.free(heap.allocate(objectSize)) { freed &+= 1 }
    return freed
  }

  @inline(never)
  static func batch<H: BenchHeap & ~Copyable>(
    _ heap: inout H, batches: Int, of count: Int, closing: Bool
  ) -> Int {
    let tokens = UnsafeMutablePointer<H.Token>.allocate(capacity: count)
    defer { tokens.deallocate() }
    var freed = 0
    for _ in 0..<batches {
      for index in 0..<count { tokens[index] = heap.allocate(objectSize) }
      for index in 0..<count where heap.free(tokens[index]) { freed &+= 1 }
      if closing { heap.endPhase() }
    }
    return freed
  }

  /// A set of live objects of which random ones are replaced.
  struct LiveSet<H: BenchHeap & ~Copyable>: ~Copyable {
    let tokens: UnsafeMutablePointer<H.Token>
    let count: Int
    let smallest: Int
    let span: UInt64
    var random: Xoshiro256StarStar

    /// Fills the set with objects of `smallest` to `largest` bytes.
    init(_ heap: inout H, count: Int, smallest: Int, largest: Int, seed: UInt64) {
      self.count = count
      self.smallest = smallest
      span = UInt64(largest - smallest + 1)
      random = Xoshiro256StarStar(seed: seed)
      tokens = .allocate(capacity: count)
      for index in 0..<count { tokens[index] = heap.allocate(size()) }
    }

    deinit { tokens.deallocate() }

    @inline(__always) private mutating func size() -> Int {
      smallest &+ Int(truncatingIfNeeded: random.nextBounded(span))
    }

    @inline(__always)
    mutating func replace(_ heap: inout H) -> Bool {
      let index = Int(truncatingIfNeeded: random.nextBounded(UInt64(count)))
      let freed = heap.free(tokens[index])
      tokens[index] = heap.allocate(size())
      return freed
    }

    mutating func freeAll(_ heap: inout H) {
      for index in 0..<count { _ = heap.free(tokens[index]) }
    }

    @inline(never)
    mutating func replace(_ heap: inout H, times: Int) -> Int {
      var freed = 0
      for _ in 0..<times where replace(&heap) { freed &+= 1 }
      return freed
    }

    /// Replaces objects and times each allocation and each free.
    ///
    /// - Parameter overhead: ticks that reading the clock twice takes.
    @inline(never)
    mutating func time(
      _ heap: inout H, times: Int, overhead: UInt64, into histogram: inout LogLinearHistogram
    ) -> Int {
      var freed = 0
      for _ in 0..<times {
        let index = Int(truncatingIfNeeded: random.nextBounded(UInt64(count)))
        let size = size()
        let start = Platform.ticks()
        if heap.free(tokens[index]) { freed &+= 1 }
        let middle = Platform.ticks()
        tokens[index] = heap.allocate(size)
        let end = Platform.ticks()
        histogram.record(max(overhead, middle &- start) &- overhead)
        histogram.record(max(overhead, end &- middle) &- overhead)
      }
      return freed
    }
  }
}
