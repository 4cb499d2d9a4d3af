import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct RacingCloseTests {
  /// What the threads of one test share.
  private final class Race: Sendable {
    let allocator: SlabAllocator<NoObserver>
    let epoch = Lock<Epoch?>(nil)
    let isClosed = Atomic<Bool>(false)
    let successes = Atomic<Int>(0)
    let live = Atomic<Int>(0)
    let barrier: SpinBarrier

    init(_ configuration: SlabConfiguration, threads: Int) throws {
      allocator = try SlabAllocator(configuration)
      barrier = SpinBarrier(threads)
    }
  }

  @Test(
    "a close counts every allocation that succeeds, and none succeeds after it",
    arguments: [4_096, 65_536])
  func closeCountsAll(slabSize: Int) throws {
    let trials = stressOperations(ordinary: isSanitized ? 1_000 : 4_000)
    let race = try Race(smallConfiguration { $0.slabSize = slabSize }, threads: 3)
    try onThreads(3) { thread in
      if thread == 0 {
        try Self.close(race, trials: trials)
      } else {
        try Self.allocate(race, trials: trials)
      }
    }
    #expect(try race.allocator.checkInvariants() == 0)
    #expect(race.allocator.retainedSlabCount == 0)
  }

  private static func close(_ race: Race, trials: Int) throws {
    var failure: Broken?
    for trial in 0..<trials {
      _ = try race.allocator.close(race.allocator.currentEpoch)
      let epoch = try race.allocator.advance()
      race.epoch.withLock { $0 = epoch }
      race.isClosed.store(false, ordering: .relaxed)
      race.successes.store(0, ordering: .relaxed)
      race.barrier.wait()
      for _ in 0..<(trial * 7 % 61) { _ = race.isClosed.load(ordering: .acquiring) }
      let report = try race.allocator.close(epoch)
      race.isClosed.store(true, ordering: .releasing)
      race.barrier.wait()
      let successes = race.successes.load(ordering: .acquiring)
      if report.liveObjects != successes, failure == nil {
        failure = Broken(
          description: "trial \(trial): \(report.liveObjects) live of \(successes) allocated")
      }
    }
    if let failure { throw failure }
  }

  private static func allocate(_ race: Race, trials: Int) throws {
    let heap = try race.allocator.makeHeap()
    var failure: Broken?
    for trial in 0..<trials {
      race.barrier.wait()
      guard let epoch = race.epoch.withLock({ $0 }) else { continue }
      var objects: [SlabHandle] = []
      while objects.count < 300 {
        let wasClosed = race.isClosed.load(ordering: .acquiring)
        guard let object = try? heap.allocate(64, in: epoch) else { break }
        objects.append(object.handle)
        if wasClosed {
          failure = Broken(description: "trial \(trial): an allocation after the close")
        }
      }
      race.successes.add(objects.count, ordering: .acquiringAndReleasing)
      race.barrier.wait()
      for handle in objects where !heap.free(handle) {
        failure = Broken(description: "trial \(trial): \(handle) was not live")
      }
    }
    heap.flush()
    if let failure { throw failure }
  }
}
