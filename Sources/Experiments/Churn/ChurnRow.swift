import Results

/// The state of a churn run after some cycles: a row of `churn.csv`.
package struct ChurnRow: CSVRecord {
  /// Cycles of replacement that were run; 0 is the fill.
  package var cycle = 0
  /// Bytes of the process in physical memory.
  package var rssBytes = 0
  /// Bytes of slabs that have memory.
  package var committedBytes = 0
  /// Live objects.
  package var liveObjects = 0
  /// Slabs used for the first time.
  package var slabsCreated = 0
  /// Slabs recycled.
  package var slabsRecycled = 0

  /// A row to be filled.
  package init() {}

  /// The name of the file.
  package static let fileName = "churn.csv"

  /// The columns, in their order in the file.
  package static let columns: [Column<ChurnRow>] = [
    .position("cycle", \.cycle),
    .noisy("rss_bytes", \.rssBytes),
    .exact("committed_bytes", \.committedBytes),
    .exact("live_objects", \.liveObjects),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled),
  ]
}
