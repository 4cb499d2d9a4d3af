import Synchronization

/// A statement about the allocator's state that does not hold.
package struct InvariantViolation: Error, Sendable, CustomStringConvertible {
  package let description: String
}

extension SlabAllocator {
  /// Checks everything that must hold of an allocator at rest; O(slabs).
  ///
  /// Every slab that was ever created is in exactly one place; bitmaps, summaries and counts agree;
  /// live and free slots add up to the capacity; committed bytes are slabs times slab size; caches
  /// are within their bound. No other thread may use the allocator meanwhile.
  ///
  /// - Returns: the live objects in all slabs.
  @discardableResult
  package func checkInvariants() throws(InvariantViolation) -> Int {
    var check = InvariantCheck(core: core)
    try check.run()
    return check.liveObjects
  }
}

private struct InvariantCheck {
  let core: SlabCore
  /// What was seen of each created slab.
  var places: [Int: String] = [:]
  var liveObjects = 0
  var committed = 0

  init(core: SlabCore) { self.core = core }

  var table: SlabTable { core.table }

  func require(
    _ holds: Bool, _ message: @autoclosure () -> String
  ) throws(InvariantViolation) {
    if !holds { throw InvariantViolation(description: message()) }
  }

  mutating func run() throws(InvariantViolation) {
    for index in 0..<core.registry.pointee.heapCount.load(ordering: .acquiring) {
      try checkHeap(core.heaps[index].unsafelyUnwrapped)
    }
    try checkPool()
    let created = table.counters.created.load(ordering: .relaxed)
    try require(places.count == created, "\(created) slabs created, \(places.count) found")
    let counted = table.counters.committed.load(ordering: .relaxed)
    try require(committed == counted, "\(committed) slabs committed, counted \(counted)")
  }

  /// Enters a slab under the place where it was met; a second meeting is a violation.
  mutating func meet(
    _ id: Int, at place: String, _ expected: [SlabPlace], owner heap: HeapPointer?
  ) throws(InvariantViolation) {
    let record = table.records + id
    try require(places[id] == nil, "slab \(id) is in \(place) and in \(places[id] ?? "")")
    places[id] = place
    try require(
      expected.contains(record.pointee.place),
      "slab \(id) in \(place) says that it is \(record.pointee.place)")
    if let heap {
      try require(
        record.pointee.home.load(ordering: .relaxed) == heap.pointee.index,
        "slab \(id) in \(place) has another home")
    }
  }

  mutating func checkHeap(_ heap: HeapPointer) throws(InvariantViolation) {
    var retained = 0
    for slot in 0..<core.slotCount {
      retained += try checkSlot(heap, slot)
    }
    for index in 0..<heap.pointee.retained.count {
      let id = heap.pointee.retained[index]
      try require(
        Int(table.records[id].memberIndex) == index, "slab \(id) does not know its index")
      try meet(id, at: "the retained slabs", [.retained], owner: heap)
      try checkSlab(id)
      retained += table.records[id].isRetained ? 1 : 0
    }
    let counted = heap.pointee.counters.retainedSlabs.load(ordering: .relaxed)
    try require(retained == counted, "\(retained) slabs retained, counted \(counted)")
    try checkCache(heap)
  }

  mutating func checkCache(_ heap: HeapPointer) throws(InvariantViolation) {
    var cached = 0
    let limit = core.configuration.cachedSlabLimit
    for sizeClass in 0..<table.classCount {
      let count = heap.pointee.cachedCounts[sizeClass].load(ordering: .relaxed)
      try require(count <= limit, "\(count) slabs cached, the bound is \(limit)")
      for index in 0..<count {
        let id = Int(heap.pointee.cached[sizeClass * limit + index])
        try meet(id, at: "a cache", [.cached], owner: heap)
        try require(table.isEmpty(table.records + id), "cached slab \(id) is not empty")
      }
      cached += count
    }
    committed += cached
  }

  /// Checks one heap's part of an epoch slot; the retained slabs in it.
  mutating func checkSlot(_ heap: HeapPointer, _ slot: Int) throws(InvariantViolation) -> Int {
    var retained = 0
    var linked = 0
    let members = heap.slot(slot).pointee.members
    for index in 0..<members.count {
      let id = members[index]
      let record = table.records + id
      try require(Int(record.pointee.memberIndex) == index, "slab \(id) does not know its index")
      try meet(
        id, at: "epoch slot \(slot)", [.current, .partial, .full, .pinned], owner: heap)
      try require(record.pointee.epochSlot == slot, "slab \(id) names another epoch slot")
      try checkSlab(id)
      retained += record.pointee.isRetained ? 1 : 0
      linked += record.pointee.place == .partial ? 1 : 0
      if record.pointee.place == .current {
        let cell = heap.cell(slot: slot, sizeClass: record.pointee.sizeClass)
        try require(cell.pointee.current == record, "slab \(id) is not its cell's current one")
      }
    }
    try checkStacks(heap, slot)
    guard heap.slot(slot).pointee.era.load(ordering: .relaxed) != 0 else { return retained }
    for sizeClass in 0..<table.classCount {
      linked -= try checkPartialList(heap, slot, sizeClass)
    }
    try require(linked == 0, "\(linked) partial slabs of epoch slot \(slot) are on no list")
    return retained
  }

  /// Checks what the cells of an epoch slot hold ready: free slots of their slabs, each once, and
  /// all those of full slabs.
  func checkStacks(_ heap: HeapPointer, _ slot: Int) throws(InvariantViolation) {
    var stacked: [Int: UInt64] = [:]
    for sizeClass in 0..<table.classCount {
      let cell = heap.cell(slot: slot, sizeClass: sizeClass)
      let ready = cell.pointee.bits
      if ready != 0, let word = cell.pointee.word {
        try require(cell.pointee.current != nil, "a cell without a current slab has slots ready")
        let free = word.pointee.load(ordering: .relaxed)
        try require(ready & ~free == 0, "a cell holds slots ready that are live")
      }
      let stack = heap.stack(ofCellAt: HeapRecord.cellOffset(slot: slot, sizeClass: sizeClass))
      for index in 0..<Int(cell.pointee.freedCount) {
        let handle = SlabHandle(bits: stack[index])
        let record = table.records + handle.slab
        let bit: UInt64 = 1 << UInt64(handle.slot & 63)
        let base = record.pointee.handleBase.load(ordering: .relaxed)
        try require(
          handle.bits & ~(63 << SlabHandle.slotShift) == base && handle.sizeClass == sizeClass
            && record.pointee.epochSlot == slot
            && record.pointee.home.load(ordering: .relaxed) == heap.pointee.index,
          "\(handle) is on the stack of another cell")
        try require(
          record.pointee.free.load(ordering: .relaxed) & bit != 0, "\(handle) on a stack is live")
        try require(
          stacked[handle.slab, default: 0] & bit == 0, "\(handle) is on a stack twice")
        try require(
          record.pointee.place != .current, "\(handle) of a current slab is on a stack")
        stacked[handle.slab, default: 0] |= bit
      }
    }
    let members = heap.slot(slot).pointee.members
    for index in 0..<members.count {
      let id = members[index]
      let record = table.records + id
      guard table.wordsPerSlab == 0, record.pointee.place == .full else { continue }
      let mask = table.classes[record.pointee.sizeClass].slotMask
      try require(
        record.pointee.free.load(ordering: .relaxed) & mask == stacked[id, default: 0],
        "full slab \(id) has free slots that are on no stack")
    }
  }

  func checkPartialList(
    _ heap: HeapPointer, _ slot: Int, _ sizeClass: Int
  ) throws(InvariantViolation) -> Int {
    var count = 0
    var link = heap.cell(slot: slot, sizeClass: sizeClass).pointee.partialHead
    var previous: UInt32 = 0
    while link != 0 {
      let record = table.records + Int(link - 1)
      try require(record.pointee.place == .partial, "slab \(link - 1) is listed but not partial")
      try require(record.pointee.sizeClass == sizeClass, "slab \(link - 1) is in a wrong list")
      try require(
        !core.isPersistent(slot: slot) || record.pointee.previous == previous,
        "slab \(link - 1) has a wrong back link")
      try require(core.hasFreeSlot(record), "partial slab \(link - 1) is full")
      previous = link
      link = record.pointee.next
      count += 1
    }
    return count
  }

  /// Checks the words of a slab in use, and counts its live objects.
  mutating func checkSlab(_ id: Int) throws(InvariantViolation) {
    committed += 1
    let record = table.records + id
    let info = table.classes[record.pointee.sizeClass]
    let capacity = info.capacity
    let base = SlabHandle(bits: record.pointee.handleBase.load(ordering: .relaxed))
    try require(
      base.slab == id && base.sizeClass == record.pointee.sizeClass,
      "slab \(id) has the handle base of \(base)")
    for index in 0..<table.freeWordCount(info) {
      let free = table.freeWord(record, index).pointee.load(ordering: .relaxed)
      let past = table.wordsPerSlab == 0 ? ~info.slotMask : 0
      try require(
        free & ~table.slotMask(info, word: index) == past, "slab \(id) has a wrong end")
      let summary = record.pointee.free.load(ordering: .relaxed)
      try require(
        table.wordsPerSlab == 0 || free == 0 || summary >> UInt64(index) & 1 == 1,
        "the summary of slab \(id) misses word \(index)")
    }
    let free = table.freeSlotCount(record)
    try require(free <= capacity, "slab \(id) has \(free) free slots of \(capacity)")
    liveObjects += capacity - free
    let isPinned = record.pointee.place == .pinned || record.pointee.place == .retained
    let mayWait = core.configuration.reclaim == .atClose
    try require(!isPinned || free < capacity || mayWait, "slab \(id) is pinned and empty")
    try require(
      (isPinned && free < capacity) == record.pointee.isRetained,
      "slab \(id) is \(record.pointee.place), miscounted")
  }

  mutating func checkPool() throws(InvariantViolation) {
    let (decommitted, kept, stranded, fresh) = table.pool.withLock { pool in
      (pool.decommitted, pool.committed, pool.stranded, pool.fresh)
    }
    for id in decommitted { try meet(Int(id), at: "the pool", [.pooled], owner: nil) }
    for id in kept { try meet(Int(id), at: "the pool", [.pooled], owner: nil) }
    for id in stranded { try meet(Int(id), at: "retirement", [.retired], owner: nil) }
    committed += kept.count + stranded.count
    for id in 0..<fresh where places[id] == nil {
      try meet(id, at: "retirement", [.retired], owner: nil)
    }
  }
}
