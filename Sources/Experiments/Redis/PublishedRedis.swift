import Results

/// A figure of the instrumented Redis, before half of the keys were deleted and after; its
/// megabytes are Redis's own, which are MiB.
struct PublishedRedisFigure: Decodable {
  /// What was counted: `keys`, `live_objects`, `slabs_tracked`, `drainable_slabs`, `rss_mb` or
  /// `used_memory_mb`.
  var metric: String
  /// With all keys; nil where nothing is printed.
  var before: Int?
  /// With half of them; nil where nothing is printed.
  var after: Int?
}

extension PublishedFigures {
  /// The figures of the instrumented Redis.
  var redis: [PublishedRedisFigure] {
    section("redis", as: [String: [PublishedRedisFigure]].self)["figures", default: []]
  }

  /// The figure of that name; nil when none is published.
  func redis(_ metric: String) -> PublishedRedisFigure? { redis.first { $0.metric == metric } }
}
