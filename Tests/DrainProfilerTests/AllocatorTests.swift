import Statistics
import TemporalSlab
import Testing

@testable import DrainProfiler

@Suite struct AllocatorTests {
  private func configuration(_ reuse: ReuseMode) -> SlabConfiguration {
    var configuration = SlabConfiguration()
    configuration.reuse = reuse
    configuration.reservedByteCount = 1 << 27
    return configuration
  }

  @Test(
    "DSR is 1 - p within 3.5 binomial deviations, and exactly 1 and 0 at the ends",
    arguments: [0, 0.05, 0.5, 1], ReuseMode.allCases)
  func rate(p: Double, reuse: ReuseMode) throws {
    let observer = try ProfiledAllocation(of: configuration(reuse))
    let allocator = try SlabAllocator(configuration(reuse), observer: observer)
    let heap = try allocator.makeHeap()
    let closes = 4_000
    var random = Xoshiro256StarStar(seed: 2026)
    var sessions = 0
    var epoch = allocator.currentEpoch
    for index in 0..<closes {
      if index > 0 { epoch = try allocator.advance() }
      if random.bernoulli(p) {
        _ = try heap.allocate(384, in: epoch)
        sessions += 1
      }
      let objects = try (0..<4).map { _ in try heap.allocate(384, in: epoch).handle }
      for object in objects { heap.free(object) }
      try heap.close(epoch)
    }
    let snapshot = observer.profiler.snapshot()
    #expect(snapshot.pinned == sessions && snapshot.live == sessions)
    #expect(snapshot.misuse.total == 0)
    let z = try binomialZ(successes: snapshot.drained, trials: closes, expected: 1 - p)
    #expect(abs(z) <= 3.5, "seed 2026: z = \(z)")
    if p == 0 || p == 1 { #expect(snapshot.dsr == 1 - p) }
  }

  @Test("with ring reuse an object is counted in the epoch that it was allocated in")
  func ringEpochs() throws {
    let observer = try ProfiledAllocation(of: configuration(.ring))
    let allocator = try SlabAllocator(configuration(.ring), observer: observer)
    let heap = try allocator.makeHeap()
    var epoch = allocator.currentEpoch
    var sessions: [SlabHandle] = []
    // Ten sessions share a slab, each of another era of the same ring slot.
    for index in 0..<200 {
      if index > 0 { epoch = try allocator.advance() }
      if index % 2 == 0 { sessions.append(try heap.allocate(384, in: epoch).handle) }
      try heap.close(epoch)
    }
    #expect(observer.profiler.snapshot().pinned == 100)
    #expect(observer.profiler.snapshot().retainedGranules == 100)
    for session in sessions { heap.free(session) }
    let snapshot = observer.profiler.snapshot()
    #expect(snapshot.retainedGranules == 0 && snapshot.live == 0 && snapshot.misuse.total == 0)
  }

  @Test("handles that name nothing are refused and leave no trace in the profiler")
  func forgedHandles() throws {
    let observer = try ProfiledAllocation(of: configuration(.strict))
    let allocator = try SlabAllocator(configuration(.strict), observer: observer)
    let heap = try allocator.makeHeap()
    let object = try heap.allocate(64, in: allocator.currentEpoch)
    var random = Xoshiro256StarStar(seed: 3)
    for _ in 0..<10_000 { heap.free(SlabHandle(bits: random.next())) }
    // Slots past the end of the last slab that could be.
    let last = UInt64(allocator.slabLimit - 1) << 42
    for slot in 0..<UInt64(4_096) { heap.free(SlabHandle(bits: last | slot << 6 | 1)) }
    #expect(observer.profiler.snapshot().live == 1)
    let freed = heap.free(object.handle)
    #expect(freed)
    let snapshot = observer.profiler.snapshot()
    #expect(snapshot.live == 0 && snapshot.misuse.total == 0, "seed 3")
  }
}
