/// What one deletion pattern did to the slabs of the values, and to the server's memory.
package struct RedisSummary: Sendable, Equatable {
  /// Which keys were deleted.
  package var pattern: DeletionPattern
  /// The class of the values, the one with the most slab bytes after the load: loaded, deleted,
  /// purged.
  package var loaded, deleted, purged: RedisRow
  /// Slots of a slab of that class.
  package var capacity: Int
  /// Bytes of the server in physical memory.
  package var residentLoaded, residentDeleted, residentPurged: Int
  /// Bytes of the slabs of all classes that drained.
  package var drainedBytes: Int
  /// All classes: loaded and purged.
  package var totalLoaded, totalPurged: RedisRow

  /// Gathers the rows of a pattern; nil where a phase is missing.
  package init?(_ rows: [RedisRow], _ pattern: DeletionPattern) {
    let own = rows.filter { $0.pattern == pattern }
    func row(_ phase: RedisPhase, _ sizeClass: SlabClass) -> RedisRow? {
      own.first { $0.phase == phase && $0.sizeClass == sizeClass }
    }
    func slabBytes(_ row: RedisRow) -> Int { row.slabs * (row.slabByteCount ?? 0) }
    guard
      let loaded = own.filter({ $0.phase == .loaded })
        .max(by: { slabBytes($0) < slabBytes($1) }),
      let capacity = loaded.regionsPerSlab,
      let deleted = row(.deleted, loaded.sizeClass), let purged = row(.purged, loaded.sizeClass),
      let totalLoaded = row(.loaded, .all), let totalPurged = row(.purged, .all),
      let residentLoaded = totalLoaded.rssBytes,
      let residentDeleted = row(.deleted, .all)?.rssBytes,
      let residentPurged = totalPurged.rssBytes
    else { return nil }
    self.pattern = pattern
    self.loaded = loaded
    self.deleted = deleted
    self.purged = purged
    self.capacity = capacity
    self.totalLoaded = totalLoaded
    self.totalPurged = totalPurged
    self.residentLoaded = residentLoaded
    self.residentDeleted = residentDeleted
    self.residentPurged = residentPurged
    drainedBytes = own.filter { $0.phase == .purged }
      .reduce(0) { $0 + $1.drainedSlabs * ($1.slabByteCount ?? 0) }
  }

  /// The class of the values, as files name it.
  package var className: String { loaded.sizeClass.csvField ?? "" }

  /// Drained slabs of the value class over those after the load, 0 to 1.
  package var drainedShare: Double {
    Double(purged.drainedSlabs) / Double(max(1, loaded.slabs))
  }

  /// RSS after the purge over RSS after the load.
  package var residentRatio: Double { Double(residentPurged) / Double(max(1, residentLoaded)) }

  /// The share of the value class's objects that was deleted.
  package var deletedShare: Double {
    1 - Double(purged.liveObjects) / Double(max(1, loaded.liveObjects))
  }
}
