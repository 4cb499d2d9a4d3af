import Statistics
import TemporalSlab

/// A short workload whose end state shows every figure that an allocator keeps: open, pinned and
/// drained epochs, a persistent one, cached slabs, slabs given back, a free by another thread and
/// refused operations.
package enum StatsWorkload {
  /// Runs the workload and takes the allocator's state at its end.
  ///
  /// - Parameters:
  ///   - epochs: request epochs to run, 1 or more; all but the last four are closed.
  ///   - requests: requests of an epoch.
  ///   - sessionFraction: share of requests that leave a session object behind in their epoch.
  ///   - seed: seed of the lifetimes.
  package static func run(
    reuse: TemporalSlab.ReuseMode, epochs: Int, requests: Int, sessionFraction: Double, seed: UInt64
  ) throws -> AllocatorSnapshot {
    var configuration = SlabConfiguration()
    configuration.reuse = reuse
    configuration.recordsResidentBytes = true
    let allocator = try SlabAllocator(configuration)
    let heap = try allocator.makeHeap()
    var random = Xoshiro256StarStar(seed: seed)
    let sessions = try allocator.openPersistent(label: "sessions")
    var open: [(epoch: Epoch, objects: [SlabHandle])] = []
    try heap.close(allocator.currentEpoch)
    for number in 0..<epochs {
      let epoch = try allocator.advance(label: "request \(number)")
      var objects: [SlabHandle] = []
      for _ in 0..<requests {
        for size in [64, 200, 500] {
          let object = try heap.allocate(size, in: epoch)
          object.touch()
          objects.append(object.handle)
        }
        // One session in two is routed to its own epoch, as it should be.
        if random.bernoulli(sessionFraction) { try heap.allocate(384, in: epoch).touch() }
        if random.bernoulli(sessionFraction) { try heap.allocate(384, in: sessions).touch() }
      }
      open.append((epoch, objects))
      if open.count > 4 {
        let oldest = open.removeFirst()
        oldest.objects.forEach { _ = heap.free($0) }
        try heap.close(oldest.epoch)
      }
    }
    try misuse(heap, allocator, in: open[open.count - 1].epoch)
    return allocator.snapshot()
  }

  /// Operations that are refused, and a free by another heap.
  private static func misuse(
    _ heap: borrowing SlabHeap<NoObserver>, _ allocator: SlabAllocator<NoObserver>, in epoch: Epoch
  ) throws {
    let object = try heap.allocate(96, in: epoch)
    let other = try allocator.makeHeap()
    _ = other.free(object.handle)
    _ = heap.free(object.handle)
    heap.flush()
    _ = try? heap.allocate(0, in: epoch)
  }
}
