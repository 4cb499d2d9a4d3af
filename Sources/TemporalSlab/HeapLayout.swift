import Synchronization

/// Where a heap's tables lie in its block, in bytes from the record.
struct HeapLayout {
  let cachedSlabs: Int
  let zeroWord: Int
  let slots: Int
  let cachedCounts: Int
  let sharedStarts: Int
  let classCounters: Int
  let cached: Int
  let byteCount: Int

  init(slotCount: Int, classCount: Int, cachedSlabLimit: Int) {
    cachedSlabs = classCount * cachedSlabLimit
    zeroWord = HeapRecord.cellsOffset + HeapRecord.tableSlots << HeapRecord.slotCellsShift
    slots = zeroWord + CacheLine.byteCount
    cachedCounts = slots + slotCount * MemoryLayout<HeapSlot>.stride
    sharedStarts = cachedCounts + classCount * MemoryLayout<Int>.stride
    classCounters = sharedStarts + classCount * MemoryLayout<Atomic<Int>>.stride
    cached = classCounters + classCount * MemoryLayout<ClassCounters>.stride
    byteCount = cached + cachedSlabs * MemoryLayout<UInt32>.stride
  }
}
