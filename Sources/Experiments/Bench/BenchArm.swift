import Statistics
import Synchronization
import TemporalSlab

/// What a process of the benchmark measured.
struct BenchOutcome: Codable {
  var rows: [BenchRow] = []
  /// Empty where the system does not tell.
  var memory: [BenchMemory] = []
}

/// Patterns, one after the other, on one allocator, in one process.
struct BenchArm: Arm {
  /// The allocator; nil for a peer.
  var allocator: Allocator?
  /// What rows call it.
  var name: String
  /// The library to preload; nil for an allocator that needs none.
  var library: String?
  /// The round, from 1.
  var round: Int
  var workload: BenchWorkload

  static let kind = Bench.name

  /// Size classes as close as those of the other allocators: 64, which most patterns ask for, and the
  /// twelve multiples of 16 with which a slab of 4 KiB holds most objects of sizes that are uniform
  /// from 64 to 512 bytes.
  static let sizeClasses = [64, 96, 128, 160, 192, 224, 256, 288, 336, 368, 400, 448, 512]

  /// What is told of them.
  static let classesInWords =
    "\(sizeClasses.count) size classes from \(sizeClasses[0]) to "
    + "\(sizeClasses[sizeClasses.count - 1]) bytes"

  var work: Double {
    workload.scale * 4e6 * Double(workload.patterns.count * workload.threads.count)
  }

  var label: String {
    let patterns = workload.patterns.map(\.rawValue).joined(separator: ",")
    let threads = workload.threads.map { "\($0)" }.joined(separator: ",")
    return "bench \(name) \(patterns) threads=\(threads) round=\(round)"
  }

  var environment: [String: String] { library.map { ["LD_PRELOAD": $0] } ?? [:] }

  func run() throws -> BenchOutcome {
    if let allocator { try allocator.requireLoaded() } else { try requirePeer() }
    Platform.loadCode()
    if allocator == .temporalSlab {
      var configuration = SlabConfiguration()
      configuration.sizeClasses = Self.sizeClasses
      configuration.usesHugePages = name == BenchRow.hugeAllocator
      let slabs = try SlabAllocator(configuration)
      // The first epoch is nobody's; left open, it would stop the ring.
      try slabs.close(slabs.currentEpoch)
      // An epoch for each of the threads, and for what they open meanwhile.
      var phased = configuration
      phased.ringSlots = max(phased.ringSlots, 3 * (workload.threads.max() ?? 1))
      let phases = try SlabAllocator(phased)
      var crowded = configuration
      crowded.ringSlots = 48
      let successive = try SlabAllocator(crowded)
      try successive.close(successive.currentEpoch)
      return try outcome { pattern in
        switch pattern {
        case .refill, .phase, .request: try SlabBenchHeap(phasesOf: phases)
        case .burst, .larson: try SlabBenchHeap(successive)
        default: try SlabBenchHeap(slabs)
        }
      }
    }
    return try outcome { _ in MallocHeap() }
  }

  /// Throws unless this process's malloc is the peer's.
  private func requirePeer() throws {
    let file = Platform.file(ofSymbol: "malloc")
    if file != library {
      throw ExperimentError.inconsistent(
        "\(name): malloc comes from \(file ?? "no file"), expected from \(library ?? "a library")")
    }
  }

  private func outcome<H: BenchHeap & ~Copyable>(
    _ makeHeap: @escaping @Sendable (BenchPattern) throws -> H
  ) throws -> BenchOutcome {
    var outcome = BenchOutcome()
    for pattern in workload.patterns {
      for count in pattern.threadCounts where workload.threads.contains(count) {
        let memory = PatternMemory()
        outcome.rows.append(try time(pattern, threads: count) { try makeHeap(pattern) })
        if let (before, peak, after) = memory?.readings() {
          outcome.memory.append(
            BenchMemory(
              allocator: name, pattern: pattern.rawValue, threads: count, round: round,
              rssBeforeBytes: before, rssPeakBytes: peak, rssAfterBytes: after))
        }
      }
    }
    return outcome
  }

  private func row(
    _ pattern: BenchPattern, threads: Int, nsPerPair: Double, p50: Double? = nil,
    p99: Double? = nil, p999: Double? = nil
  ) -> BenchRow {
    BenchRow(
      allocator: name, pattern: pattern.rawValue, threads: threads, round: round,
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
    case .burst:
      return try timeBursts(threads, makeHeap)
    case .larson:
      return try timeSuccession(threads, makeHeap)
    case .request:
      return try timeRequests(threads, makeHeap)
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

  private func timeBursts<H: BenchHeap & ~Copyable>(
    _ threads: Int, _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    let count = scaled(100_000)
    let seed = workload.seed
    let times = try TimedThreads.run(threads) { start in
      var heap = try makeHeap()
      var live = LiveSet<H.Token>(count: count, smallest: 64, largest: 512, seed: seed)
      var random = Xoshiro256StarStar(seed: seed)
      let order = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
      defer { order.deallocate() }
      for index in 0..<count {
        order[index] = UInt32(index)
        swap(&order[index], &order[Int(random.nextBounded(UInt64(index + 1)))])
      }
      return TimedBlocks.meanProcessorTime(start, pairs: count) { heap.burst(&live, order) }
    }
    return row(.burst, threads: threads, nsPerPair: try mean(of: times))
  }

  private func timeRequests<H: BenchHeap & ~Copyable>(
    _ threads: Int, _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    let requests = scaled(1_000)
    let seed = workload.seed
    let times = try TimedThreads.run(threads) { start in
      var heap = try makeHeap()
      let work = RequestWork<H.Token>(seed: seed) { heap.allocateSession($0) }
      defer { work.end { heap.free($0) } }
      return TimedBlocks.meanProcessorTime(
        start, pairs: requests * RequestWork<H.Token>.pairCount
      ) { heap.serve(requests, work) }
    }
    return row(.request, threads: threads, nsPerPair: try mean(of: times))
  }

  /// The processor time of threads that take over a set of objects, replace some, and end; the heaps
  /// that begin and end with them are counted in.
  private func timeSuccession<H: BenchHeap & ~Copyable>(
    _ threads: Int, _ makeHeap: @escaping @Sendable () throws -> H
  ) throws -> BenchRow {
    let pairs = scaled(10_000)
    let generations = 10
    let seed = workload.seed
    let times = try TimedThreads.run(threads) { start in
      let baton = Baton(LiveSet<H.Token>(count: 1_000, smallest: 64, largest: 512, seed: seed))
      _ = try TimedThreads.alone {
        var heap = try makeHeap()
        heap.fill(&baton.live)
        return 0
      }
      start.wait()
      var nanoseconds = 0.0
      for _ in 0..<generations {
        nanoseconds += try TimedThreads.alone {
          do {
            var heap = try makeHeap()
            precondition(heap.replace(&baton.live, times: pairs) == pairs, "a free was refused")
          }
          return Double(TimedBlocks.threadProcessorNanoseconds())
        }
      }
      _ = try TimedThreads.alone {
        var heap = try makeHeap()
        heap.empty(&baton.live)
        return 0
      }
      return nanoseconds / Double(generations * pairs)
    }
    return row(.larson, threads: threads, nsPerPair: try mean(of: times))
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
