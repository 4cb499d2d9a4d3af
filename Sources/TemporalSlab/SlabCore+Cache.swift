import Synchronization

/// What becomes of the empty slabs that a heap keeps with their memory.
extension SlabCore {
  /// Gives the slabs that the heap and the pool keep empty to the system; the bytes that it took.
  func releaseCache(_ heap: HeapPointer) -> Int {
    var bytes = 0
    for sizeClass in 0..<table.classCount {
      for id in takeCache(heap, sizeClass) { bytes += giveBack(id, by: heap) }
    }
    for id in table.takeKept() { bytes += giveBack(id, by: heap) }
    return bytes
  }

  /// Leaves the slabs that the heap has cached to the pool, and to the system where that has enough.
  func leaveCache(_ heap: HeapPointer) {
    for sizeClass in 0..<table.classCount {
      let ids = takeCache(heap, sizeClass)
      if ids.isEmpty { continue }
      for id in ids.dropLast(table.keep(ids)) { _ = giveBack(id, by: heap) }
    }
  }

  /// Empties the heap's cache of a class; the ids are good until it is used again.
  private func takeCache(_ heap: HeapPointer, _ sizeClass: Int) -> UnsafeBufferPointer<UInt32> {
    let count = heap.pointee.cachedCounts[sizeClass].load(ordering: .relaxed)
    heap.pointee.cachedCounts[sizeClass].store(0, ordering: .relaxed)
    return UnsafeBufferPointer(
      start: heap.pointee.cached + sizeClass * configuration.cachedSlabLimit, count: count)
  }

  /// Gives the memory of an empty slab, which is in no use, to the system; the bytes that it took.
  private func giveBack(_ id: UInt32, by heap: HeapPointer) -> Int {
    let record = table.records + Int(id)
    record.pointee.setPlace(.pooled)
    let bytes = table.giveBack(id: Int(id), retiring: false)
    heap.pointee.classCounters[record.pointee.sizeClass].countDecommit(bytes)
    return bytes
  }
}
