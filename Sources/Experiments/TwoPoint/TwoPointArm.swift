import Recordings
import Results
import Statistics
import TemporalSlab

/// One run of the two-point workload: one routing, one seed.
struct TwoPointArm: Arm {
  /// Where session objects go.
  var routing: Routing
  /// What happens to partial slabs when the ring comes round.
  var reuse: ReuseMode
  /// Seed of the sequence of lifetimes.
  var seed: UInt64
  var workload: TwoPointWorkload
  /// Where the objects go as a recording, a millisecond a request; nil for nowhere.
  var recording: String?

  /// What one run gives.
  struct Outcome: Codable, Sendable {
    /// The samples, by requests.
    var samples: [Sample] = []
    /// Epochs closed.
    var epochsClosed = 0
    /// Slabs of request epochs at their boundary.
    var boundarySlabs = 0
    /// Those of them that were empty.
    var boundaryRecycled = 0
    /// Slabs used for the first time.
    var slabsCreated = 0
    /// Slabs recycled.
    var slabsRecycled = 0
    /// Seconds of the workload, without the process's start.
    var wallSeconds = 0.0
  }

  /// The state of the run after some requests.
  struct Sample: Codable, Sendable {
    var request = 0
    var epochsClosed = 0
    var retainedSlabs = 0
    var structuralSlabs = 0
    var liveBytes = 0
    var rssBytes = 0
  }

  static let kind = TwoPoint.name

  var label: String { "twopoint routing=\(routing.rawValue) reuse=\(reuse.rawValue) seed=\(seed)" }

  /// Runs the workload in this process.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> Outcome {
    var configuration = SlabConfiguration()
    configuration.slabSize = workload.slabSize
    configuration.reuse = reuse == .ring ? .ring : .strict
    var run = try TwoPointRun(arm: self, allocator: SlabAllocator(configuration))
    return try run.finish()
  }
}

/// The state of a two-point run.
private struct TwoPointRun: ~Copyable {
  let workload: TwoPointWorkload
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  let persistent: Epoch?
  let memory = ResidentMemory()
  var random: Xoshiro256StarStar
  /// Epochs that are open, the current one last.
  var open: [Epoch]
  /// Request objects of the open epochs, by epoch number modulo their count.
  let batches: UnsafeMutablePointer<RequestBatch>
  let batchCount: Int
  var sessions = 0
  var refused = 0
  let recording: RecordingWriter?
  /// Nanoseconds of the run's own time.
  var now: UInt64 = 0
  var outcome = TwoPointArm.Outcome()

  init(arm: TwoPointArm, allocator: SlabAllocator<NoObserver>) throws {
    let recording = try arm.recording.map { try RecordingWriter(path: $0) }
    let persistent = arm.routing == .isolated ? try allocator.openPersistent() : nil
    heap = try allocator.makeHeap()
    self.recording = recording
    workload = arm.workload
    self.allocator = allocator
    self.persistent = persistent
    random = Xoshiro256StarStar(seed: arm.seed)
    open = [allocator.currentEpoch]
    batchCount = workload.closeLag + 1
    batches = .allocate(capacity: batchCount)
    for index in 0..<batchCount {
      (batches + index).initialize(
        to: RequestBatch(capacity: workload.requestsPerEpoch * workload.objectsPerRequest))
    }
    outcome.samples = Array(
      repeating: TwoPointArm.Sample(), count: workload.requests / workload.sampleEvery)
  }

  deinit {
    batches.deinitialize(count: batchCount)
    batches.deallocate()
  }

  mutating func finish() throws -> TwoPointArm.Outcome {
    let start = Platform.monotonicNanoseconds()
    for number in 0..<workload.requests / workload.requestsPerEpoch {
      if number > 0 { open.append(try allocator.advance()) }
      if number >= workload.closeLag { try closeOldest(number: number - workload.closeLag) }
      try runEpoch(number)
      let request = (number + 1) * workload.requestsPerEpoch
      if request % workload.sampleEvery == 0 { sample(request) }
    }
    try recording?.finish()
    outcome.wallSeconds = Double(Platform.monotonicNanoseconds() - start) * 1e-9
    let counters = allocator.counters
    outcome.slabsCreated = counters.createdSlabs
    outcome.slabsRecycled = counters.recycledSlabs
    try checkEnd()
    return outcome
  }

  private mutating func runEpoch(_ number: Int) throws {
    let requestEpoch = open[open.count - 1]
    let sessionEpoch = persistent ?? requestEpoch
    let batch = batches + number % batchCount
    for index in 0..<workload.requestsPerEpoch * workload.objectsPerRequest {
      if recording != nil {
        now =
          UInt64(number * workload.requestsPerEpoch + index / workload.objectsPerRequest)
          * 1_000_000
      }
      if random.bernoulli(workload.sessionFraction) {
        let session = try heap.allocate(workload.objectSize, in: sessionEpoch)
        session.touch()
        record(session, line: #line - 2)
        sessions += 1
      } else {
        let object = try heap.allocate(workload.objectSize, in: requestEpoch)
        object.touch()
        record(object, line: #line - 2)
        batch.pointee.append(object.handle)
      }
    }
  }

  private func record(_ object: Allocation, line: Int) {
    recording?.allocated(
      object.pointer, size: object.byteCount, named: object.handle.bits,
      by: "\(#fileID):\(line)", at: now)
  }

  private mutating func closeOldest(number: Int) throws {
    if let recording {
      (batches + number % batchCount).pointee.forEach { recording.freed($0.bits, at: now) }
    }
    refused += (batches + number % batchCount).pointee.freeAll(heap)
    let report = try heap.close(open.removeFirst())
    outcome.epochsClosed += 1
    outcome.boundarySlabs += report.scannedSlabs
    outcome.boundaryRecycled += report.recycledSlabs
  }

  private mutating func sample(_ request: Int) {
    let rss = memory.byteCount
    let retention = allocator.retention(including: persistent.map { [$0] } ?? [])
    outcome.samples[request / workload.sampleEvery - 1] = TwoPointArm.Sample(
      request: request, epochsClosed: outcome.epochsClosed, retainedSlabs: retention.slabCount,
      structuralSlabs: retention.structuralSlabCount, liveBytes: retention.liveByteCount,
      rssBytes: rss)
  }

  /// Compares the run's own counts with the allocator's.
  private func checkEnd() throws {
    var inFlight = 0
    for index in 0..<batchCount { inFlight += batches[index].count }
    let live = try allocator.checkInvariants()
    guard live == sessions + inFlight, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(sessions) sessions and \(inFlight) request objects, \(live) live objects, "
          + "\(refused) frees refused")
    }
  }
}
