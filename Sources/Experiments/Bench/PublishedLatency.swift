import Results

/// One percentile of an operation's latency, on the paper's machine.
struct PublishedLatency: Decodable {
  /// The percentile's name, such as `p99`.
  var percentile: String
  /// The original allocator's, in nanoseconds.
  var temporalSlabNs: Double
  /// The system's malloc's, in nanoseconds.
  var systemMallocNs: Double
}

extension PublishedFigures {
  /// Latency by ascending percentile.
  var latency: [PublishedLatency] {
    section("bench", as: [String: [PublishedLatency]].self)["latency", default: []]
  }
}
