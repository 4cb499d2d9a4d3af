import DrainProfiler
import Foundation
import Statistics
import Synchronization
import TemporalSlab

/// All of the profiler's operations once, in one process.
struct ProfilerArm: Arm {
  /// The round, from 1.
  var round: Int
  var workload: ProfilerWorkload

  static let kind = Profiler.name

  var work: Double { Double(workload.operations) * 10 }

  var label: String { "profiler round=\(round)" }

  func run() throws -> [ProfilerRow] {
    var timings = try production()
    for count in workload.threads {
      for live in workload.liveObjects { timings += try diagnostic(threads: count, live: live) }
    }
    timings += try pairs()
    timings.append(try sweep())
    return timings
  }

  /// Repetitions of which the low decile counts, as in `TimedBlocks`.
  private static let repetitions = TimedBlocks.count
  /// Times that the thread counts take turns, which share the repetitions.
  private static let passes = 5

  private var block: Int { max(1_000, workload.operations / Self.repetitions) }

  private static func typical(_ times: [Double]) throws -> Double {
    try quantile(of: times, at: TimedBlocks.decile)
  }

  private func row(
    _ operation: String, mode: String, threads: Int, live: Int, _ nanoseconds: Double
  ) -> ProfilerRow {
    ProfilerRow(
      operation: operation, mode: mode, threads: threads, liveObjects: live, round: round,
      nsPerOp: nanoseconds)
  }

  /// Runs `body` on some threads, each with its number; the means of the times that they return.
  private func onThreads(
    _ count: Int, _ body: @escaping @Sendable (Int, StartLine) throws -> [Double]
  ) throws -> [Double] {
    let number = Atomic<Int>(0)
    let results = Mutex<[[Double]]>([])
    _ = try TimedThreads.run(count) { start in
      let times = try body(number.add(1, ordering: .relaxed).oldValue, start)
      results.withLock { $0.append(times) }
      return 0
    }
    let all = results.withLock { $0 }
    return try all[0].indices.map { index in try mean(of: all.map { $0[index] }) }
  }

  /// Counts on one thread after the other, then on all at once, and so on in turns.
  ///
  /// The threads and the memory are the same both times: how fast a processor adds to a word
  /// depends on where the word lies, and that is not what two thread counts are compared for.
  private func production() throws -> [ProfilerRow] {
    let count = workload.threads.max() ?? 1
    let profiler = DrainProfiler()
    for granule in 0..<count { profiler.open(UInt64(granule)) }
    let block = block
    let runsAlone = workload.threads.contains(1)
    let runsTogether = count > 1
    let turn = Mutex(())
    // Those that wait here sleep, and leave the processor to the one that counts alone.
    let turns = RestLine(count)
    let times = try onThreads(count) { thread, start in
      let shard = profiler.makeShard()
      var alone = CountingTimes()
      var together = CountingTimes()
      for _ in 0..<Self.passes {
        if runsAlone {
          turn.withLock { _ in alone.add(shard, times: block, in: UInt64(thread)) {} }
          turns.wait()
        }
        if runsTogether {
          together.add(shard, times: block, in: UInt64(thread)) { start.wait() }
          turns.wait()
        }
      }
      return try [runsAlone ? alone : nil, runsTogether ? together : nil].compactMap { $0 }
        .flatMap { [try Self.typical($0.registers), try Self.typical($0.deregisters)] }
    }
    let threadCounts = [runsAlone ? 1 : nil, runsTogether ? count : nil].compactMap { $0 }
    let perThread = (CountingTimes.repetitions + 1) * Self.passes * threadCounts.count
    try require(profiler.snapshot(), registered: perThread * block * count, live: 0)
    let labels = threadCounts.flatMap { [("register", $0), ("deregister", $0)] }
    return zip(labels, times).map { label, time in
      row(label.0, mode: "production", threads: label.1, live: 0, time)
    }
  }

  /// Nanoseconds of a registration and of a deregistration, one entry a repetition.
  private struct CountingTimes {
    static let repetitions = ProfilerArm.repetitions / ProfilerArm.passes
    var registers: [Double] = []
    var deregisters: [Double] = []

    /// Adds a pass, after one repetition that warms up.
    mutating func add(
      _ shard: borrowing ProfilerShard, times block: Int, in granule: UInt64, _ begin: () -> Void
    ) {
      for repetition in 0...Self.repetitions {
        begin()
        let start = Platform.monotonicNanoseconds()
        ProfilerLoop.register(shard, times: block, in: granule)
        let middle = Platform.monotonicNanoseconds()
        ProfilerLoop.deregister(shard, times: block, in: granule)
        let end = Platform.monotonicNanoseconds()
        if repetition == 0 { continue }
        registers.append(Double(middle - start) / Double(block))
        deregisters.append(Double(end - middle) / Double(block))
      }
    }
  }

  private func diagnostic(threads count: Int, live: Int) throws -> [ProfilerRow] {
    let profiler = DiagnosticProfiler()
    for granule in 0..<count { profiler.open(UInt64(granule)) }
    let block = 1_000
    let repetitions = max(Self.repetitions, workload.operations / 10 / block)
    let times = try onThreads(count) { thread, start in
      let shard = profiler.makeShard()
      let granule = UInt64(thread)
      // Ids of the threads lie apart.
      var newest = granule << 48
      var oldest = newest
      newest = ProfilerLoop.register(shard, times: live, from: newest, in: granule)
      var registers: [Double] = []
      var deregisters: [Double] = []
      start.wait()
      for _ in 0..<repetitions {
        let begin = Platform.monotonicNanoseconds()
        newest = ProfilerLoop.register(shard, times: block, from: newest, in: granule)
        let middle = Platform.monotonicNanoseconds()
        oldest = ProfilerLoop.deregister(shard, times: block, from: oldest, in: granule)
        let end = Platform.monotonicNanoseconds()
        registers.append(Double(middle - begin) / Double(block))
        deregisters.append(Double(end - middle) / Double(block))
      }
      return [try Self.typical(registers), try Self.typical(deregisters)]
    }
    try require(
      profiler.snapshot(), registered: (live + repetitions * block) * count, live: live * count)
    return zip(["register", "deregister"], times).map {
      row($0, mode: "diagnostic", threads: count, live: live, $1)
    }
  }

  /// An allocation and a free with and without the profiler, in turns.
  private func pairs() throws -> [ProfilerRow] {
    let configuration = SlabConfiguration()
    let plain = try SlabAllocator(configuration)
    let profiled = try SlabAllocator(configuration, observer: ProfiledAllocation(of: configuration))
    let diagnosed = try SlabAllocator(
      configuration, observer: DiagnosedAllocation(of: configuration))
    let plainHeap = try plain.makeHeap()
    let profiledHeap = try profiled.makeHeap()
    let diagnosedHeap = try diagnosed.makeHeap()
    let block = block
    var times: [[Double]] = [[], [], []]
    for repetition in 0...Self.repetitions {
      let marks = [
        Platform.monotonicNanoseconds(), ProfilerLoop.pairs(plainHeap, times: block),
        ProfilerLoop.pairs(profiledHeap, times: block),
        ProfilerLoop.pairs(diagnosedHeap, times: block),
      ]
      if repetition == 0 { continue }
      for index in 0..<3 {
        times[index].append(Double(marks[index + 1] - marks[index]) / Double(block))
      }
    }
    return try zip(["absent", "production", "diagnostic"], times).map {
      row("pair", mode: $0, threads: 1, live: 0, try Self.typical($1))
    }
  }

  private func sweep() throws -> ProfilerRow {
    let granules = workload.granules
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    for granule in 0..<UInt64(granules) {
      profiler.open(granule)
      shard.register(granule, size: 64, in: granule)
    }
    var times: [Double] = []
    for _ in 0..<5 {
      let begin = Platform.monotonicNanoseconds()
      let sweep = profiler.sweep()
      times.append(Double(Platform.monotonicNanoseconds() - begin))
      guard sweep.granules == granules, sweep.pinned == granules else {
        throw ExperimentError.inconsistent("of \(granules) open granules the sweep saw \(sweep)")
      }
    }
    return row("sweep", mode: "production", threads: 1, live: granules, try median(of: times))
  }

  /// No operation was lost.
  private func require(_ snapshot: ProfilerSnapshot, registered: Int, live: Int) throws {
    guard snapshot.registered == registered, snapshot.live == live, snapshot.misuse.total == 0
    else {
      throw ExperimentError.inconsistent(
        "\(registered) objects were registered and \(live) are live; the profiler says \(snapshot)")
    }
  }
}

/// The loops whose time is measured.
private enum ProfilerLoop {
  @inline(never)
  static func register(_ shard: borrowing ProfilerShard, times: Int, in granule: UInt64) {
    for id in 0..<UInt64(times) { shard.register(id, size: 64, in: granule) }
  }

  @inline(never)
  static func deregister(_ shard: borrowing ProfilerShard, times: Int, in granule: UInt64) {
    for id in 0..<UInt64(times) { shard.deregister(id, in: granule) }
  }

  /// Registers ids that count up; the next one.
  @inline(never)
  static func register(
    _ shard: borrowing DiagnosticShard, times: Int, from first: UInt64, in granule: UInt64
  ) -> UInt64 {
    let end = first + UInt64(times)
    for id in first..<end { shard.register(id, size: 64, in: granule) }
    return end
  }

  /// Deregisters ids that count up; the next one.
  @inline(never)
  static func deregister(
    _ shard: borrowing DiagnosticShard, times: Int, from first: UInt64, in granule: UInt64
  ) -> UInt64 {
    let end = first + UInt64(times)
    for id in first..<end { shard.deregister(id, in: granule) }
    return end
  }

  /// Allocates and frees; the time at the end.
  @inline(never)
  static func pairs<Observer: AllocationObserver>(
    _ heap: borrowing SlabHeap<Observer>, times: Int
  ) -> UInt64 {
    let epoch = heap.allocator.currentEpoch
    // Those that are refused are counted: a count of the others would be one more store in each.
    var refused = 0
    for _ in 0..<times {
      guard let object = try? heap.allocate(TimedBlocks.objectSize, in: epoch),
        heap.free(object.handle)
      else {
        refused += 1
        continue
      }
    }
    precondition(refused == 0, "a pair in an open epoch is not refused")
    return Platform.monotonicNanoseconds()
  }
}
