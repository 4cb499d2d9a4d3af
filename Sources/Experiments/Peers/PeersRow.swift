import Results

/// What one allocator retained after a peak: a line of `peers.csv`.
package struct PeersRow: CSVRecord {
  /// The allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`.
  package var allocator = ""
  /// Where session objects were allocated: among the others, or in an arena or heap of their own.
  package var routing = Routing.mixed
  /// The share of the objects that is not freed, 0 to 1; 0 measures the floor.
  package var sessionFraction = 0.0
  /// The seed of the choice of session objects.
  package var seed: UInt64 = 0
  /// Bytes of the objects that are not freed.
  package var liveBytes = 0
  /// Bytes that the process gained up to the peak.
  package var peakRSSBytes = 0
  /// Bytes that it still has of them after the frees and the allocator's own purge, less the floor:
  /// what stays with no session object at all.
  package var retainedBytes = 0
  /// Retained bytes less those of the fewest granules that could hold the live objects.
  package var structuralBytes = 0
  /// Retained bytes by the closed form for the documented granule.
  package var retainedBytesPredicted = 0.0

  /// A row to be filled.
  package init() {}

  /// `peers.csv`.
  package static let fileName = "peers.csv"

  /// The columns, in their order in the file.
  package static let columns: [Column<PeersRow>] = [
    .key("allocator", \.allocator),
    .key("routing", \.routing),
    .key("session_fraction", \.sessionFraction),
    .repetition("seed", \.seed),
    .exact("live_bytes", \.liveBytes),
    .noisy("peak_rss_bytes", \.peakRSSBytes),
    .noisy("retained_bytes", \.retainedBytes),
    .noisy("structural_bytes", \.structuralBytes),
    .exact("retained_bytes_predicted", \.retainedBytesPredicted),
  ]
}

/// When a process's memory was looked at.
package enum PeersPhase: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Nothing is allocated.
  case before
  /// All objects are.
  case peak
  /// All request objects are freed.
  case freed
  /// And the allocator was asked to give back what it can.
  case purged
}

/// One process at one phase: a line of `peers-phases.csv`.
package struct PeersSample: CSVRecord {
  /// The allocator.
  package var allocator = ""
  /// Where session objects were allocated.
  package var routing = Routing.mixed
  /// The share of the objects that is not freed, 0 to 1.
  package var sessionFraction = 0.0
  /// The seed of the choice of session objects.
  package var seed: UInt64 = 0
  /// The phase.
  package var phase = PeersPhase.before
  /// Bytes of the process in physical memory.
  package var rssBytes = 0
  /// Bytes in use by the allocator's own statistics; nil where it has none.
  package var allocatorBytes: Int?

  /// A row to be filled.
  package init() {}

  /// `peers-phases.csv`.
  package static let fileName = "peers-phases.csv"

  /// The columns, in their order in the file.
  package static let columns: [Column<PeersSample>] = [
    .key("allocator", \.allocator),
    .key("routing", \.routing),
    .key("session_fraction", \.sessionFraction),
    .repetition("seed", \.seed),
    .key("phase", \.phase),
    .noisy("rss_bytes", \.rssBytes),
    .noisy("allocator_bytes", \.allocatorBytes),
  ]
}
