import Recordings
import Results
import Statistics
import TemporalSlab

/// The state of a two-point run.
struct TwoPointRun: ~Copyable {
  let arm: TwoPointArm
  let workload: TwoPointWorkload
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  let persistent: Epoch?
  let memory = ResidentMemory()
  var random: Xoshiro256StarStar
  /// Epochs that are open, the current one last.
  var open: [Epoch]
  /// Request objects that are live: by epoch number modulo their count; in the pool protocol only
  /// the first is used, for one request.
  let batches: UnsafeMutablePointer<RequestBatch>
  let batchCount: Int
  /// The pool's sessions; of no use in the sustained protocol.
  let pool: UnsafeMutablePointer<SlabHandle>
  var sessions = 0
  var refused = 0
  var use = SlabUse()
  let recording: RecordingWriter?
  /// Nanoseconds of the run's own time.
  var now: UInt64 = 0
  var outcome = TwoPointArm.Outcome()

  init(arm: TwoPointArm, allocator: SlabAllocator<NoObserver>) throws {
    let recording = try arm.recording.map { try RecordingWriter(path: $0) }
    let persistent = arm.routing == .isolated ? try allocator.openPersistent() : nil
    heap = try allocator.makeHeap()
    self.arm = arm
    self.recording = recording
    workload = arm.workload
    self.allocator = allocator
    self.persistent = persistent
    random = Xoshiro256StarStar(seed: arm.seed)
    open = [allocator.currentEpoch]
    batchCount = workload.closeLag + 1
    let batchSize =
      arm.pool?.workload.requestObjects ?? workload.requestsPerEpoch * workload.objectsPerRequest
    batches = .allocate(capacity: batchCount)
    for index in 0..<batchCount {
      (batches + index).initialize(to: RequestBatch(capacity: batchSize))
    }
    let poolSize = arm.pool?.workload.sessions ?? 0
    pool = .allocate(capacity: max(1, poolSize))
    pool.initialize(repeating: SlabHandle(bits: 0), count: max(1, poolSize))
    outcome.samples = Array(
      repeating: TwoPointArm.Sample(), count: workload.requests / workload.sampleEvery)
    outcome.classes.reserveCapacity(arm.marks.count * 16)
  }

  deinit {
    batches.deinitialize(count: batchCount)
    batches.deallocate()
    pool.deallocate()
  }

  mutating func finish() throws -> TwoPointArm.Outcome {
    let start = Platform.monotonicNanoseconds()
    if let pool = arm.pool { try fill(pool.workload) }
    for number in 0..<workload.requests / workload.requestsPerEpoch {
      if number > 0 { open.append(try allocator.advance()) }
      if number >= workload.closeLag { try closeOldest(number: number - workload.closeLag) }
      if let pool = arm.pool {
        try runPoolEpoch(number, pool)
      } else {
        try runEpoch(number)
      }
      let request = (number + 1) * workload.requestsPerEpoch
      if request % workload.sampleEvery == 0 { try sample(request) }
      if arm.marks.contains(request) { countClasses(request) }
    }
    try recording?.finish()
    outcome.wallSeconds = Double(Platform.monotonicNanoseconds() - start) * 1e-9
    let counters = allocator.counters
    outcome.slabsCreated = counters.createdSlabs
    outcome.slabsRecycled = counters.recycledSlabs
    try checkEnd()
    return outcome
  }

  /// An epoch of the sustained protocol.
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
        touch(session, line: #line - 1)
        sessions += 1
      } else {
        let object = try heap.allocate(workload.objectSize, in: requestEpoch)
        touch(object, line: #line - 1)
        batch.pointee.append(object.handle)
      }
    }
  }

  /// Makes the sessions that the pool begins with.
  private mutating func fill(_ workload: PoolWorkload) throws {
    for index in 0..<workload.sessions {
      let session = try heap.allocate(self.workload.objectSize, in: persistent ?? open[0])
      touch(session, line: #line - 1)
      pool[index] = session.handle
    }
    sessions = workload.sessions
  }

  /// An epoch of the pool protocol: each request replaces some sessions, then allocates its objects
  /// and frees them.
  private mutating func runPoolEpoch(_ number: Int, _ variant: TwoPointArm.Pool) throws {
    let workload = variant.workload
    let requestEpoch = open[open.count - 1]
    let sessionEpoch = persistent ?? requestEpoch
    let perEpoch = self.workload.requestsPerEpoch
    let sizes = UInt64(workload.largestObject - workload.smallestObject + 1)
    for request in number * perEpoch..<(number + 1) * perEpoch {
      now = UInt64(request) * 1_000_000
      let replaced = workload.replacements(variant.churn, at: request, requestsPerEpoch: perEpoch)
      for _ in 0..<replaced {
        let index = Int(random.nextBounded(UInt64(workload.sessions)))
        recording?.freed(pool[index].bits, at: now)
        if !heap.free(pool[index]) { refused += 1 }
        let session = try heap.allocate(self.workload.objectSize, in: sessionEpoch)
        touch(session, line: #line - 1)
        pool[index] = session.handle
      }
      for _ in 0..<workload.requestObjects {
        let size = workload.smallestObject + Int(random.nextBounded(sizes))
        let object = try heap.allocate(size, in: requestEpoch)
        touch(object, line: #line - 1)
        batches.pointee.append(object.handle)
      }
      if let recording { batches.pointee.forEach { recording.freed($0.bits, at: now) } }
      refused += batches.pointee.freeAll(heap)
    }
  }

  /// Writes to a new object, counts its slab and records it.
  @inline(__always)
  private mutating func touch(_ object: Allocation, line: Int) {
    object.touch()
    use.note(object.handle)
    if let recording {
      recording.allocated(
        object.pointer, size: object.byteCount, named: object.handle.bits,
        by: "\(#fileID):\(line)", at: now)
    }
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

  /// Request objects that are live.
  private var inFlight: Int { (0..<batchCount).reduce(0) { $0 + batches[$1].count } }

  private mutating func sample(_ request: Int) throws {
    let rss = memory.byteCount
    let retention = allocator.retention(including: persistent.map { [$0] } ?? [])
    let counters = allocator.counters
    // Two ways to count: by what happened to slabs, and by what is in them.
    guard persistent != nil || counters.retainedSlabs == retention.slabCount else {
      throw ExperimentError.inconsistent(
        "\(counters.retainedSlabs) slabs retained, \(retention.slabCount) hold live objects")
    }
    outcome.samples[request / workload.sampleEvery - 1] = TwoPointArm.Sample(
      request: request, epochsClosed: outcome.epochsClosed, retainedSlabs: retention.slabCount,
      structuralSlabs: retention.structuralSlabCount, liveBytes: retention.liveByteCount,
      rssBytes: rss, liveObjects: sessions + inFlight, slabsCreated: counters.createdSlabs,
      slabsRecycled: counters.recycledSlabs)
  }

  /// Slabs by class: those put in use that are not in use any more were recycled.
  private mutating func countClasses(_ request: Int) {
    for (index, slabs) in allocator.snapshot().classes.enumerated() where use.uses[index] > 0 {
      outcome.classes.append(
        TwoPointArm.ClassCount(
          request: request, sizeClass: slabs.objectSize, slabsCreated: use.created[index],
          slabsRecycled: use.uses[index] - slabs.slabs))
    }
  }

  /// Compares the run's own counts with the allocator's.
  private func checkEnd() throws {
    let live = try allocator.checkInvariants()
    guard live == sessions + inFlight, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(sessions) sessions and \(inFlight) request objects, \(live) live objects, "
          + "\(refused) frees refused")
    }
    let created = use.created.reduce(0, +)
    let inUse = allocator.snapshot().classes.reduce(0) { $0 + $1.slabs }
    let recycled = use.uses.reduce(0, +) - inUse
    guard created == outcome.slabsCreated, recycled == outcome.slabsRecycled else {
      throw ExperimentError.inconsistent(
        "handles name \(created) slabs created and \(recycled) recycled, the allocator "
          + "\(outcome.slabsCreated) and \(outcome.slabsRecycled)")
    }
  }
}
