import DrainProfiler
import Results
import TemporalSlab

/// One run of the connection-pool service under the diagnostic profiler.
package struct DiagnoseArm: Arm {
  /// Where connection metadata is allocated.
  package var routing: ServiceRouting
  /// Request epochs.
  package var epochs: Int
  /// Requests of an epoch.
  package var requestsPerEpoch: Int
  /// Objects of a request.
  package var requestObjects: Int
  /// Connections accepted in each epoch but the first.
  package var connectionsPerEpoch: Int
  /// Bytes of every object.
  package var objectSize: Int
  /// The shortest life of a connection, in requests.
  package var shortestConnection: Int
  /// The longest life of a connection, in requests.
  package var longestConnection: Int
  /// Closes past the boundary up to which an object is a near miss.
  package var nearMissCloses: Int
  /// The seed of arrivals and lifetimes.
  package var seed: UInt64
  /// Blocks from malloc that each object gets as twins, 0 or 1; they live exactly as long, so that a
  /// tool that watches malloc sees the service's objects. A number and not a truth value, so that
  /// runs with and without allocate the same otherwise.
  package var twins: Int

  /// What the service and its profiler say.
  package struct Outcome: Codable, Sendable {
    /// The state after each epoch's close.
    package var samples: [Sample] = []
    /// Closes of request epochs.
    package var closes = 0
    /// Those without a live object.
    package var drained = 0
    /// Those with one.
    package var pinned = 0
    /// What each site that pinned did.
    package var sites: [Site] = []
    /// Objects that the service allocated, and as many as it freed.
    package var objects = 0
    /// The line that accepts connections, as the service knows it.
    package var acceptLine = 0
    /// Lifetime deltas of connections in closes as the service knows them, ascending.
    package var knownCloses: [UInt64] = []
    /// The same in nanoseconds of the service's time.
    package var knownNanoseconds: [UInt64] = []
    /// Live objects after shutdown.
    package var liveAtEnd = 0
    /// Retained slabs after shutdown.
    package var retainedAtEnd = 0
  }

  /// The service after one epoch's close.
  package struct Sample: Codable, Sendable {
    var epoch = 0
    var residentBytes = 0
    var structuralBytes = 0
    var drained = 0
    var pinned = 0
    var liveObjects = 0
  }

  /// A site's part in pinned epochs.
  package struct Site: Codable, Sendable {
    /// Module and file.
    package var fileID: String
    /// The line.
    package var line: Int
    /// Epochs that it pinned.
    package var epochsPinned: Int
    /// Its objects that were live at a close.
    package var objects: Int
    /// Their bytes.
    package var byteCount: Int
    /// Those that died within the near-miss threshold.
    package var nearMisses: Int
    /// Those that died beyond it.
    package var mismatches: Int
    /// Whether most of them lived far past the boundary.
    package var isMismatch: Bool
    /// Closes past the boundary, ascending.
    package var closes: [UInt64]
    /// Nanoseconds past the boundary, ascending.
    package var nanoseconds: [UInt64]
  }

  /// `diagnose`.
  package static let kind = DiagnoseConfiguration.experiment

  /// Names the routing.
  package var label: String { "diagnose routing=\(routing.rawValue)" }

  /// Runs the service in this process.
  package func run() throws -> Outcome {
    var configuration = SlabConfiguration()
    configuration.reuse = .strict
    let clock = ServiceClock()
    var diagnostic = DiagnosticConfiguration()
    diagnostic.nearMiss = NearMissThreshold(closes: UInt64(nearMissCloses))
    diagnostic.deltasPerSite = epochs * connectionsPerEpoch
    let profiler = DiagnosticProfiler(
      diagnostic, clock: ProfilerClock { clock.nanoseconds })
    let allocator = try SlabAllocator(
      configuration, observer: DiagnosedAllocation(of: configuration, profiler: profiler))
    var service = try ConnectionService(self, allocator, clock)
    var outcome = Outcome()
    let memory = ResidentMemory()
    for epoch in 1...epochs {
      try service.serveEpoch()
      let snapshot = profiler.snapshot()
      outcome.samples.append(
        Sample(
          epoch: epoch, residentBytes: memory.byteCount,
          structuralBytes: service.structuralByteCount, drained: snapshot.drained,
          pinned: snapshot.pinned, liveObjects: snapshot.live))
    }
    service.disconnectAll()
    let snapshot = profiler.snapshot()
    guard snapshot.misuse.total == 0, snapshot.live == 0, service.refusedFrees == 0 else {
      throw ExperimentError.inconsistent(
        "\(service.refusedFrees) frees were refused, and the profiler says \(snapshot)")
    }
    outcome.closes = snapshot.closes
    outcome.drained = snapshot.drained
    outcome.pinned = snapshot.pinned
    outcome.objects = service.objectCount
    outcome.acceptLine = service.acceptLine
    outcome.knownCloses = service.deltas.map(\.closes).sorted()
    outcome.knownNanoseconds = service.deltas.map(\.nanoseconds).sorted()
    outcome.liveAtEnd = snapshot.live
    outcome.retainedAtEnd = allocator.retainedSlabCount
    outcome.sites = profiler.summary().map(Self.site)
    try service.shutDown()
    return outcome
  }

  private static func site(_ summary: SiteSummary) -> Site {
    Site(
      fileID: summary.site.fileID, line: summary.site.line,
      epochsPinned: summary.granulesPinned, objects: summary.objects,
      byteCount: summary.byteCount, nearMisses: summary.nearMisses,
      mismatches: summary.mismatches, isMismatch: summary.verdict == .routingMismatch,
      closes: summary.closes.values, nanoseconds: summary.nanoseconds.values)
  }
}
