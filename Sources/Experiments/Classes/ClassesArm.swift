import Recordings
import Results
import Statistics
import TemporalSlab

/// Runs of one way of sharing granules: one process, several seeds.
struct ClassesArm: Arm {
  var routing: ClassRouting
  /// The classes of each kind of granule; a class that is in none does not run.
  var kinds: [[LifetimeClass]]
  var freeing: SlotReuse
  var workload: ClassesWorkload
  var seeds: SeedBlock
  /// Where the objects of the first run go as a recording; nil for nowhere.
  var recording: String?

  /// What one run gives.
  struct Run: Codable, Sendable {
    /// Structural slabs after half of the epochs.
    var structuralSlabsAtHalf = 0
    /// Structural slabs at the end.
    var structuralSlabs = 0
    /// Granules closed.
    var closes = 0
    /// Those without a live object.
    var drained = 0
  }

  static let kind = Classes.name

  var work: Double { Double(workload.requestObjects * workload.epochs * seeds.count) }

  var label: String {
    "classes \(routing.rawValue) \(ClassesRow.name(of: kinds)) \(freeing.rawValue)"
  }

  /// Runs the program once for each seed.
  ///
  /// - Throws: `AllocationError`, or `ExperimentError.inconsistent` when the allocator's counts are
  ///   not the run's.
  func run() throws -> [Run] {
    try seeds.generators.enumerated().map { number, generator in
      let allocator = try SlabAllocator(.strict(slabSize: workload.slabSize))
      // Every granule is opened with an epoch of its own.
      try allocator.close(allocator.currentEpoch)
      let recording = try number == 0 ? recording.map { try RecordingWriter(path: $0) } : nil
      var run = try ClassesRun(
        arm: self, random: generator, allocator: allocator, recording: recording)
      let outcome = try run.finish()
      try recording?.finish()
      return outcome
    }
  }
}

/// The state of one run.
private struct ClassesRun: ~Copyable {
  /// The granules of one kind, one after the other.
  struct Sequence {
    var span: Int?
    var epoch: Epoch?
  }

  let arm: ClassesArm
  let allocator: SlabAllocator<NoObserver>
  let heap: SlabHeap<NoObserver>
  let recording: RecordingWriter?
  var random: Xoshiro256StarStar
  var sequences: [Sequence]
  /// The objects of one epoch, by their class and the place of their kind.
  var order: [(lifetimeClass: LifetimeClass, lifetime: EpochLifetime, sequence: Int)] = []
  /// Objects to be freed with each epoch's close.
  var ending: [[SlabHandle]]
  var live = 0
  var refused = 0
  var outcome = ClassesArm.Run()

  init(
    arm: ClassesArm, random: Xoshiro256StarStar, allocator: SlabAllocator<NoObserver>,
    recording: RecordingWriter?
  ) throws {
    self.arm = arm
    self.recording = recording
    self.random = random
    self.allocator = allocator
    heap = try allocator.makeHeap()
    sequences = arm.kinds.map { Sequence(span: arm.workload.span(of: $0)) }
    ending = Array(repeating: [], count: arm.workload.epochs)
    for (index, kind) in arm.kinds.enumerated() {
      for lifetimeClass in kind {
        let object = (
          lifetimeClass: lifetimeClass, lifetime: arm.workload.lifetime(of: lifetimeClass),
          sequence: index
        )
        order += Array(repeating: object, count: arm.workload.objects(of: lifetimeClass))
      }
    }
  }

  mutating func finish() throws -> ClassesArm.Run {
    let epochs = arm.workload.epochs
    for epoch in 0..<epochs {
      try openGranules(epoch)
      shuffleOrder()
      for object in order {
        try allocate(object.lifetimeClass, object.lifetime, in: object.sequence, epoch)
      }
      for handle in ending[epoch] {
        recording?.freed(handle.bits, at: UInt64(epoch + 1) * Self.epochNanoseconds)
        if !heap.free(handle) { refused += 1 }
      }
      live -= ending[epoch].count
      ending[epoch] = []
      try closeGranules(epoch)
      if epoch + 1 == epochs / 2 { outcome.structuralSlabsAtHalf = structuralSlabs }
    }
    outcome.structuralSlabs = structuralSlabs
    let found = try allocator.checkInvariants()
    guard found == live, refused == 0 else {
      throw ExperimentError.inconsistent(
        "\(live) live objects, \(found) in the allocator, \(refused) frees refused")
    }
    return outcome
  }

  /// Puts the objects of an epoch in an order of which all are equally likely, from draws that do
  /// not depend on the standard library's version.
  ///
  /// Source: Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7(7),
  /// 1964.
  private mutating func shuffleOrder() {
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(random.nextBounded(UInt64(last + 1))))
    }
  }

  /// Granules of one epoch are epochs of the ring, longer ones are epochs outside it.
  private mutating func openGranules(_ epoch: Int) throws {
    for index in sequences.indices where epoch % (sequences[index].span ?? .max) == 0 {
      sequences[index].epoch =
        sequences[index].span == 1 ? try allocator.advance() : try allocator.openPersistent()
    }
  }

  /// The time of a recording that an epoch takes.
  private static var epochNanoseconds: UInt64 { 1_000_000 }

  private mutating func allocate(
    _ lifetimeClass: LifetimeClass, _ lifetime: EpochLifetime, in index: Int, _ epoch: Int
  ) throws {
    guard let granule = sequences[index].epoch else { return }
    let object = try heap.allocate(arm.workload.objectSize, in: granule)
    object.touch()
    recording?.allocated(
      object.pointer, size: object.byteCount, named: object.handle.bits,
      by: lifetimeClass.rawValue, at: UInt64(epoch) * Self.epochNanoseconds + 1)
    live += 1
    guard let outlived = lifetime.draw(&random) else { return }
    // In an arena the close, in the granule's last epoch, is the earliest free.
    let last =
      arm.freeing == .atClose
      ? sequences[index].span.map { (epoch / $0 + 1) * $0 - 1 } ?? epoch : epoch
    let end = max(outlived + epoch, last)
    if end < ending.count { ending[end].append(object.handle) }
  }

  private mutating func closeGranules(_ epoch: Int) throws {
    for index in sequences.indices {
      guard let span = sequences[index].span, (epoch + 1) % span == 0,
        let granule = sequences[index].epoch
      else { continue }
      outcome.closes += 1
      outcome.drained += try heap.close(granule).isDrained ? 1 : 0
      sequences[index].epoch = nil
    }
  }

  private var structuralSlabs: Int {
    allocator.retention(including: sequences.compactMap(\.epoch)).structuralSlabCount
  }
}
