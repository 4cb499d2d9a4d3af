import Results
import Statistics

/// One peak and drain on one allocator, in a process of its own.
package struct PeersArm: Arm {
  /// The allocator.
  package var allocator: BenchAllocator
  /// The library to preload; nil for an allocator that needs none.
  package var library: String?
  /// Where session objects go.
  package var routing: Routing
  /// The share of the objects that is not freed, 0 to 1.
  package var sessionFraction: Double
  /// Objects at the peak, and bytes of each.
  package var objects, objectSize: Int
  /// Seed of the choice of session objects.
  package var seed: UInt64

  /// What one process showed.
  package struct Outcome: Codable, Sendable {
    /// The process by phase.
    package var samples: [Sample] = []
    /// Bytes that an object takes, with what the allocator keeps beside it.
    package var slotByteCount = 0
    /// Bytes of the unit that the allocator's documentation says it gives back.
    package var granuleByteCount = 0
    /// Session objects.
    package var sessions = 0
  }

  /// The process at one phase.
  package struct Sample: Codable, Sendable {
    var phase: PeersPhase
    var residentByteCount: Int
    var allocatorByteCount: Int?
  }

  /// `peers`.
  package static let kind = PeersConfiguration.experiment

  /// What tells this arm from its siblings.
  package var label: String {
    "peers \(allocator.rawValue) \(routing.rawValue) f=\(sessionFraction) seed=\(seed)"
  }

  /// The library, and for mimalloc that it shall not wait before it gives memory back.
  package var environment: [String: String] {
    var result = library.map { ["LD_PRELOAD": $0] } ?? [:]
    if allocator == .mimalloc {
      // The option has had three names; a version reads its own.
      for name in ["PURGE_DELAY", "DECOMMIT_DELAY", "SEGMENT_DECOMMIT_DELAY", "RESET_DELAY"] {
        result["MIMALLOC_" + name] = "0"
      }
    }
    return result
  }

  /// Runs the workload in this process.
  package func run() throws -> Outcome {
    try allocator.requireLoaded()
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
        residentByteCount: ResidentMemory.exactByteCount() ?? ResidentMemory().byteCount,
        allocatorByteCount: heap.statistics()))
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
