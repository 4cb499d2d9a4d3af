import TemporalSlab

/// What a profiler's tables hold, and how much memory they have grown to.
public struct ProfilerTables: Hashable, Sendable {
  /// Granules that are known: open, or closed with live objects, or not yet forgotten.
  public var granules = 0
  /// Granules that the tables have room for without growing.
  public var granuleCapacity = 0
  /// Shards, one for each thread that has used the profiler at the same time as others.
  public var shards = 0
  /// Live objects that diagnostic mode remembers; 0 in production mode.
  public var objects = 0
  /// Bytes of cells, objects and granules.
  public var byteCount = 0
}

extension DrainProfiler {
  /// The size of the tables; O(shards).
  public func tables() -> ProfilerTables {
    state.withLock { state in
      var tables = ProfilerTables()
      tables.granules = state.places.count
      tables.granuleCapacity = state.granules.capacity
      tables.shards = state.shards.count
      tables.byteCount = state.granules.capacity * MemoryLayout<ProfilerState.Granule>.stride
      for shard in state.shards {
        for chunk in shard.pointee.chunks {
          tables.byteCount += chunk.count * MemoryLayout<Cell>.stride
        }
        shard.pointee.objects?.pointee.withLock { table in
          tables.objects += table.count
          tables.byteCount += table.byteCount
        }
      }
      return tables
    }
  }
}
