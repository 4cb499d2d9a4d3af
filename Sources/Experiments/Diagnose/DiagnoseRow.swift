import Results

/// Where connection metadata is allocated.
package enum ServiceRouting: String, Sendable, CaseIterable, Codable, CSVValue {
  /// In the epoch of the request that opened the connection.
  case broken
  /// In a persistent epoch for connections.
  case fixed
}

/// The connection-pool service after one epoch's close: a line of `diagnose.csv`.
package struct DiagnoseRow: CSVRecord {
  /// Where connection metadata was allocated.
  package var routing = ServiceRouting.broken
  /// The request epoch, from 1.
  package var epoch = 0
  /// The resident set, in bytes.
  package var rssBytes = 0
  /// Retained bytes less the fewest slab bytes that could hold the same live objects.
  package var structuralBytes = 0
  /// Request epochs that drained, up to this one.
  package var drained = 0
  /// Request epochs that were pinned, up to this one.
  package var pinned = 0
  /// Live objects of the service.
  package var liveObjects = 0

  /// An empty row.
  package init() {}

  /// `diagnose.csv`.
  package static let fileName = "diagnose.csv"

  /// The columns of `diagnose.csv`.
  package static let columns: [Column<DiagnoseRow>] = [
    .key("routing", \.routing),
    .position("epoch", \.epoch),
    .noisy("rss_bytes", \.rssBytes),
    .exact("structural_bytes", \.structuralBytes),
    .exact("drained", \.drained),
    .exact("pinned", \.pinned),
    .exact("live_objects", \.liveObjects),
  ]
}
