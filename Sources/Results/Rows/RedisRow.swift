/// Which keys of a loaded Redis are deleted.
public enum DeletionPattern: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Every second one, or at another fraction the most even spread of them.
  case odd
  /// Any, all alike probable.
  case random
  /// The first ones that were loaded.
  case sequential
}

/// When the figures of a Redis were taken.
public enum RedisPhase: String, Sendable, CaseIterable, Codable, CSVValue {
  /// All keys are there.
  case loaded
  /// The keys of the pattern are deleted.
  case deleted
  /// And the allocator was asked to give back what it can (`MEMORY PURGE`).
  case purged
}

/// One size class of a server's allocator, or all of them.
public enum SlabClass: Sendable, Hashable, CSVValue {
  /// Objects of up to so many bytes.
  case bytes(Int)
  /// The totals.
  case all

  /// A number of bytes, or `all`.
  public static var csvExpectation: String { "a number of bytes, or all" }

  /// Reads `1024` or `all`.
  public init?(csvField: String) {
    if csvField == "all" {
      self = .all
    } else if let size = Int(csvField: csvField), size > 0 {
      self = .bytes(size)
    } else {
      return nil
    }
  }

  /// `1024` or `all`.
  public var csvField: String? {
    switch self {
    case .bytes(let size): String(size)
    case .all: "all"
    }
  }
}

/// The slabs of a real Redis before and after keys were deleted: a line of `redis.csv`.
public struct RedisRow: CSVRecord {
  /// Which keys were deleted.
  public var pattern = DeletionPattern.odd
  /// When the figures were taken.
  public var phase = RedisPhase.loaded
  /// The size class, or the totals of all.
  public var sizeClass = SlabClass.all
  /// Slots of a slab; nil in the totals.
  public var regionsPerSlab: Int?
  /// Live objects, those in the allocator's thread caches included.
  public var liveObjects = 0
  /// Slabs with a live object: the pinned ones.
  public var slabs = 0
  /// Slabs that have become empty and were given back since the load.
  public var drainedSlabs = 0
  /// Bytes of live slots over bytes of slabs; nil where there is no slab.
  public var utilization: Double?
  /// Bytes that Redis counts as used; only in the totals.
  public var usedMemoryBytes: Int?
  /// Bytes of the server in physical memory; only in the totals.
  public var rssBytes: Int?

  /// A row to be filled.
  public init() {}

  /// Bytes of a slab of the row's class: jemalloc's slabs are cut without rest.
  public var slabByteCount: Int? {
    guard case .bytes(let size) = sizeClass, let regionsPerSlab else { return nil }
    return size * regionsPerSlab
  }

  /// Slabs beyond the fewest that could hold the live objects; nil in the totals.
  public var structuralSlabs: Int? {
    regionsPerSlab.map { slabs - (liveObjects + $0 - 1) / $0 }
  }

  /// `redis.csv`.
  public static let fileName = "redis.csv"

  /// The columns, in their order in the file.
  public static let columns: [Column<RedisRow>] = [
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
