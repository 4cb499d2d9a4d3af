import Results

/// How an epoch slot that comes round again uses the slabs of its earlier era.
enum ReuseMode: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Partial slabs of the earlier era take new objects.
  case ring
  /// An era allocates only into its own slabs.
  case strict
}

/// When a slab is recycled that empties after its epoch's close.
enum ReclaimMode: String, Sendable, CaseIterable, Codable, CSVValue {
  /// At once.
  case late
  /// When a close scans it: its ring slot's next one.
  case atClose = "at-close"
}

/// Which granule a session object goes to.
package enum Routing: String, Sendable, CaseIterable, Codable, CSVValue {
  /// The epoch of the request that made it.
  case mixed
  /// A persistent epoch of its own kind.
  case isolated
}
