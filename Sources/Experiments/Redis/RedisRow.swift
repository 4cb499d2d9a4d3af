import Results

/// Which keys of a loaded Redis are deleted.
enum DeletionPattern: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Every second one, or at another fraction the most even spread of them.
  case odd
  /// Any, all alike probable.
  case random
  /// The first ones that were loaded.
  case sequential
}

/// When the figures of a Redis were taken.
enum RedisPhase: String, Sendable, CaseIterable, Codable, CSVValue {
  /// All keys are there.
  case loaded
  /// The keys of the pattern are deleted.
  case deleted
  /// And the allocator was asked to give back what it can (`MEMORY PURGE`).
  case purged
}

/// One size class of a server's allocator, or all of them.
enum SlabClass: Sendable, Hashable, CSVValue {
  /// Objects of up to so many bytes.
  case bytes(Int)
  /// The totals.
  case all

  static var blank: SlabClass { .all }

  /// A number of bytes, or `all`.
  static var csvExpectation: String { "a number of bytes, or all" }

  /// Reads `1024` or `all`.
  init?(csvField: String) {
    if csvField == "all" {
      self = .all
    } else if let size = Int(csvField: csvField), size > 0 {
      self = .bytes(size)
    } else {
      return nil
    }
  }

  /// `1024` or `all`.
  var csvField: String? {
    switch self {
    case .bytes(let size): String(size)
    case .all: "all"
    }
  }
}

/// The slabs of a real Redis before and after keys were deleted: a line of `redis.csv`.
struct RedisRow: CSVRecord {
  /// Which keys were deleted.
  var pattern: DeletionPattern
  /// When the figures were taken.
  var phase: RedisPhase
  /// The size class, or the totals of all.
  var sizeClass: SlabClass
  /// Slots of a slab; nil in the totals.
  var regionsPerSlab: Int?
  /// Live objects, those in the allocator's thread caches included.
  var liveObjects: Int
  /// Slabs with a live object: the pinned ones.
  var slabs: Int
  /// Slabs that have become empty and were given back since the load.
  var drainedSlabs: Int
  /// Bytes of live slots over bytes of slabs; nil where there is no slab.
  var utilization: Double?
  /// Bytes that Redis counts as used; only in the totals.
  var usedMemoryBytes: Int?
  /// Bytes of the server in physical memory; only in the totals.
  var rssBytes: Int?

  /// Bytes of a slab of the row's class: jemalloc's slabs are cut without rest.
  var slabByteCount: Int? {
    guard case .bytes(let size) = sizeClass, let regionsPerSlab else { return nil }
    return size * regionsPerSlab
  }

  /// Slabs beyond the fewest that could hold the live objects; nil in the totals.
  var structuralSlabs: Int? {
    regionsPerSlab.map { slabs - (liveObjects + $0 - 1) / $0 }
  }

  static let fileName = "redis.csv"

  static let schema = Schema(
    RedisRow.init,
    .key("pattern", \.pattern),
    .key("phase", \.phase),
    .key("size_class", \.sizeClass),
    .exact("regions_per_slab", \.regionsPerSlab),
    .noisy("live_objects", \.liveObjects),
    .noisy("slabs", \.slabs),
    .noisy("drained_slabs", \.drainedSlabs),
    .noisy("utilization", \.utilization),
    .noisy("used_memory_bytes", \.usedMemoryBytes),
    .noisy("rss_bytes", \.rssBytes))
}
