import Results
import Statistics
import TemporalSlab

/// A run in which a share p of the epochs receives an object that outlives them.
struct ViolationRun: Codable, Sendable {
  /// Probability that an epoch receives a session object.
  var p: Double
  /// What happens to partial slabs when the ring comes round.
  var reuse: ReuseMode
  /// Seed of the Bernoulli trials.
  var seed: UInt64
  var workload: ViolationWorkload

  /// What one run gives.
  struct Outcome: Codable, Sendable {
    /// The samples, by requests.
    var samples: [Sample] = []
    /// Epochs closed.
    var epochsClosed = 0
    /// Closes of epochs that had received a session object.
    var pinnedCloses = 0
    /// Session objects allocated.
    var sessions = 0
    /// Seconds of the workload, without the process's start.
    var wallSeconds = 0.0
  }

  /// The state of the run after some requests.
  struct Sample: Codable, Sendable {
    var request = 0
    var epochsClosed = 0
    var rssBytes = 0
    var committedBytes = 0
    var retainedSlabs = 0
    var sessions = 0
  }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> Outcome {
    var configuration = SlabConfiguration()
    configuration.slabSize = workload.slabSize
    configuration.reuse = reuse == .ring ? .ring : .strict
    let allocator = try SlabAllocator(configuration)
    let heap = try allocator.makeHeap()
    var random = Xoshiro256StarStar(seed: seed)
    var batch = RequestBatch(capacity: workload.requestsPerEpoch * workload.requestObjects)
    let memory = ResidentMemory()
    var outcome = Outcome()
    var samples = [Sample](repeating: Sample(), count: workload.requests / workload.sampleEvery)
    var refused = 0
    var contradictions = 0
    let start = Platform.monotonicNanoseconds()

    var epoch = allocator.currentEpoch
    for index in 0..<workload.requests / workload.requestsPerEpoch {
      if index > 0 { epoch = try allocator.advance() }
      let isPinned = random.bernoulli(p)
      if isPinned {
        try heap.allocate(workload.sessionSize, in: epoch).touch()
        outcome.sessions += 1
      }
      for _ in 0..<workload.requestsPerEpoch * workload.requestObjects {
        let object = try heap.allocate(workload.requestSize, in: epoch)
        object.touch()
        batch.append(object.handle)
      }
      refused += batch.freeAll(heap)
      let report = try heap.close(epoch)
      outcome.epochsClosed += 1
      outcome.pinnedCloses += isPinned ? 1 : 0
      // Ring reuse finds earlier epochs' sessions in this epoch's slabs as well.
      if reuse == .strict && report.isDrained == isPinned { contradictions += 1 }
      let request = (index + 1) * workload.requestsPerEpoch
      if request % workload.sampleEvery == 0 {
        samples[request / workload.sampleEvery - 1] = Sample(
          request: request, epochsClosed: outcome.epochsClosed,
          rssBytes: memory.byteCount, committedBytes: allocator.committedByteCount,
          retainedSlabs: allocator.retainedSlabCount, sessions: outcome.sessions)
      }
    }
    outcome.wallSeconds = Double(Platform.monotonicNanoseconds() - start) * 1e-9
    outcome.samples = samples
    guard contradictions == 0 else {
      throw ExperimentError.inconsistent("\(contradictions) closes misreport whether they drained")
    }
    try checkEnd(of: allocator, outcome, refused: refused)
    return outcome
  }

  /// Compares the run's own counts with the allocator's.
  private func checkEnd(
    of allocator: SlabAllocator<NoObserver>, _ outcome: Outcome, refused: Int
  ) throws {
    let live = try allocator.checkInvariants()
    guard live == outcome.sessions, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(outcome.sessions) sessions, \(live) live objects, \(refused) frees refused")
    }
  }
}
