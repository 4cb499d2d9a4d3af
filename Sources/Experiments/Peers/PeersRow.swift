import Results

/// What one allocator retained after a peak: a line of `peers.csv`.
struct PeersRow: CSVRecord {
  var allocator: String
  var routing: Routing
  var sessionFraction: Double
  var seed: UInt64
  var objects: Int
  var granuleBytes: Int
  var granuleObjects: Double
  var liveBytes: Int
  var peakRSSBytes: Int
  var retainedBytes: Int
  var structuralBytes: Int
  var retainedBytesPredicted: Double

  static let fileName = "peers.csv"
  static let rowMeaning = "what one allocator retained after a peak"

  static let schema = Schema(
    PeersRow.init,
    .key("allocator", \.allocator, .word, "the allocator"),
    .key("routing", \.routing, .word, "where session objects were allocated"),
    .key(
      "session_fraction", \.sessionFraction, .one,
      "the share of the objects that is not freed, 0 to 1", .share),
    .repetition("seed", \.seed, .one, "the seed of the choice of session objects"),
    .exact("objects", \.objects, .objects, "objects at the peak"),
    .exact(
      "granule_bytes", \.granuleBytes, .bytes,
      "bytes of the allocator's documented granule", .size),
    .exact("granule_objects", \.granuleObjects, .objects, "objects in that granule", .amount),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of the objects that are not freed"),
    .noisy(
      "peak_rss_bytes", \.peakRSSBytes, .bytes,
      "bytes that the process gained up to the peak"),
    .noisy(
      "retained_bytes", \.retainedBytes, .bytes,
      "bytes that the process still has of them after the frees and the allocator's own "
        + "purge, less what stays with no session object at all", .difference),
    .noisy(
      "structural_bytes", \.structuralBytes, .bytes,
      "retained bytes less those of the fewest granules that could hold the live objects",
      .difference),
    .exact(
      "retained_bytes_predicted", \.retainedBytesPredicted, .bytes,
      "retained bytes by the closed form for the documented granule", .amount))
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
  var allocator: String
  var routing: Routing
  var sessionFraction: Double
  var seed: UInt64
  var phase: PeersPhase
  var rssBytes: Int
  var allocatorBytes: Int?

  static let fileName = "peers-phases.csv"
  static let rowMeaning = "one process at one phase"

  static let schema = Schema(
    PeersSample.init,
    .key("allocator", \.allocator, .word, "the allocator"),
    .key("routing", \.routing, .word, "where session objects were allocated"),
    .key(
      "session_fraction", \.sessionFraction, .one,
      "the share of the objects that is not freed, 0 to 1", .share),
    .repetition("seed", \.seed, .one, "the seed of the choice of session objects"),
    .key("phase", \.phase, .word, "when the figures were taken"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "bytes of the process in physical memory"),
    .noisy(
      "allocator_bytes", \.allocatorBytes, .bytes,
      "bytes in use by the allocator's own statistics; empty where it has none"))
}
