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
  var phase: ChurnPhase
  var cycle: Int
  var rssBytes: Int
  var committedBytes: Int
  var liveObjects: Int
  var replacedObjects: Int
  var slabsCreated: Int
  var slabsRecycled: Int

  static let fileName = "churn.csv"
  static let rowMeaning = "the state of a churn run after some cycles"

  static let schema = Schema(
    ChurnRow.init,
    .key("phase", \.phase, .word, "what the cycles do"),
    .position("cycle", \.cycle, .cycles, "cycles that were run; 0 is the fill"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "bytes of the process in physical memory"),
    .exact("committed_bytes", \.committedBytes, .bytes, "bytes of slabs that have memory"),
    .exact("live_objects", \.liveObjects, .objects, "live objects"),
    .exact(
      "replaced_objects", \.replacedObjects, .objects,
      "live objects that are not of the fill, by what the objects themselves hold"),
    .exact("slabs_created", \.slabsCreated, .slabs, "slabs used for the first time"),
    .exact("slabs_recycled", \.slabsRecycled, .slabs, "slabs recycled"))
}

extension Sequence where Element == ChurnRow {
  /// The rows of one phase; the fill is of the replacement.
  func of(_ phase: ChurnPhase) -> [ChurnRow] { filter { $0.phase == phase } }
}
