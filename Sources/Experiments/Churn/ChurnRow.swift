import Results

/// What a cycle of a churn run does.
enum ChurnPhase: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Frees random objects and allocates as many.
  case replace
  /// Frees objects.
  case shrink
  /// Allocates objects.
  case grow
}

/// The state of a churn run after some cycles: a row of `churn.csv`.
struct ChurnRow: CSVRecord, Codable {
  /// What the cycles do.
  var phase: ChurnPhase
  /// Cycles that were run; 0 is the fill.
  var cycle: Int
  /// Bytes of the process in physical memory.
  var rssBytes: Int
  /// Bytes of slabs that have memory.
  var committedBytes: Int
  /// Live objects.
  var liveObjects: Int
  /// Live objects that are not of the fill, by what the objects themselves hold.
  var replacedObjects: Int
  /// Slabs used for the first time.
  var slabsCreated: Int
  /// Slabs recycled.
  var slabsRecycled: Int

  static let fileName = "churn.csv"

  static let schema = Schema(
    ChurnRow.init, .key("phase", \.phase), .position("cycle", \.cycle),
    .noisy("rss_bytes", \.rssBytes),
    .exact("committed_bytes", \.committedBytes),
    .exact("live_objects", \.liveObjects),
    .exact("replaced_objects", \.replacedObjects),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled))
}

extension Sequence where Element == ChurnRow {
  /// The rows of one phase; the fill is of the replacement.
  func of(_ phase: ChurnPhase) -> [ChurnRow] { filter { $0.phase == phase } }
}
