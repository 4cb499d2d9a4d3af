import Results
import Statistics
import TemporalSlab

/// Runs of one program, one a seed.
struct BoundsArm: Arm {
  var question: BoundsQuestion
  /// What tells the program from others of its question.
  var setting: String
  var program: BoundsProgram
  var seeds: SeedBlock

  static let kind = Bounds.name

  var work: Double { Double(program.objects * program.epochs * seeds.count) }

  var label: String { "bounds \(question.rawValue) \(setting) seeds=\(seeds)" }

  /// Runs the seeds one after the other.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> [BoundsOutcome] {
    try zip(seeds.values, seeds.generators).map { seed, generator in
      var configuration = SlabConfiguration.strict(slabSize: program.slabSize)
      configuration.reuse = program.reuse == .ring ? .ring : .strict
      let allocator = try SlabAllocator(configuration)
      var run = try BoundsRun(program, allocator, generator, seed: seed)
      return try run.finish()
    }
  }
}

/// What one seed of any of the runs gives.
struct BoundsOutcome: Codable, Sendable {
  /// The state after a close.
  struct Sample: Codable, Sendable {
    var epochsClosed: Int
    /// Live objects, of which the run itself keeps count.
    var live: Int
    /// Retained slabs; those of a persistent epoch included.
    var retained: Int
    /// Those beyond the fewest that could hold the live objects.
    var structural: Int
  }

  var seed: UInt64
  var closes = 0
  /// Closes without a live object.
  var drained = 0
  /// Session objects allocated.
  var sessions = 0
  /// Moments at which retained slabs were held against live objects, and those with more slabs.
  var compared = 0
  var breaches = 0
  /// Mean of retained slabs over the closes of the second half.
  var secondHalf = 0.0
  var greatestRetained = 0
  var greatestLive = 0
  /// The most slabs with memory at any time.
  var greatestCommitted = 0
  /// Least-squares slope of retained slabs in the first and in the last quarter, by request.
  var slopes: [Double] = []
  var samples: [Sample] = []

  /// Holds retained slabs against live objects: a slab that is retained has one at least.
  mutating func compare(retained: Int, live: Int) {
    compared += 1
    breaches += retained > live ? 1 : 0
    greatestRetained = max(greatestRetained, retained)
    greatestLive = max(greatestLive, live)
  }
}

/// The state of one run.
private struct BoundsRun: ~Copyable {
  let program: BoundsProgram
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  /// Where sessions go that are isolated.
  let persistent: Epoch?
  var random: Xoshiro256StarStar
  var due: DueList
  var batch: RequestBatch
  /// Whether each object of the present epoch is a session.
  var isSession: [Bool]
  var live = 0
  var refused = 0
  var outcome: BoundsOutcome

  init(
    _ program: BoundsProgram, _ allocator: SlabAllocator<NoObserver>,
    _ random: Xoshiro256StarStar, seed: UInt64
  ) throws {
    let persistent = program.routing == .isolated ? try allocator.openPersistent() : nil
    heap = try allocator.makeHeap()
    self.persistent = persistent
    self.program = program
    self.allocator = allocator
    self.random = random
    due = DueList(epochs: program.epochs + 1)
    batch = RequestBatch(capacity: program.objects)
    isSession = []
    isSession.reserveCapacity(program.objects + 1)
    outcome = BoundsOutcome(seed: seed)
  }

  mutating func finish() throws -> BoundsOutcome {
    let half = program.epochs / 2
    var sum = 0
    for number in 1...program.epochs {
      try runEpoch(number)
      let retained = allocator.retainedSlabCount
      outcome.compare(retained: retained, live: live)
      if number > half { sum += retained }
      if number % (program.epochs / BoundsProgram.samples) == 0 { sample(number) }
    }
    outcome.secondHalf = Double(sum) / Double(program.epochs - half)
    let found = try allocator.checkInvariants()
    guard found == live, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(live) sessions are live, \(found) objects in the allocator, \(refused) frees refused")
    }
    return outcome
  }

  /// Opens an epoch, allocates in it, lets the sessions die whose time has come, and closes it.
  private mutating func runEpoch(_ number: Int) throws {
    let epoch = number == 1 ? allocator.currentEpoch : try allocator.advance()
    draw(number)
    let needsOrder = program.order != .drawn
    if program.order == .sessionsFirst { try allocateSessions(epoch, number) }
    for isSession in isSession {
      if !isSession {
        let object = try heap.allocate(program.objectSize, in: epoch)
        object.touch()
        batch.append(object.handle)
      } else if !needsOrder {
        try allocateSession(epoch, number)
      }
    }
    if program.order == .sessionsLast { try allocateSessions(epoch, number) }
    outcome.greatestCommitted = max(
      outcome.greatestCommitted, allocator.committedByteCount / program.slabSize)
    for session in due.takeObjects(dying: number) {
      live -= 1
      if !heap.free(session) { refused += 1 }
    }
    refused += batch.freeAll(heap)
    outcome.closes += 1
    outcome.drained += try heap.close(epoch).isDrained ? 1 : 0
  }

  /// Draws which objects of the epoch are sessions.
  private mutating func draw(_ number: Int) {
    isSession.removeAll(keepingCapacity: true)
    let arrive = number <= program.lastArrival
    switch program.arrivals {
    case .perEpoch(let p):
      if arrive && random.bernoulli(p) { isSession.append(true) }
      for _ in 0..<program.objects { isSession.append(false) }
    case .perObject(let fraction):
      for _ in 0..<program.objects { isSession.append(arrive && random.bernoulli(fraction)) }
    }
  }

  private mutating func allocateSessions(_ epoch: Epoch, _ number: Int) throws {
    for _ in 0..<isSession.count(where: { $0 }) { try allocateSession(epoch, number) }
  }

  private mutating func allocateSession(_ epoch: Epoch, _ number: Int) throws {
    let session = try heap.allocate(program.objectSize, in: persistent ?? epoch)
    session.touch()
    live += 1
    outcome.sessions += 1
    if let outlived = program.lifetime.draw(&random), outlived <= program.epochs {
      due.add(session.handle, dying: number + outlived)
    }
  }

  private mutating func sample(_ number: Int) {
    let retention = allocator.retention(including: persistent.map { [$0] } ?? [])
    outcome.compare(retained: retention.slabCount, live: live)
    outcome.samples.append(
      BoundsOutcome.Sample(
        epochsClosed: number, live: live, retained: retention.slabCount,
        structural: retention.structuralSlabCount))
  }
}
