import Synchronization

/// Where a heap's tables lie in its block, in bytes from the record.
struct HeapLayout {
  let cachedSlabs: Int
  let cachedCounts: Int
  let sharedStarts: Int
  let classCounters: Int
  let cached: Int
  let byteCount: Int

  init(classCount: Int, cachedSlabLimit: Int) {
    cachedSlabs = classCount * cachedSlabLimit
    // There are cells and stacks for all epoch slots that an `Epoch` can name.
    cachedCounts = HeapRecord.stacksEnd
    sharedStarts = cachedCounts + classCount * MemoryLayout<Int>.stride
    classCounters = sharedStarts + classCount * MemoryLayout<Atomic<Int>>.stride
    cached = classCounters + classCount * MemoryLayout<ClassCounters>.stride
    let used = cached + cachedSlabs * MemoryLayout<UInt32>.stride
    byteCount = (used + Platform.pageSize - 1) / Platform.pageSize * Platform.pageSize
  }
}
