import DrainProfiler
import Statistics
import TemporalSlab

/// One run of the violation sweep through the profiler.
struct DSRArm: Arm {
  /// Probability that an epoch receives a session object.
  var p: Double
  /// Seed of the Bernoulli trials.
  var seed: UInt64
  var workload: DSRWorkload

  static let kind = DSR.name

  var work: Double { Double(workload.closes * (workload.requestObjects + 1)) }

  var label: String { "dsr p=\(p) seed=\(seed)" }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the profiler, the
  ///   allocator's close reports and the run's own count do not agree.
  func run() throws -> DSRRow {
    var configuration = SlabConfiguration()
    // An era keeps to its own slabs, so that the allocator's reports are a second judge.
    configuration.reuse = .strict
    let observer = try ProfiledAllocation(of: configuration)
    let allocator = try SlabAllocator(configuration, observer: observer)
    let heap = try allocator.makeHeap()
    var random = Xoshiro256StarStar(seed: seed)
    var handles: [SlabHandle] = []
    handles.reserveCapacity(workload.requestObjects)
    var sessions = 0
    var drainedReports = 0
    var refused = 0
    var epoch = allocator.currentEpoch
    for index in 0..<workload.closes {
      if index > 0 { epoch = try allocator.advance() }
      if random.bernoulli(p) {
        _ = try heap.allocate(workload.sessionSize, in: epoch)
        sessions += 1
      }
      for _ in 0..<workload.requestObjects {
        handles.append(try heap.allocate(workload.requestSize, in: epoch).handle)
      }
      for handle in handles where !heap.free(handle) { refused += 1 }
      handles.removeAll(keepingCapacity: true)
      drainedReports += try heap.close(epoch).isDrained ? 1 : 0
    }
    let snapshot = observer.profiler.snapshot()
    guard snapshot.closes == workload.closes, snapshot.drained == drainedReports,
      snapshot.pinned == sessions, snapshot.live == sessions, snapshot.misuse.total == 0,
      refused == 0
    else {
      throw ExperimentError.inconsistent(
        "\(workload.closes) closes with \(sessions) sessions; the allocator reports "
          + "\(drainedReports) drained, the profiler \(snapshot)")
    }
    return DSRRow(
      p: p, seed: seed, closes: snapshot.closes, drained: snapshot.drained, pinned: snapshot.pinned,
      dsr: Double(snapshot.drained) / Double(snapshot.closes), dsrExpected: 1 - p)
  }
}
