import Results
import Statistics
import TemporalSlab

/// One run of the p-sweep workload.
package struct PSweepArm: Arm {
  /// Probability that an epoch receives a session object.
  package var p: Double
  /// What happens to partial slabs when the ring comes round.
  package var reuse: ReuseMode
  /// Seed of the Bernoulli trials.
  package var seed: UInt64
  /// Requests.
  package var requests: Int
  /// Requests of an epoch.
  package var requestsPerEpoch: Int
  /// Objects of a request.
  package var requestObjects: Int
  /// Bytes of a request object.
  package var requestSize: Int
  /// Bytes of a session object.
  package var sessionSize: Int
  /// Bytes of a slab.
  package var slabSize: Int
  /// Requests between samples.
  package var sampleEvery: Int

  /// What one run gives.
  package struct Outcome: Codable, Sendable {
    /// The samples, by requests.
    package var samples: [Sample] = []
    /// Epochs closed.
    package var epochsClosed = 0
    /// Closes of epochs that had received a session object.
    package var pinnedCloses = 0
    /// Session objects allocated.
    package var sessions = 0
    /// Seconds of the workload, without the process's start.
    package var wallSeconds = 0.0
  }

  /// The state of the run after some requests.
  package struct Sample: Codable, Sendable {
    var request = 0
    var epochsClosed = 0
    var residentBytes = 0
    var committedBytes = 0
    var retainedSlabs = 0
    var sessions = 0
  }

  /// `psweep`.
  package static let kind = PSweepConfiguration.experiment

  /// Names p, reuse mode and seed.
  package var label: String { "psweep p=\(p) reuse=\(reuse.rawValue) seed=\(seed)" }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  package func run() throws -> Outcome {
    var configuration = SlabConfiguration()
    configuration.slabSize = slabSize
    configuration.reuse = reuse == .ring ? .ring : .strict
    let allocator = try SlabAllocator(configuration)
    let heap = try allocator.makeHeap()
    var random = Xoshiro256StarStar(seed: seed)
    var batch = RequestBatch(capacity: requestsPerEpoch * requestObjects)
    let memory = ResidentMemory()
    var outcome = Outcome()
    var samples = [Sample](repeating: Sample(), count: requests / sampleEvery)
    var refused = 0
    var contradictions = 0
    let start = Platform.monotonicNanoseconds()

    var epoch = allocator.currentEpoch
    for index in 0..<requests / requestsPerEpoch {
      if index > 0 { epoch = try allocator.advance() }
      let isPinned = random.bernoulli(p)
      if isPinned {
        try heap.allocate(sessionSize, in: epoch).touch()
        outcome.sessions += 1
      }
      for _ in 0..<requestsPerEpoch * requestObjects {
        let object = try heap.allocate(requestSize, in: epoch)
        object.touch()
        batch.append(object.handle)
      }
      refused += batch.freeAll(heap)
      let report = try heap.close(epoch)
      outcome.epochsClosed += 1
      outcome.pinnedCloses += isPinned ? 1 : 0
      // Ring reuse finds earlier epochs' sessions in this epoch's slabs as well.
      if reuse == .strict && report.isDrained == isPinned { contradictions += 1 }
      let request = (index + 1) * requestsPerEpoch
      if request % sampleEvery == 0 {
        samples[request / sampleEvery - 1] = Sample(
          request: request, epochsClosed: outcome.epochsClosed,
          residentBytes: memory.byteCount, committedBytes: allocator.committedByteCount,
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
