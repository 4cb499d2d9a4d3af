/// How an epoch slot that comes round again uses the slabs of its earlier era.
public enum ReuseMode: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Partial slabs of the earlier era take new objects.
  case ring
  /// An era allocates only into its own slabs.
  case strict
}

/// Which granule a session object goes to.
public enum Routing: String, Sendable, CaseIterable, Codable, CSVValue {
  /// The epoch of the request that made it.
  case mixed
  /// A persistent epoch of its own kind.
  case isolated
}

/// How memory moved over a run.
public enum Behavior: String, Sendable, CaseIterable, Codable, CSVValue {
  /// It did not grow: the slope's 95 % interval holds 0, or growth stayed within 128 KiB.
  case plateau
  /// It grew with the requests.
  case linear
}
