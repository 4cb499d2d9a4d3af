import Results

/// The connection-pool service after one epoch's close: a line of `diagnose.csv`.
struct DiagnoseRow: CSVRecord, Codable {
  var routing: ServiceRouting
  var epoch: Int
  var rssBytes: Int
  var structuralBytes: Int
  var drained: Int
  var pinned: Int
  var liveObjects: Int

  static let fileName = "diagnose.csv"
  static let rowMeaning = "the connection-pool service after one epoch's close"

  static let schema = Schema(
    DiagnoseRow.init,
    .key("routing", \.routing, .word, "where connection metadata was allocated"),
    .position("epoch", \.epoch, .epochs, "the request epoch, from 1"),
    .noisy("rss_bytes", \.rssBytes, .bytes, "the resident set"),
    .exact(
      "structural_bytes", \.structuralBytes, .bytes,
      "retained bytes less the fewest slab bytes that could hold the same live objects"),
    .exact("drained", \.drained, .closes, "request epochs that drained, up to this one"),
    .exact("pinned", \.pinned, .closes, "request epochs that were pinned, up to this one"),
    .exact("live_objects", \.liveObjects, .objects, "live objects of the service"))
}
