import Results

/// The connection-pool service after one epoch's close: a line of `diagnose.csv`.
struct DiagnoseRow: CSVRecord, Codable {
  /// Where connection metadata was allocated.
  var routing: ServiceRouting
  /// The request epoch, from 1.
  var epoch: Int
  /// The resident set, in bytes.
  var rssBytes: Int
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  var structuralBytes: Int
  /// Request epochs that drained, up to this one.
  var drained: Int
  /// Request epochs that were pinned, up to this one.
  var pinned: Int
  /// Live objects of the service.
  var liveObjects: Int

  static let fileName = "diagnose.csv"

  static let schema = Schema(
    DiagnoseRow.init, .key("routing", \.routing), .position("epoch", \.epoch),
    .noisy("rss_bytes", \.rssBytes),
    .exact("structural_bytes", \.structuralBytes),
    .exact("drained", \.drained),
    .exact("pinned", \.pinned),
    .exact("live_objects", \.liveObjects))
}
