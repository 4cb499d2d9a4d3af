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
    } else if let size = Int(csvField: csvField), 1...1 << 18 ~= size {
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
  var pattern: DeletionPattern
  var phase: RedisPhase
  var sizeClass: SlabClass
  var regionsPerSlab: Int?
  var liveObjects: Int
  var slabs: Int
  var drainedSlabs: Int
  var utilization: Double?
  var usedMemoryBytes: Int?
  var rssBytes: Int?

  /// Bytes of a slab of the row's class: jemalloc's slabs are cut without rest.
  var slabByteCount: Int? {
    guard case .bytes(let size) = sizeClass, let regionsPerSlab else { return nil }
    return size * regionsPerSlab
  }

  /// Slabs beyond the fewest that could hold the live objects; nil in the totals.
  var structuralSlabs: Int? { regionsPerSlab.map { slabs - (liveObjects + $0 - 1) / $0 } }

  /// Their bytes.
  var structuralBytes: Int? {
    structuralSlabs.flatMap { slabs in slabByteCount.map { slabs * $0 } }
  }

  static let fileName = "redis.csv"
  static let rowMeaning =
    "the slabs of a real Redis before and after keys were deleted"

  /// Few enough that all slabs' bytes can be added.
  private static let slabCount: ClosedRange = 0...0x1p26

  static let schema = Schema(
    RedisRow.init,
    .key("pattern", \.pattern, .word, "which keys were deleted"),
    .key("phase", \.phase, .word, "when the figures were taken"),
    .key("size_class", \.sizeClass, .word, "the size class, or the totals of all"),
    .exact(
      "regions_per_slab", \.regionsPerSlab, .objects,
      "slots of a slab; empty in the totals", 1...8_192),
    .noisy(
      "live_objects", \.liveObjects, .objects,
      "live objects, those in the allocator's thread caches included"),
    .noisy("slabs", \.slabs, .slabs, "slabs with a live object: the pinned ones", slabCount),
    .noisy(
      "drained_slabs", \.drainedSlabs, .slabs,
      "slabs that have become empty and were given back since the load", slabCount),
    .noisy(
      "utilization", \.utilization, .one,
      "bytes of live slots over bytes of slabs; empty where there is no slab", .share),
    .noisy(
      "used_memory_bytes", \.usedMemoryBytes, .bytes,
      "bytes that Redis counts as used; only in the totals"),
    .noisy(
      "rss_bytes", \.rssBytes, .bytes,
      "bytes of the server in physical memory; only in the totals"))
}
