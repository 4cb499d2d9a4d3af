import Results

/// What one allocator retained after a peak: a line of `peers.csv`.
struct PeersRow: CSVRecord {
  /// The allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`.
  var allocator: String
  /// Where session objects were allocated: among the others, or in an arena or heap of their own.
  var routing: Routing
  /// The share of the objects that is not freed, 0 to 1; 0 measures the floor.
  var sessionFraction: Double
  /// The seed of the choice of session objects.
  var seed: UInt64
  /// Objects at the peak.
  var objects: Int
  /// Bytes of the allocator's documented granule.
  var granuleBytes: Int
  /// Objects in it.
  var granuleObjects: Double
  /// Bytes of the objects that are not freed.
  var liveBytes: Int
  /// Bytes that the process gained up to the peak.
  var peakRSSBytes: Int
  /// Bytes that it still has of them after the frees and the allocator's own purge, less the floor:
  /// what stays with no session object at all.
  var retainedBytes: Int
  /// Retained bytes less those of the fewest granules that could hold the live objects.
  var structuralBytes: Int
  /// Retained bytes by the closed form for the documented granule.
  var retainedBytesPredicted: Double

  static let fileName = "peers.csv"

  static let schema = Schema(
    PeersRow.init,
    .key("allocator", \.allocator),
    .key("routing", \.routing),
    .key("session_fraction", \.sessionFraction, .share),
    .repetition("seed", \.seed),
    .exact("objects", \.objects),
    .exact("granule_bytes", \.granuleBytes, .size),
    .exact("granule_objects", \.granuleObjects, .amount),
    .exact("live_bytes", \.liveBytes),
    .noisy("peak_rss_bytes", \.peakRSSBytes),
    .noisy("retained_bytes", \.retainedBytes, .difference),
    .noisy("structural_bytes", \.structuralBytes, .difference),
    .exact("retained_bytes_predicted", \.retainedBytesPredicted, .amount))
}

/// When a process's memory was looked at.
enum PeersPhase: String, Sendable, CaseIterable, Codable, CSVValue {
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
struct PeersSample: CSVRecord {
  /// The allocator.
  var allocator: String
  /// Where session objects were allocated.
  var routing: Routing
  /// The share of the objects that is not freed, 0 to 1.
  var sessionFraction: Double
  /// The seed of the choice of session objects.
  var seed: UInt64
  /// The phase.
  var phase: PeersPhase
  /// Bytes of the process in physical memory.
  var rssBytes: Int
  /// Bytes in use by the allocator's own statistics; nil where it has none.
  var allocatorBytes: Int?

  static let fileName = "peers-phases.csv"

  static let schema = Schema(
    PeersSample.init,
    .key("allocator", \.allocator),
    .key("routing", \.routing),
    .key("session_fraction", \.sessionFraction, .share),
    .repetition("seed", \.seed),
    .key("phase", \.phase),
    .noisy("rss_bytes", \.rssBytes),
    .noisy("allocator_bytes", \.allocatorBytes))
}
