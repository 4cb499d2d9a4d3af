import Results

/// One process that did a recording again, at one moment of it: a line of `replay.csv`.
///
/// Bytes of memory are those above what the process had before the first event.
package struct ReplayRow: CSVRecord {
  package var recording: String
  package var allocator: String
  var routing: Routing
  var round: Int
  var events: Int
  var momentEvent: Int
  var liveObjects: Int
  var liveBytes: Int
  var largeBytes: Int?
  var movedBytes: Int
  var granules: Int
  var rssBytes: Int
  var retainedBytes: Int
  var retainedBytesPredicted: Int
  var inUseBytes: Int?
  var heldBytes: Int?
  var replaySeconds: Double

  package static let fileName = "replay.csv"
  package static let rowMeaning =
    "one process that did a recording again, at one moment of it; bytes of "
    + "memory are those above what the process had before the first event"

  package static let schema = Schema(
    ReplayRow.init,
    .key("recording", \.recording, .word, "the recording's name without folder and suffix"),
    .key(
      "allocator", \.allocator, .word,
      "the allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`"),
    .key(
      "routing", \.routing, .word,
      "whether all objects went to the common place (`mixed`), or routed ones to places "
        + "of their own (`isolated`)"),
    .repetition("round", \.round, .one, "tells processes that did the same apart, from 0"),
    .exact("events", \.events, .events, "allocations and frees of the whole recording", .size),
    .exact("moment_event", \.momentEvent, .events, "events up to the moment", .size),
    .exact("live_objects", \.liveObjects, .objects, "objects that live at the moment"),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of the objects that live then"),
    .exact(
      "large_bytes", \.largeBytes, .bytes,
      "of these, bytes of objects above the allocator's largest class; empty where it "
        + "has no classes"),
    .exact(
      "moved_bytes", \.movedBytes, .bytes,
      "bytes of live objects that are routed; 0 where nothing is"),
    .exact("granules", \.granules, .granules, "places of their own that routed objects went to"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "bytes in physical memory at the moment", .difference),
    .noisy(
      "retained_bytes", \.retainedBytes, .bytes,
      "bytes in physical memory after the allocator was asked to give back what it can, "
        + "above those before the first event", .difference),
    .exact(
      "retained_bytes_predicted", \.retainedBytesPredicted, .bytes,
      "retained bytes by the model of the allocator"),
    .noisy(
      "in_use_bytes", \.inUseBytes, .bytes,
      "bytes of live objects and of the pages held for them by the allocator's own "
        + "statistics; empty where it does not tell", .difference),
    .noisy(
      "held_bytes", \.heldBytes, .bytes,
      "bytes of the pages that the allocator says it holds for objects; empty where it "
        + "does not tell", .difference),
    .noisy(
      "replay_seconds", \.replaySeconds, .seconds,
      "time of all events, without looking at the process", .amount))
}

/// The memory of one process over the allocation clock: a line of `replay-series.csv`.
package struct ReplaySample: CSVRecord {
  package var recording: String
  package var allocator: String
  var routing: Routing
  var round: Int
  var allocatedBytes: Int
  var liveBytes: Int
  var retainedBytes: Int
  var retainedBytesPredicted: Int
  var heldBytes: Int?

  package static let fileName = "replay-series.csv"
  package static let rowMeaning = "the memory of one process over the allocation clock"

  package static let schema = Schema(
    ReplaySample.init,
    .key("recording", \.recording, .word, "the recording's name without folder and suffix"),
    .key(
      "allocator", \.allocator, .word,
      "the allocator: `temporal-slab`, `glibc`, `jemalloc`, `mimalloc` or `tcmalloc`"),
    .key(
      "routing", \.routing, .word,
      "whether all objects went to the common place (`mixed`), or routed ones to places "
        + "of their own (`isolated`)"),
    .repetition("round", \.round, .one, "tells processes that did the same apart, from 0"),
    .position(
      "allocated_bytes", \.allocatedBytes, .bytes,
      "bytes that the recording has allocated until then; the last point is its end"),
    .exact("live_bytes", \.liveBytes, .bytes, "bytes of the objects that live then"),
    .noisy(
      "retained_bytes", \.retainedBytes, .bytes,
      "bytes in physical memory after the allocator was asked to give back what it can, "
        + "above those before the first event", .difference),
    .exact(
      "retained_bytes_predicted", \.retainedBytesPredicted, .bytes,
      "retained bytes by the model of the allocator"),
    .noisy(
      "held_bytes", \.heldBytes, .bytes,
      "bytes of the pages that the allocator says it holds for objects; empty where it "
        + "does not tell", .difference))
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
