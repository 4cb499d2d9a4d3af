import Synchronization

/// Slab ids that no heap holds: those never used, and those given back.
struct SlabPool: ~Copyable {
  /// Ids from here up were never used.
  var fresh = 0
  /// Ids below this are accessible memory.
  var accessible = 0
  /// Ids given back whose memory went to the system.
  var decommitted: [UInt32] = []
  /// Ids given back that have their memory: the caches of heaps that ended, slabs that other threads
  /// emptied and the heap's cache had no place for, and what the system did not take.
  var committed: [UInt32] = []
  /// Retired ids whose memory the system did not take.
  var stranded: [UInt32] = []
}

/// Counters of the pool, readable at any time.
struct PoolCounters: ~Copyable {
  /// Slab ids used for the first time.
  let created = Atomic<Int>(0)
  /// Slabs whose memory is committed, wherever they are.
  let committed = Atomic<Int>(0)
  /// Those of them that are in the pool. Written under the pool's lock.
  let kept = Atomic<Int>(0)
  /// Slab ids whose generations are used up.
  let retired = Atomic<Int>(0)
  let decommitCalls = Atomic<Int>(0)
  let decommittedBytes = Atomic<Int>(0)
  let decommitFailures = Atomic<Int>(0)
}

extension SlabTable {
  /// Bytes that become accessible in one step.
  private static let accessStep = 1 << 20

  /// An id to build a slab on, and whether it was never used before.
  @inline(never)
  func takeID() throws(AllocationError) -> (id: Int, isFresh: Bool) {
    try pool.withLock { pool throws(AllocationError) in
      if let id = pool.committed.popLast() {
        counters.kept.store(pool.committed.count, ordering: .relaxed)
        return (Int(id), false)
      }
      if let id = pool.decommitted.popLast() {
        counters.committed.add(1, ordering: .relaxed)
        return (Int(id), false)
      }
      if pool.fresh == pool.accessible { try extendAccess(&pool) }
      let id = pool.fresh
      pool.fresh += 1
      records[id].handleBase.store(
        SlabHandle.vacantBase(slab: id, generation: firstGeneration, sizeClass: 0),
        ordering: .relaxed)
      counters.created.add(1, ordering: .relaxed)
      counters.committed.add(1, ordering: .relaxed)
      return (id, true)
    }
  }

  private func extendAccess(_ pool: inout SlabPool) throws(AllocationError) {
    let left = slabLimit - pool.accessible
    guard left > 0 else {
      throw .addressSpaceExhausted(reservedByteCount: slabLimit << slabShift)
    }
    var bytes = Self.accessStep
    if usesHugePages {
      // The first touch of a huge page has to find all of it accessible: a step ends with one.
      let start = Int(bitPattern: address(ofSlab: pool.accessible))
      bytes = Platform.hugePageSize - start & (Platform.hugePageSize - 1)
    }
    var count = min(left, max(1, bytes >> slabShift))
    var code = Platform.commit(address(ofSlab: pool.accessible), byteCount: count << slabShift)
    if code != 0 && count > 1 {
      count = 1
      code = Platform.commit(address(ofSlab: pool.accessible), byteCount: slabSize)
    }
    guard code == 0 else {
      throw .outOfMemory(byteCount: slabSize, reason: Platform.describe(error: code))
    }
    pool.accessible += count
  }

  /// Takes over an empty slab with its memory if there is place for it; whether there was.
  @inline(never)
  func keep(id: Int) -> Bool {
    withUnsafePointer(to: UInt32(id)) { keep(UnsafeBufferPointer(start: $0, count: 1)) == 1 }
  }

  /// Takes over empty slabs with their memory, from the end of `ids`, as long as there is place for
  /// them; how many of them.
  ///
  /// What a heap that ends has cached serves those that follow it: a thread that begins would wait
  /// for the system for each slab that it allocates from first.
  func keep(_ ids: UnsafeBufferPointer<UInt32>) -> Int {
    for id in ids {
      records[Int(id)].setPlace(.pooled)
      records[Int(id)].home.store(SlabRecord.noHome, ordering: .releasing)
    }
    return pool.withLock { pool in
      let count = min(ids.count, max(0, keptSlabLimit - pool.committed.count))
      pool.committed.append(contentsOf: ids.suffix(count))
      counters.kept.store(pool.committed.count, ordering: .relaxed)
      return count
    }
  }

  /// The ids in the pool that have their memory, to be given back one by one.
  func takeKept() -> [UInt32] {
    pool.withLock { pool in
      defer { pool.committed = [] }
      counters.kept.store(0, ordering: .relaxed)
      return pool.committed
    }
  }

  /// Gives an empty slab's memory to the system and its id to the pool, or retires the id.
  /// Returns the bytes that the system took.
  @inline(never)
  func giveBack(id: Int, retiring: Bool) -> Int {
    records[id].home.store(SlabRecord.noHome, ordering: .releasing)
    counters.decommitCalls.add(1, ordering: .relaxed)
    let taken = Platform.decommit(address(ofSlab: id), byteCount: slabSize) == 0
    if taken {
      counters.decommittedBytes.add(slabSize, ordering: .relaxed)
      counters.committed.subtract(1, ordering: .relaxed)
    } else {
      counters.decommitFailures.add(1, ordering: .relaxed)
    }
    if retiring { counters.retired.add(1, ordering: .relaxed) }
    pool.withLock { pool in
      switch (retiring, taken) {
      case (false, true): pool.decommitted.append(UInt32(id))
      case (false, false):
        pool.committed.append(UInt32(id))
        counters.kept.store(pool.committed.count, ordering: .relaxed)
      case (true, false): pool.stranded.append(UInt32(id))
      case (true, true): break
      }
    }
    return taken ? slabSize : 0
  }
}
