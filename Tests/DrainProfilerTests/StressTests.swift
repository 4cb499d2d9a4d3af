import Foundation
import Statistics
import Synchronization
import TemporalSlab
import Testing

@testable import DrainProfiler

@Suite struct StressTests {
  /// Runs `body` on threads of their own, all at once.
  private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      Thread {
        body(index)
        group.leave()
      }.start()
    }
    group.wait()
  }

  /// Words that threads pass on, each slot holding at most one.
  final class Exchange: Sendable {
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    static let capacity = 64
    init() {
      slots = .allocate(capacity: Self.capacity)
      for index in 0..<Self.capacity { (slots + index).initialize(to: Atomic(0)) }
    }
    deinit { slots.deallocate() }
    /// Puts a word down and takes up what lay there; 0 is nothing.
    func swap(_ word: UInt64, at index: Int) -> UInt64 {
      slots[index].exchange(word, ordering: .acquiringAndReleasing)
    }
  }

  @Test("two threads that pass objects on: at every moment registered - deregistered is live")
  func symmetry() {
    let profiler = DrainProfiler()
    let exchange = Exchange()
    let rounds = 30_000
    let truth = Truth()
    for granule in 1...UInt64(8) { profiler.open(granule) }
    onThreads(3) { thread in
      if thread == 2 {
        while truth.finished.load(ordering: .acquiring) < 2 { truth.check(profiler) }
        truth.check(profiler)
        return
      }
      let shard = profiler.makeShard()
      var random = Xoshiro256StarStar(seed: UInt64(thread) + 1)
      func release(_ word: UInt64) {
        if word == 0 { return }
        truth.begun.deregistered.add(1, ordering: .sequentiallyConsistent)
        shard.deregister(word, in: word & 0xff)
        truth.done.deregistered.add(1, ordering: .sequentiallyConsistent)
      }
      for round in 0..<rounds {
        let granule = random.nextBounded(8) + 1
        let word = UInt64(round + 1) << 16 | UInt64(thread) << 8 | granule
        truth.begun.registered.add(1, ordering: .sequentiallyConsistent)
        shard.register(word, size: 8, in: granule)
        truth.done.registered.add(1, ordering: .sequentiallyConsistent)
        release(exchange.swap(word, at: Int(random.nextBounded(UInt64(Exchange.capacity)))))
      }
      truth.finished.add(1, ordering: .releasing)
    }
    #expect(truth.wrong.load(ordering: .relaxed) == 0)
    #expect(truth.samples.load(ordering: .relaxed) > 0)
    let shard = profiler.makeShard()
    for index in 0..<Exchange.capacity {
      let word = exchange.swap(0, at: index)
      if word != 0 { shard.deregister(word, in: word & 0xff) }
    }
    for granule in 1...UInt64(8) { #expect(profiler.close(granule)?.isDrained == true) }
    let snapshot = profiler.snapshot()
    #expect(snapshot.registered == 2 * rounds && snapshot.live == 0)
    #expect(snapshot.misuse.total == 0)
  }

  /// What the threads of a stress have begun and done.
  final class Truth: Sendable {
    final class Pair: Sendable {
      let registered = Atomic<Int>(0)
      let deregistered = Atomic<Int>(0)
    }

    let begun = Pair()
    let done = Pair()
    let finished = Atomic<Int>(0)
    let wrong = Atomic<Int>(0)
    let samples = Atomic<Int>(0)

    /// Compares a snapshot with what must be counted by then and what can be.
    func check(_ profiler: DrainProfiler) {
      func read(_ counter: borrowing Atomic<Int>) -> Int {
        counter.load(ordering: .sequentiallyConsistent)
      }
      let least = (read(done.registered), read(done.deregistered))
      let snapshot = profiler.snapshot()
      let most = (read(begun.registered), read(begun.deregistered))
      let holds =
        least.0 <= snapshot.registered && snapshot.registered <= most.0
        && least.1 <= snapshot.deregistered && snapshot.deregistered <= most.1
        && snapshot.live >= 0 && snapshot.misuse.total == 0
      if !holds { wrong.add(1, ordering: .relaxed) }
      samples.add(1, ordering: .relaxed)
    }
  }

  @Test("granules that open and close beside registrations on other threads lose no object")
  func closesBeside() {
    let profiler = DrainProfiler()
    let rounds = 4_000
    onThreads(2) { thread in
      let shard = profiler.makeShard()
      for round in 0..<rounds {
        let granule = UInt64(round) << 1 | UInt64(thread)
        profiler.open(granule)
        for id in 0..<UInt64(4) { shard.register(id, size: 8, in: granule) }
        for id in 0..<UInt64(round % 3 == 0 ? 3 : 4) { shard.deregister(id, in: granule) }
        profiler.close(granule)
        if round % 3 == 0 && round % 2 == 0 { shard.deregister(3, in: granule) }
      }
    }
    let snapshot = profiler.snapshot()
    let pinned = (0..<rounds).count { $0 % 3 == 0 }
    let live = (0..<rounds).count { $0 % 3 == 0 && $0 % 2 == 1 }
    #expect(snapshot.closes == 2 * rounds && snapshot.pinned == 2 * pinned)
    #expect(snapshot.live == 2 * live && snapshot.misuse.total == 0)
  }

  @Test("a close that races registrations of its granule: every object is counted, before or after")
  func racingClose() {
    let profiler = DrainProfiler()
    let rounds = 2_000
    let point = MeetingPoint()
    onThreads(2) { thread in
      let shard = profiler.makeShard()
      for round in 0..<rounds {
        point.meet(2)
        if thread == 0 { profiler.open(UInt64(round)) }
        point.meet(2)
        if thread == 0 {
          profiler.close(UInt64(round))
        } else {
          shard.register(1, size: 8, in: UInt64(round))
        }
        point.meet(2)
        if thread == 1 { shard.deregister(1, in: UInt64(round)) }
      }
    }
    let snapshot = profiler.snapshot()
    #expect(snapshot.closes == rounds)
    // What came too late is misuse, and what came late for a granule that was gone as well.
    let late = snapshot.misuse.registrationsAfterClose
    #expect(snapshot.pinned + late >= rounds)
    #expect(snapshot.misuse.doubleCloses == 0 && snapshot.misuse.unknownGranules == 0)
    #expect(
      snapshot.registered == rounds,
      "\(snapshot.registered) of \(rounds) registrations are counted")
    #expect(snapshot.live == 0, "\(snapshot.deregistered) of \(rounds) deregistrations")
  }

  /// A line that threads cross together.
  final class MeetingPoint: Sendable {
    private let arrived = Atomic<Int>(0)
    func meet(_ count: Int) {
      let ticket = arrived.add(1, ordering: .acquiringAndReleasing).newValue
      let target = (ticket + count - 1) / count * count
      while arrived.load(ordering: .acquiring) < target { sched_yield() }
    }
  }

  @Test("objects of an allocator that another thread frees are deregistered where they belong")
  func allocatorAcrossThreads() throws {
    var configuration = SlabConfiguration()
    configuration.reuse = .strict
    configuration.reservedByteCount = 1 << 28
    let observer = try ProfiledAllocation(of: configuration)
    let diagnosed = try DiagnosedAllocation(of: configuration)
    try passObjects(SlabAllocator(configuration, observer: observer))
    try passObjects(SlabAllocator(configuration, observer: diagnosed))
    for snapshot in [observer.profiler.snapshot(), diagnosed.profiler.snapshot()] {
      #expect(snapshot.registered == 40_000 && snapshot.live == 0)
      #expect(snapshot.misuse.total == 0)
    }
  }

  private func passObjects<O: AllocationObserver>(_ allocator: SlabAllocator<O>) throws {
    let exchange = Exchange()
    let epoch = allocator.currentEpoch
    onThreads(2) { thread in
      guard let heap = try? allocator.makeHeap() else {
        Issue.record("thread \(thread) has no heap")
        return
      }
      var random = Xoshiro256StarStar(seed: UInt64(thread) + 5)
      for _ in 0..<20_000 {
        guard let object = try? heap.allocate(64, in: epoch) else { continue }
        let place = Int(random.nextBounded(UInt64(Exchange.capacity)))
        let other = exchange.swap(object.handle.bits, at: place)
        if other != 0 { heap.free(SlabHandle(bits: other)) }
      }
    }
    let heap = try allocator.makeHeap()
    for index in 0..<Exchange.capacity {
      let word = exchange.swap(0, at: index)
      if word != 0 { heap.free(SlabHandle(bits: word)) }
    }
    try heap.close(epoch)
  }
}
