extension PublishedFigures {
  /// A figure of the instrumented Redis, before half of the keys were deleted and after.
  public struct RedisFigure: Sendable, Equatable {
    /// What was counted: `keys`, `live_objects`, `slabs_tracked`, `drainable_slabs`, `rss_mb` or
    /// `used_memory_mb`.
    public var metric: String
    /// With all keys; nil where nothing is printed.
    public var before: Int?
    /// With half of them; nil where nothing is printed.
    public var after: Int?
  }

  /// The figure of that name; nil when none is published.
  public func redis(_ metric: String) -> RedisFigure? { redis.first { $0.metric == metric } }

  static func redisFigures(_ reader: inout JSONReader) throws(JSONError) -> [RedisFigure] {
    var figures: [RedisFigure] = []
    for var row in try reader.objects("redis") {
      figures.append(
        RedisFigure(
          metric: try row.string("metric"), before: try row.optionalInt("before"),
          after: try row.optionalInt("after")))
      try row.finish()
    }
    return figures
  }
}
