extension PublishedFigures {
  /// The members of `experiments/published.json`: figures that the paper or its project prints.
  package static let members: [JSONMember] = [
    JSONMember("source", .word, "where the figures come from"),
    JSONMember("twopoint.arms[].routing", .word, "the arm's routing", "mixed or isolated"),
    JSONMember("twopoint.arms[].requests", .requests, "requests that the arm ran", count),
    JSONMember("twopoint.arms[].epoch_advances", .epochs, "epochs opened", count),
    JSONMember("twopoint.arms[].epoch_closes", .epochs, "epochs closed", count),
    JSONMember("twopoint.arms[].slabs_created", .slabs, "slabs created", count),
    JSONMember("twopoint.arms[].slabs_recycled", .slabs, "slabs recycled", count),
    JSONMember("twopoint.arms[].recycle_rate", .one, "recycled over recycled and created", share),
    JSONMember(
      "twopoint.arms[].retained_slabs", .slabs, "slabs said to be retained at the end", count),
    JSONMember(
      "twopoint.arms[].empty_slabs_per_close", .slabs, "empty slabs found at a close, the mean",
      count),
    JSONMember("twopoint.classes[].routing", .word, "the arm's routing", "mixed or isolated"),
    JSONMember("twopoint.classes[].size_class", .bytes, "bytes of the class's slot", count),
    JSONMember("twopoint.classes[].slabs_created", .slabs, "slabs created for the class", count),
    JSONMember("twopoint.classes[].slabs_recycled", .slabs, "slabs of it recycled", count),
    JSONMember("twopoint.workload.sessions", .sessions, "sessions alive at any time", count),
    JSONMember("twopoint.workload.session_size", .bytes, "bytes of a session object", count),
    JSONMember("twopoint.workload.request_objects", .objects, "objects of a request", count),
    JSONMember("twopoint.workload.ring_slots", .epochs, "epochs of the ring", count),
    JSONMember(
      "twopoint.workload.close_lag", .epochs, "epochs between the current one and the closed one",
      count),
    JSONMember(
      "twopoint.recycle_rate_differential", .one, "isolated over mixed recycle rate", number),
    JSONMember("psweep.points[].p", .one, "the violation fraction", share),
    JSONMember("psweep.points[].sessions", .sessions, "session objects allocated", count),
    JSONMember("psweep.points[].rss_growth_mib", .mebibytes, "growth of RSS", number),
    JSONMember(
      "psweep.points[].r_squared", .one, "R-squared of RSS over requests; null at p = 0", share,
      isOptional: true),
    JSONMember("psweep.points[].behavior", .word, "the paper's word for the curve"),
    JSONMember(
      "psweep.points[].growth_per_p_mib", .mebibytes, "growth of RSS over p; null at p = 0",
      number, isOptional: true),
    JSONMember(
      "slope.slopes_kib_per_request[]", .kibibytesPerRequest, "slope of RSS in each quarter",
      "a list of four numbers"),
    JSONMember("slope.last_over_first", .one, "the last slope over the first", number),
    JSONMember(
      "churn.committed_mib[]", .mebibytes, "committed memory after the fill and at the end",
      "a list of two numbers"),
    JSONMember(
      "churn.rss_growth[]", .one, "least and greatest growth of RSS, as shares",
      "a list of two numbers"),
    JSONMember("bench.latency[].percentile", .word, "the percentile", "p50 to p9999"),
    JSONMember(
      "bench.latency[].temporal_slab_ns", .nanoseconds, "the original allocator's latency",
      number),
    JSONMember(
      "bench.latency[].system_malloc_ns", .nanoseconds, "the system malloc's latency", number),
    JSONMember("redis.figures[].metric", .word, "what was counted, with its unit in the name"),
    JSONMember(
      "redis.figures[].before", .ofMetric, "with all keys; null where nothing is printed", count,
      isOptional: true),
    JSONMember(
      "redis.figures[].after", .ofMetric, "with half of them; null where nothing is printed",
      count, isOptional: true),
  ]

  private static let count = "a whole number from 0"
  private static let number = "a number"
  private static let share = "a number from 0 to 1"
}
