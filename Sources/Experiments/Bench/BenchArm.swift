import Statistics
import Synchronization
import TemporalSlab

/// All patterns once, on one allocator, in one process.
struct BenchArm: Arm {
  var allocator: Allocator
  /// The library to preload; nil for an allocator that needs none.
  var library: String?
  /// The round, from 1.
  var round: Int
  var workload: BenchWorkload

  static let kind = Bench.name

  var work: Double { workload.scale * 2e8 }

  var label: String { "bench \(allocator.rawValue) round=\(round)" }

  var environment: [String: String] { library.map { ["LD_PRELOAD": $0] } ?? [:] }

  func run() throws -> [BenchRow] {
    try allocator.requireLoaded()
    if allocator == .temporalSlab {
      let slabs = try SlabAllocator(SlabConfiguration())
      // The first epoch is nobody's; left open, it would stop the ring.
      try slabs.close(slabs.currentEpoch)
      var crowded = SlabConfiguration()
      // An epoch for each of the threads, and for what they open meanwhile.
      crowded.ringSlots = 48
      let crowd = try SlabAllocator(crowded)
      return try outcome(crowd: { try SlabBenchHeap(phasesOf: crowd) }) {
        try SlabBenchHeap(slabs)
      }
    }
    return try outcome(crowd: { MallocHeap() }) { MallocHeap() }
  }

  private func outcome<H: BenchHeap & ~Copyable>(
    crowd makeCrowdedHeap: @escaping @Sendable () throws -> H,
    _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> [BenchRow] {
    var rows: [BenchRow] = []
    for pattern in workload.patterns {
      for count in pattern.threadCounts where workload.threads.contains(count) {
        rows.append(
          try time(pattern, threads: count, pattern.isCrowded ? makeCrowdedHeap : makeHeap))
      }
    }
    return rows
  }

  private func row(
    _ pattern: BenchPattern, threads: Int, nsPerPair: Double, p50: Double? = nil,
    p99: Double? = nil, p999: Double? = nil
  ) -> BenchRow {
    BenchRow(
      allocator: allocator.rawValue, pattern: pattern.rawValue, threads: threads, round: round,
      nsPerPair: nsPerPair, p50NS: p50, p99NS: p99, p999NS: p999)
  }

  private func scaled(_ operations: Int) -> Int { max(1, Int(Double(operations) * workload.scale)) }

  private func time<H: BenchHeap & ~Copyable>(
    _ pattern: BenchPattern, threads: Int, _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    switch pattern {
    case .pair:
      return try time(pattern, threads, pairs: scaled(800_000), makeHeap) { heap, pairs in
        heap.pair(pairs)
      }
    case .batch:
      return try timeBatches(pattern, threads, of: 1_000, batches: scaled(200), makeHeap)
    case .epoch:
      return try timeBatches(pattern, threads, of: 64, batches: scaled(3_000), makeHeap)
    case .randomReplace:
      return try timeReplacement(threads, makeHeap)
    case .discard:
      return try timeBatches(pattern, threads, of: 1_000, batches: scaled(200), makeHeap)
    case .producerConsumer:
      return try timeHandOver(makeHeap)
    case .latency:
      return try timeLatency(makeHeap)
    case .refill:
      return try timePhases(pattern, threads, of: 4_096, phases: scaled(50), makeHeap)
    case .phase:
      return try timePhases(pattern, threads, of: 1, phases: scaled(200_000), makeHeap)
    }
  }

  private func timeBatches<H: BenchHeap & ~Copyable>(
    _ pattern: BenchPattern, _ threads: Int, of count: Int, batches: Int,
    _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    try time(pattern, threads, pairs: batches * count, makeHeap) { heap, pairs in
      let tokens = UnsafeMutablePointer<H.Token>.allocate(capacity: count)
      defer { tokens.deallocate() }
      let shape = BatchShape(batches: pairs / count, count: count)
      switch pattern {
      case .epoch: return heap.epochs(tokens, shape)
      case .discard: return heap.regions(tokens, shape)
      default: return heap.batch(tokens, shape)
      }
    }
  }

  /// The processor time of phases that some threads open and close at once.
  ///
  /// The mean of all blocks counts, not a fast tenth: a convoy is what happens in the slow ones.
  private func timePhases<H: BenchHeap & ~Copyable>(
    _ pattern: BenchPattern, _ threads: Int, of count: Int, phases: Int,
    _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    let times = try TimedThreads.run(threads) { start in
      var heap = try makeHeap()
      let tokens = UnsafeMutablePointer<H.Token>.allocate(capacity: count)
      defer { tokens.deallocate() }
      return TimedBlocks.meanProcessorTime(start, pairs: phases * count) {
        heap.phases(tokens, BatchShape(batches: phases, count: count))
      }
    }
    return row(pattern, threads: threads, nsPerPair: try mean(of: times))
  }

  /// Times a loop on some threads at once, with objects of its own for each.
  private func time<H: BenchHeap & ~Copyable>(
    _ pattern: BenchPattern, _ threads: Int, pairs: Int,
    _ makeHeap: @escaping @Sendable () throws -> H,
    _ loop: @escaping @Sendable (inout H, Int) -> Int
  ) throws -> BenchRow {
    let times = try TimedThreads.run(threads) { start in
      var heap = try makeHeap()
      return try TimedBlocks.lowDecile(start) {
        heap.begin()
        defer { heap.rest() }
        return TimedBlocks.nanosecondsPerPair(pairs) { loop(&heap, pairs) }
      }
    }
    return row(pattern, threads: threads, nsPerPair: try mean(of: times))
  }

  private func timeReplacement<H: BenchHeap & ~Copyable>(
    _ threads: Int, _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    let pairs = scaled(40_000)
    let seed = workload.seed
    let times = try TimedThreads.run(threads) { start in
      var heap = try makeHeap()
      var live = LiveSet<H.Token>(count: 100_000, smallest: 64, largest: 512, seed: seed)
      heap.fill(&live)
      defer { heap.empty(&live) }
      return try TimedBlocks.lowDecile(start) {
        TimedBlocks.nanosecondsPerPair(pairs) { heap.replace(&live, times: pairs) }
      }
    }
    return row(.randomReplace, threads: threads, nsPerPair: try mean(of: times))
  }

  private func timeHandOver<H: BenchHeap & ~Copyable>(
    _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    let pairs = scaled(40_000)
    let queue = HandOver()
    let role = Atomic<Int>(0)
    let times = try TimedThreads.run(2) { start in
      var heap = try makeHeap()
      let produces = role.add(1, ordering: .relaxed).oldValue == 0
      return try TimedBlocks.lowDecile(start) {
        TimedBlocks.nanosecondsPerPair(pairs) {
          guard produces else { return heap.consume(pairs, from: queue) }
          heap.produce(pairs, into: queue)
          return pairs
        }
      }
    }
    // The slower side sets the rate.
    return row(.producerConsumer, threads: 2, nsPerPair: times.max() ?? 0)
  }

  private func timeLatency<H: BenchHeap & ~Copyable>(
    _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    var heap = try makeHeap()
    var live = LiveSet<H.Token>(
      count: 10_000, smallest: TimedBlocks.objectSize, largest: TimedBlocks.objectSize,
      seed: workload.seed)
    heap.fill(&live)
    _ = heap.replace(&live, times: scaled(100_000))
    let clock = TickClock()
    var histogram = LogLinearHistogram()
    _ = heap.time(&live, times: scaled(300_000), overhead: clock.overhead, into: &histogram)
    heap.empty(&live)
    return row(
      .latency, threads: 1, nsPerPair: histogram.mean * 2 * clock.nanosecondsPerTick,
      p50: histogram.quantile(0.5) * clock.nanosecondsPerTick,
      p99: histogram.quantile(0.99) * clock.nanosecondsPerTick,
      p999: histogram.quantile(0.999) * clock.nanosecondsPerTick)
  }
}

/// The processor's tick counter against the clock.
struct TickClock {
  /// Nanoseconds of a tick.
  let nanosecondsPerTick: Double
  /// Ticks between two readings with nothing between them, the median of many.
  let overhead: UInt64

  init() {
    var gaps: [UInt64] = []
    gaps.reserveCapacity(10_001)
    for _ in 0..<10_001 {
      let first = Platform.ticks()
      gaps.append(Platform.ticks() &- first)
    }
    gaps.sort()
    overhead = gaps[gaps.count / 2]
    let startTime = Platform.monotonicNanoseconds()
    let startTicks = Platform.ticks()
    while Platform.monotonicNanoseconds() - startTime < 5_000_000 {}
    let nanoseconds = Platform.monotonicNanoseconds() - startTime
    nanosecondsPerTick = Double(nanoseconds) / Double(Platform.ticks() &- startTicks)
  }
}
