import Results

/// The state of a churn run after some cycles: a row of `churn.csv`.
struct ChurnRow: CSVRecord {
  /// Cycles of replacement that were run; 0 is the fill.
  var cycle: Int
  /// Bytes of the process in physical memory.
  var rssBytes: Int
  /// Bytes of slabs that have memory.
  var committedBytes: Int
  /// Live objects.
  var liveObjects: Int
  /// Slabs used for the first time.
  var slabsCreated: Int
  /// Slabs recycled.
  var slabsRecycled: Int

  static let fileName = "churn.csv"

  static let schema = Schema(
    ChurnRow.init,
    .position("cycle", \.cycle),
    .noisy("rss_bytes", \.rssBytes),
    .exact("committed_bytes", \.committedBytes),
    .exact("live_objects", \.liveObjects),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled))
}
