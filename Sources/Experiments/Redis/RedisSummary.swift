/// What one deletion pattern did to the slabs of the values, and to the server's memory.
struct RedisSummary: Sendable, Equatable {
  /// Which keys were deleted.
  var pattern: DeletionPattern
  /// The class of the values, the one with the most slab bytes after the load: loaded and purged.
  var loaded, purged: RedisRow
  /// Slots of a slab of that class.
  var capacity: Int
  /// Bytes of the server in physical memory.
  var rssLoaded, rssDeleted, rssPurged: Int
  /// Bytes of the slabs of all classes that drained.
  var drainedBytes: Int
  /// All classes: loaded and purged.
  var totalLoaded, totalPurged: RedisRow

  /// Gathers the rows of a pattern; nil where a phase is missing.
  init?(_ rows: [RedisRow], _ pattern: DeletionPattern) {
    let own = rows.filter { $0.pattern == pattern }
    func row(_ phase: RedisPhase, _ sizeClass: SlabClass) -> RedisRow? {
      own.first { $0.phase == phase && $0.sizeClass == sizeClass }
    }
    func slabBytes(_ row: RedisRow) -> Int { row.slabs * (row.slabByteCount ?? 0) }
    guard
      let loaded = own.filter({ $0.phase == .loaded })
        .max(by: { slabBytes($0) < slabBytes($1) }),
      let capacity = loaded.regionsPerSlab,
      let purged = row(.purged, loaded.sizeClass),
      let totalLoaded = row(.loaded, .all), let totalPurged = row(.purged, .all),
      let rssLoaded = totalLoaded.rssBytes,
      let rssDeleted = row(.deleted, .all)?.rssBytes,
      let rssPurged = totalPurged.rssBytes
    else { return nil }
    self.pattern = pattern
    self.loaded = loaded
    self.purged = purged
    self.capacity = capacity
    self.totalLoaded = totalLoaded
    self.totalPurged = totalPurged
    self.rssLoaded = rssLoaded
    self.rssDeleted = rssDeleted
    self.rssPurged = rssPurged
    drainedBytes = own.filter { $0.phase == .purged }
      .reduce(0) { $0 + $1.drainedSlabs * ($1.slabByteCount ?? 0) }
  }

  /// The class of the values, as files name it.
  var className: String { loaded.sizeClass.csvField ?? "" }

  /// Drained slabs of the value class over those after the load, 0 to 1.
  var drainedShare: Double {
    Double(purged.drainedSlabs) / Double(max(1, loaded.slabs))
  }

  /// RSS after the purge over RSS after the load.
  var rssRatio: Double { Double(rssPurged) / Double(max(1, rssLoaded)) }

  /// The share of the value class's objects that was deleted.
  var deletedShare: Double {
    1 - Double(purged.liveObjects) / Double(max(1, loaded.liveObjects))
  }
}
