import Synchronization

/// Where a heap's tables lie in its block, in bytes from the record.
struct HeapLayout {
  let cachedSlabs: Int
  let slots: Int
  let cachedCounts: Int
  let sharedStarts: Int
  let classCounters: Int
  let cached: Int
  let byteCount: Int

  init(slotCount: Int, classCount: Int, cachedSlabLimit: Int) {
    cachedSlabs = classCount * cachedSlabLimit
    // All epoch slots that an `Epoch` can name, as the fast path looks at their eras.
    slots = HeapRecord.cellsOffset + HeapRecord.tableSlots * HeapRecord.slotCellsStride
    cachedCounts = slots + slotCount * MemoryLayout<HeapSlot>.stride
    sharedStarts = cachedCounts + classCount * MemoryLayout<Int>.stride
    classCounters = sharedStarts + classCount * MemoryLayout<Atomic<Int>>.stride
    cached = classCounters + classCount * MemoryLayout<ClassCounters>.stride
    let used = cached + cachedSlabs * MemoryLayout<UInt32>.stride
    byteCount = (used + Platform.pageSize - 1) / Platform.pageSize * Platform.pageSize
  }
}
