import DrainProfiler
import Results
import TemporalSlab

/// One run of the connection-pool service under the diagnostic profiler.
struct DiagnoseArm: Arm {
  var service: ServiceRun

  /// What the service and its profiler say.
  struct Outcome: Codable, Sendable {
    /// The state after each epoch's close.
    var rows: [DiagnoseRow] = []
    /// Closes of request epochs.
    var closes = 0
    /// Those without a live object.
    var drained = 0
    /// Those with one.
    var pinned = 0
    /// What each site that pinned did.
    var sites: [Site] = []
    /// Objects that the service allocated, and as many as it freed.
    var objects = 0
    /// The line that accepts connections, as the service knows it.
    var acceptLine = 0
    /// Lifetime deltas of connections in closes as the service knows them, ascending.
    var knownCloses: [UInt64] = []
    /// The same in nanoseconds of the service's time.
    var knownNanoseconds: [UInt64] = []
    /// Live objects after shutdown.
    var liveAtEnd = 0
    /// Retained slabs after shutdown.
    var retainedAtEnd = 0
  }

  /// A site's part in pinned epochs.
  struct Site: Codable, Sendable {
    /// Module and file.
    var fileID: String
    /// The line.
    var line: Int
    /// Epochs that it pinned.
    var epochsPinned: Int
    /// Its objects that were live at a close.
    var objects: Int
    /// Their bytes.
    var byteCount: Int
    /// Those that died within the near-miss threshold.
    var nearMisses: Int
    /// Those that died beyond it.
    var mismatches: Int
    /// What most of them say.
    var verdict: DiagnoseSiteRow.Verdict
    /// Closes past the boundary, ascending.
    var closes: [UInt64]
    /// Nanoseconds past the boundary, ascending.
    var nanoseconds: [UInt64]
  }

  static let kind = Diagnose.name

  var work: Double { service.workload.work }

  var label: String { "diagnose routing=\(service.routing.rawValue)" }

  /// Runs the service in this process.
  func run() throws -> Outcome {
    let workload = service.workload
    var configuration = SlabConfiguration()
    configuration.reuse = .strict
    let clock = ServiceClock()
    var diagnostic = DiagnosticConfiguration()
    diagnostic.nearMiss = NearMissThreshold(closes: UInt64(workload.nearMissCloses))
    diagnostic.deltasPerSite = workload.epochs * workload.connectionsPerEpoch
    let profiler = DiagnosticProfiler(diagnostic, clock: ProfilerClock { clock.nanoseconds })
    let allocator = try SlabAllocator(
      configuration, observer: DiagnosedAllocation(of: configuration, profiler: profiler))
    var service = try ConnectionService(self.service, allocator, clock)
    var outcome = Outcome()
    let memory = ResidentMemory()
    for epoch in 1...workload.epochs {
      try service.serveEpoch()
      let snapshot = profiler.snapshot()
      outcome.rows.append(
        DiagnoseRow(
          routing: self.service.routing, epoch: epoch, rssBytes: memory.byteCount,
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
    try service.recording?.finish()
    return outcome
  }

  private static func site(_ summary: SiteSummary) -> Site {
    Site(
      fileID: summary.site.fileID, line: summary.site.line, epochsPinned: summary.granulesPinned,
      objects: summary.objects, byteCount: summary.byteCount, nearMisses: summary.nearMisses,
      mismatches: summary.mismatches,
      verdict: summary.verdict == .nearMiss ? .nearMiss : .routingMismatch,
      closes: summary.closes.values, nanoseconds: summary.nanoseconds.values)
  }
}
