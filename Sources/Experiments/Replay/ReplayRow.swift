import Results

/// One process that did a recording again, at one moment of it: a line of `replay.csv`.
///
/// Bytes of memory are those above what the process had before the first event.
package struct ReplayRow: CSVRecord {
  /// The recording's name without folder and suffix.
  package var recording: String
  /// The allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`.
  package var allocator: String
  /// Whether all objects went to the common place (`mixed`), or routed ones to places of their own
  /// (`isolated`).
  var routing: Routing
  /// Tells processes that did the same apart, from 0.
  var round: Int
  /// Allocations and frees of the whole recording.
  var events: Int
  /// Events up to the moment.
  var momentEvent: Int
  /// Objects that live at the moment, and their bytes.
  var liveObjects: Int
  var liveBytes: Int
  /// Of these, bytes of objects above the allocator's largest class; nil where it has no classes.
  var largeBytes: Int?
  /// Bytes of live objects that are routed; 0 where nothing is.
  var movedBytes: Int
  /// Places of their own that routed objects went to.
  var granules: Int
  /// Bytes in physical memory at the moment.
  var rssBytes: Int
  /// The same after the allocator was asked to give back what it can.
  var retainedBytes: Int
  /// The same by the model of the allocator.
  var retainedBytesPredicted: Int
  /// Bytes of live objects and of the pages held for them by the allocator's own statistics; nil
  /// where it does not tell.
  var inUseBytes: Int?
  var heldBytes: Int?
  /// Time of all events, without looking at the process.
  var replaySeconds: Double

  package static let fileName = "replay.csv"

  package static let schema = Schema(
    ReplayRow.init,
    .key("recording", \.recording),
    .key("allocator", \.allocator),
    .key("routing", \.routing),
    .repetition("round", \.round),
    .exact("events", \.events, .size),
    .exact("moment_event", \.momentEvent, .size),
    .exact("live_objects", \.liveObjects),
    .exact("live_bytes", \.liveBytes),
    .exact("large_bytes", \.largeBytes),
    .exact("moved_bytes", \.movedBytes),
    .exact("granules", \.granules),
    .noisy("rss_bytes", \.rssBytes, .difference),
    .noisy("retained_bytes", \.retainedBytes, .difference),
    .exact("retained_bytes_predicted", \.retainedBytesPredicted),
    .noisy("in_use_bytes", \.inUseBytes, .difference),
    .noisy("held_bytes", \.heldBytes, .difference),
    .noisy("replay_seconds", \.replaySeconds, .amount))
}

/// The memory of one process over the allocation clock: a line of `replay-series.csv`.
package struct ReplaySample: CSVRecord {
  package var recording: String
  package var allocator: String
  var routing: Routing
  var round: Int
  /// Bytes that the recording has allocated until then; the last point is its end.
  var allocatedBytes: Int
  var liveBytes: Int
  /// Bytes in physical memory after the allocator was asked to give back what it can, above those
  /// before the first event.
  var retainedBytes: Int
  /// The same by the model of the allocator.
  var retainedBytesPredicted: Int
  /// Bytes of the pages that the allocator says it holds for objects; nil where it does not tell.
  var heldBytes: Int?

  package static let fileName = "replay-series.csv"

  package static let schema = Schema(
    ReplaySample.init,
    .key("recording", \.recording),
    .key("allocator", \.allocator),
    .key("routing", \.routing),
    .repetition("round", \.round),
    .position("allocated_bytes", \.allocatedBytes),
    .exact("live_bytes", \.liveBytes),
    .noisy("retained_bytes", \.retainedBytes, .difference),
    .exact("retained_bytes_predicted", \.retainedBytesPredicted),
    .noisy("held_bytes", \.heldBytes, .difference))
}

/// Rows of several recordings and allocators in one file.
package protocol ReplayKeyed: CSVRecord {
  var recording: String { get }
  var allocator: String { get }
}

extension ReplayRow: ReplayKeyed {}
extension ReplaySample: ReplayKeyed {}

extension ReplayKeyed {
  /// Earlier rows with new ones in place of those of the same recording and allocator, by recording
  /// and allocator.
  package static func merged(_ old: [Self], with new: [Self]) -> [Self] {
    func key(_ row: Self) -> [String] { [row.recording, row.allocator] }
    let replaced = Set(new.map(key))
    let rows = old.filter { !replaced.contains(key($0)) } + new
    let order = Allocator.allCases.map(\.rawValue)
    func rank(_ row: Self) -> Int { order.firstIndex(of: row.allocator) ?? order.count }
    // Stable: rows of one allocator keep their order.
    return rows.enumerated().sorted {
      ($0.element.recording, rank($0.element), $0.offset)
        < ($1.element.recording, rank($1.element), $1.offset)
    }.map(\.element)
  }
}
