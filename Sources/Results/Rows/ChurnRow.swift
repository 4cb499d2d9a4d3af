/// The state of a churn run after some cycles: a row of `churn.csv`.
public struct ChurnRow: CSVRecord {
  /// Cycles of replacement that were run; 0 is the fill.
  public var cycle = 0
  /// Bytes of the process in physical memory.
  public var rssBytes = 0
  /// Bytes of slabs that have memory.
  public var committedBytes = 0
  /// Live objects.
  public var liveObjects = 0
  /// Slabs used for the first time.
  public var slabsCreated = 0
  /// Slabs recycled.
  public var slabsRecycled = 0

  /// A row to be filled.
  public init() {}

  /// The name of the file.
  public static let fileName = "churn.csv"

  /// The columns, in their order in the file.
  public static let columns: [Column<ChurnRow>] = [
    .position("cycle", \.cycle),
    .noisy("rss_bytes", \.rssBytes),
    .exact("committed_bytes", \.committedBytes),
    .exact("live_objects", \.liveObjects),
    .exact("slabs_created", \.slabsCreated),
    .exact("slabs_recycled", \.slabsRecycled),
  ]
}
