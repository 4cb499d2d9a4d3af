import Results
import TemporalSlab
import Statistics

/// One peak and drain on one allocator, in a process of its own.
struct PeersArm: Arm {
  var allocator: Allocator
  /// The library to preload; nil for an allocator that needs none.
  var library: String?
  /// Where session objects go.
  var routing: Routing
  /// The share of the objects that is not freed, 0 to 1.
  var sessionFraction: Double
  var peak: PeersConfiguration.Peak
  /// Seed of the choice of session objects.
  var seed: UInt64

  /// What one process showed.
  struct Outcome: Codable, Sendable {
    /// The process by phase.
    var samples: [Sample] = []
    /// Bytes that an object takes, with what the allocator keeps beside it.
    var slotByteCount = 0
    /// Bytes of the unit that the allocator's documentation says it gives back.
    var granuleByteCount = 0
    /// Session objects.
    var sessions = 0
  }

  /// The process at one phase.
  struct Sample: Codable, Sendable {
    var phase: PeersPhase
    var rssBytes: Int
    var allocatorBytes: Int?
  }

  static let kind = Peers.name

  var work: Double { Double(peak.objects) }

  var label: String {
    "peers \(allocator.rawValue) \(routing.rawValue) f=\(sessionFraction) seed=\(seed)"
  }

  var environment: [String: String] { allocator.environment(preloading: library) }

  func run() throws -> Outcome {
    try allocator.requireLoaded()
    let (objects, objectSize) = (peak.objects, peak.objectSize)
    let heap = try makeHeap()
    // Everything that the run itself needs is there, and touched, before the first sample.
    let tokens = UnsafeMutablePointer<UInt>.allocate(capacity: objects)
    tokens.initialize(repeating: 1, count: objects)
    defer { tokens.deallocate() }
    let isSession = UnsafeMutablePointer<Bool>.allocate(capacity: objects)
    isSession.initialize(repeating: false, count: objects)
    defer { isSession.deallocate() }
    var outcome = Outcome()
    outcome.samples.reserveCapacity(PeersPhase.allCases.count)
    outcome.sessions = Int((Double(objects) * sessionFraction).rounded())
    var random = Xoshiro256StarStar(seed: seed)
    random.select(outcome.sessions, of: objects) { isSession[$0] = true }
    outcome.granuleByteCount = try heap.granuleByteCount(ofObjectSize: objectSize)
    try heap.purge()
    Platform.loadCode()

    look(.before, heap, &outcome)
    for index in 0..<objects {
      tokens[index] = try heap.allocate(objectSize, isSession: isSession[index])
    }
    outcome.slotByteCount = try heap.slotByteCount(of: tokens[0], objectSize: objectSize)
    look(.peak, heap, &outcome)
    for index in 0..<objects where !isSession[index] { heap.free(tokens[index]) }
    try heap.endRequests()
    look(.freed, heap, &outcome)
    try heap.purge()
    look(.purged, heap, &outcome)
    return outcome
  }

  private func look(_ phase: PeersPhase, _ heap: any PeerHeap, _ outcome: inout Outcome) {
    outcome.samples.append(
      Sample(
        phase: phase,
        rssBytes: ResidentMemory.exactByteCount(isAnonymous: true) ?? ResidentMemory().byteCount,
        allocatorBytes: heap.statistics()))
  }

  private func makeHeap() throws -> any PeerHeap {
    switch allocator {
    case .temporalSlab: try SlabPeer(routing)
    case .glibc: try GlibcPeer()
    case .jemalloc: try JemallocPeer(routing)
    case .mimalloc: try MimallocPeer(routing)
    case .tcmalloc: try TcmallocPeer()
    }
  }
}
