import Synchronization

/// Retained slabs of one size class, and what is live in them.
public struct ClassRetention: Hashable, Sendable {
  /// Bytes of a slot.
  public var objectSize: Int
  /// Slots of a slab.
  public var capacity: Int
  /// Slabs that cannot be recycled.
  public var slabs = 0
  /// Live objects in them.
  public var liveObjects = 0

  /// Slabs beyond the fewest that could hold the live objects: what routing alone has cost.
  public var structuralSlabs: Int { slabs - (liveObjects + capacity - 1) / capacity }
}

extension SlabAllocator {
  /// What is retained, by size class; O(slabs ever created), stops nothing.
  ///
  /// Slabs of closed epochs that hold live objects are counted, and the slabs in use of the open
  /// epochs named.
  ///
  /// - Parameter epochs: open epochs whose slabs count as retained too, such as a persistent one.
  public func retention(including epochs: [Epoch] = []) -> [ClassRetention] {
    var classes = core.configuration.sizeClasses.map {
      ClassRetention(objectSize: $0, capacity: core.configuration.capacity(ofObjectSize: $0))
    }
    let named = epochs.reduce(UInt64(0)) { $0 | 1 << UInt64($1.slot) }
    for id in 0..<core.table.counters.created.load(ordering: .acquiring) {
      let record = core.table.records + id
      let isNamed =
        switch record.pointee.place {
        case .current, .partial, .full: named >> UInt64(record.pointee.epochSlot) & 1 == 1
        default: false
        }
      guard isNamed || record.pointee.isRetained else { continue }
      let live = core.table.liveCount(record)
      classes[record.pointee.sizeClass].slabs += live > 0 ? 1 : 0
      classes[record.pointee.sizeClass].liveObjects += live
    }
    return classes
  }
}

extension Sequence where Element == ClassRetention {
  /// Slabs of all classes.
  public var slabCount: Int { reduce(0) { $0 + $1.slabs } }
  /// Live objects of all classes, in bytes of their slots.
  public var liveByteCount: Int { reduce(0) { $0 + $1.liveObjects * $1.objectSize } }
  /// Slabs of all classes beyond the fewest that could hold the live objects.
  public var structuralSlabCount: Int { reduce(0) { $0 + $1.structuralSlabs } }
}
