import Results
import Statistics
import Synchronization

/// A time that no allocator on this machine can be below.
enum BenchLimit: String, CaseIterable, Codable, CSVValue {
  /// A load whose address the load before it gave, from 16 KiB: the first cache.
  case loadL1 = "load-l1"
  /// From 256 KiB: the second cache.
  case loadL2 = "load-l2"
  /// From 128 MiB: memory.
  case loadMemory = "load-memory"
  /// An atomic addition to a word that no other thread touches.
  case lockedAdd = "locked-add"
  /// A line that one processor has written, written by another.
  case handOver = "hand-over"
}

/// One round of one of the machine's limits: a row of `bench-limits.csv`.
struct BenchLimitRow: CSVRecord, Codable {
  var limit: BenchLimit
  var round: Int
  var ns: Double

  static let fileName = "bench-limits.csv"
  static let rowMeaning = "one round of one limit of the machine"

  static let schema = Schema(
    BenchLimitRow.init,
    .key(
      "limit", \.limit, .word,
      "a load whose address the load before it gave, from 16 KiB (`load-l1`), 256 KiB (`load-l2`) "
        + "or 128 MiB (`load-memory`); an atomic addition (`locked-add`); a line that two processors "
        + "write in turn (`hand-over`)"),
    .repetition("round", \.round, .one, "the round, from 1"),
    .noisy("ns", \.ns, .nanoseconds, "nanoseconds of one", .amount))
}

extension BenchPattern {
  /// What an allocation and a free cannot do without, as limits and how many of each: one word that
  /// the free writes and the next allocation reads; where objects are chosen at random, their name
  /// comes from the second cache before; where a phase is shared with other threads, an atomic
  /// operation opens and one closes it; where another thread frees, eight names cross in a line.
  var floor: [(limit: BenchLimit, count: Double)] {
    switch self {
    case .pair, .batch, .epoch, .discard, .refill, .request: [(.loadL1, 1)]
    case .randomReplace, .latency, .burst: [(.loadL2, 1), (.loadL1, 1)]
    case .larson: [(.loadL1, 2)]
    case .phase: [(.lockedAdd, 2), (.loadL1, 1)]
    case .producerConsumer: [(.handOver, 1.0 / 8)]
    }
  }

  /// The floor in nanoseconds; nil without all of its limits.
  func floor(_ limits: [BenchLimitRow]) -> Double? {
    var sum = 0.0
    for (limit, count) in floor {
      guard let ns = try? median(of: limits.filter { $0.limit == limit }.map(\.ns)) else {
        return nil
      }
      sum += count * ns
    }
    return sum
  }
}

/// Measures the machine's limits, in a process of its own.
struct BenchLimitsArm: Arm {
  /// The round, from 1.
  var round: Int
  var scale: Double

  static let kind = "bench-limits"

  var work: Double { scale * 1e8 }

  var label: String { "bench limits round=\(round)" }

  func run() throws -> [BenchLimitRow] {
    try BenchLimit.allCases.compactMap { limit in
      if limit == .handOver && Platform.processorCount < 2 { return nil }
      return BenchLimitRow(limit: limit, round: round, ns: try nanoseconds(limit))
    }
  }

  private func nanoseconds(_ limit: BenchLimit) throws -> Double {
    switch limit {
    case .loadL1: try chase(byteCount: 16 << 10)
    case .loadL2: try chase(byteCount: 256 << 10)
    case .loadMemory: try chase(byteCount: 128 << 20)
    case .lockedAdd: try add()
    case .handOver: try handOver()
    }
  }

  private func scaled(_ operations: Int) -> Int { max(1, Int(Double(operations) * scale)) }

  /// Follows a random cycle through all lines of a block, made by Sattolo's algorithm.
  private func chase(byteCount: Int) throws -> Double {
    let lineWords = 8
    let count = byteCount / (lineWords * 8)
    let words = UnsafeMutablePointer<Int>.allocate(capacity: count * lineWords)
    defer { words.deallocate() }
    var random = Xoshiro256StarStar(seed: 1)
    for line in 0..<count { words[line * lineWords] = line * lineWords }
    for line in stride(from: count - 1, to: 0, by: -1) {
      let other = Int(random.nextBounded(UInt64(line)))
      swap(&words[line * lineWords], &words[other * lineWords])
    }
    let loads = scaled(200_000)
    var place = 0
    return try TimedBlocks.lowDecile(StartLine(1)) {
      TimedBlocks.nanosecondsPerPair(loads) {
        for _ in 0..<loads { place = words[place] }
        return place >= 0 ? loads : 0
      }
    }
  }

  private func add() throws -> Double {
    let word = Atomic<Int>(0)
    let count = scaled(200_000)
    return try TimedBlocks.lowDecile(StartLine(1)) {
      TimedBlocks.nanosecondsPerPair(count) {
        for _ in 0..<count { word.add(1, ordering: .sequentiallyConsistent) }
        return word.load(ordering: .relaxed) >= count ? count : 0
      }
    }
  }

  /// Two threads write a word in turn.
  private func handOver() throws -> Double {
    let turns = scaled(20_000)
    let queue = Turns()
    let role = Atomic<Int>(0)
    let times = try TimedThreads.run(2) { start in
      let own = role.add(1, ordering: .relaxed).oldValue
      return try TimedBlocks.lowDecile(start) {
        TimedBlocks.nanosecondsPerPair(2 * turns) {
          for _ in 0..<turns { queue.take(own) }
          return 2 * turns
        }
      }
    }
    return try mean(of: times)
  }

  private final class Turns: Sendable {
    private let word = Atomic<Int>(0)

    /// Waits for a turn and gives it to the other thread.
    func take(_ own: Int) {
      var spins = 0
      while word.load(ordering: .acquiring) & 1 != own {
        spins += 1
        if spins > 10_000 { Platform.yield() }
      }
      word.store(own ^ 1, ordering: .releasing)
    }
  }
}
