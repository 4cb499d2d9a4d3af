import Results

/// Which keys of a loaded Redis are deleted.
package enum DeletionPattern: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Every second one, or at another fraction the most even spread of them.
  case odd
  /// Any, all alike probable.
  case random
  /// The first ones that were loaded.
  case sequential
}

/// When the figures of a Redis were taken.
package enum RedisPhase: String, Sendable, CaseIterable, Codable, CSVValue {
  /// All keys are there.
  case loaded
  /// The keys of the pattern are deleted.
  case deleted
  /// And the allocator was asked to give back what it can (`MEMORY PURGE`).
  case purged
}

/// One size class of a server's allocator, or all of them.
package enum SlabClass: Sendable, Hashable, CSVValue {
  /// Objects of up to so many bytes.
  case bytes(Int)
  /// The totals.
  case all

  /// A number of bytes, or `all`.
  package static var csvExpectation: String { "a number of bytes, or all" }

  /// Reads `1024` or `all`.
  package init?(csvField: String) {
    if csvField == "all" {
      self = .all
    } else if let size = Int(csvField: csvField), size > 0 {
      self = .bytes(size)
    } else {
      return nil
    }
  }

  /// `1024` or `all`.
  package var csvField: String? {
    switch self {
    case .bytes(let size): String(size)
    case .all: "all"
    }
  }
}

/// The slabs of a real Redis before and after keys were deleted: a line of `redis.csv`.
package struct RedisRow: CSVRecord {
  /// Which keys were deleted.
  package var pattern = DeletionPattern.odd
  /// When the figures were taken.
  package var phase = RedisPhase.loaded
  /// The size class, or the totals of all.
  package var sizeClass = SlabClass.all
  /// Slots of a slab; nil in the totals.
  package var regionsPerSlab: Int?
  /// Live objects, those in the allocator's thread caches included.
  package var liveObjects = 0
  /// Slabs with a live object: the pinned ones.
  package var slabs = 0
  /// Slabs that have become empty and were given back since the load.
  package var drainedSlabs = 0
  /// Bytes of live slots over bytes of slabs; nil where there is no slab.
  package var utilization: Double?
  /// Bytes that Redis counts as used; only in the totals.
  package var usedMemoryBytes: Int?
  /// Bytes of the server in physical memory; only in the totals.
  package var rssBytes: Int?

  /// A row to be filled.
  package init() {}

  /// Bytes of a slab of the row's class: jemalloc's slabs are cut without rest.
  package var slabByteCount: Int? {
    guard case .bytes(let size) = sizeClass, let regionsPerSlab else { return nil }
    return size * regionsPerSlab
  }

  /// Slabs beyond the fewest that could hold the live objects; nil in the totals.
  package var structuralSlabs: Int? {
    regionsPerSlab.map { slabs - (liveObjects + $0 - 1) / $0 }
  }

  /// `redis.csv`.
  package static let fileName = "redis.csv"

  /// The columns, in their order in the file.
  package static let columns: [Column<RedisRow>] = [
    .key("pattern", \.pattern),
    .key("phase", \.phase),
    .key("size_class", \.sizeClass),
    .exact("regions_per_slab", \.regionsPerSlab),
    .noisy("live_objects", \.liveObjects),
    .noisy("slabs", \.slabs),
    .noisy("drained_slabs", \.drainedSlabs),
    .noisy("utilization", \.utilization),
    .noisy("used_memory_bytes", \.usedMemoryBytes),
    .noisy("rss_bytes", \.rssBytes),
  ]
}
