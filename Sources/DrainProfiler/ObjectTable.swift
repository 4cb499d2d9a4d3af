import Synchronization
import TemporalSlab

/// A live object as diagnostic mode knows it: one cache line.
struct ObjectNode {
  var allocation: UInt64 = 0
  /// Where the object is counted; names its granule.
  var cell: CellPointer
  var allocatedAt: UInt64 = 0
  /// When its granule closed, and as which close; 0 while it is open.
  var boundaryAt: UInt64 = 0
  var boundaryNumber: UInt64 = 0
  var size: UInt32 = 0
  var site: UInt32 = 0
  /// Index + 1 of the next node of the hash bucket, or of the free nodes.
  var nextInBucket: UInt32 = 0
  /// Index + 1 of the neighbours among the granule's objects of this table.
  var next: UInt32 = 0
  var previous: UInt32 = 0
  private var padding: UInt32 = 0

  init(cell: CellPointer) { self.cell = cell }
}

/// What is left to know of an object that was taken out.
struct RemovedObject {
  var allocation: UInt64
  var cell: CellPointer
  var boundaryAt: UInt64
  var boundaryNumber: UInt64
  var site: UInt32
}

/// The live objects that one shard has registered: by id, in a chained hash table, and by granule,
/// in doubly linked lists whose heads are the shard's cells.
///
/// Entering and taking out an object are O(1) whatever its granule holds; a close walks the live
/// objects of its granule and no others. All operations want the lock of `LockedObjects` held.
struct ObjectTable: ~Copyable {
  private var nodes: UnsafeMutablePointer<ObjectNode>
  private var nodeCapacity: Int
  private var nodeCount = 0
  private var freeNodes: UInt32 = 0
  private var buckets: UnsafeMutablePointer<UInt32>
  private var bucketBits: UInt64
  /// Objects in the table.
  private(set) var count = 0
  /// Nodes and buckets looked at, the measure of work that tests count.
  private(set) var steps = 0

  init() {
    nodeCapacity = 64
    nodes = .allocate(capacity: nodeCapacity)
    bucketBits = 6
    buckets = .allocate(capacity: 1 << bucketBits)
    buckets.initialize(repeating: 0, count: 1 << bucketBits)
  }

  /// Bytes of nodes and buckets.
  var byteCount: Int {
    nodeCapacity * MemoryLayout<ObjectNode>.stride
      + (MemoryLayout<UInt32>.stride << Int(bucketBits))
  }

  deinit {
    nodes.deallocate()
    buckets.deallocate()
  }

  @inline(__always)
  private func bucket(of allocation: UInt64) -> Int {
    // Fibonacci hashing; the fold lets ids that differ in high bits alone differ.
    let folded = allocation ^ allocation &>> 32
    return Int(truncatingIfNeeded: (folded &* 0x9e37_79b9_7f4a_7c15) &>> (64 - bucketBits))
  }

  /// Whether a live object has this id; O(1) expected.
  @inline(__always)
  mutating func contains(_ allocation: UInt64) -> Bool {
    var index = buckets[bucket(of: allocation)]
    while index != 0 {
      steps &+= 1
      if nodes[Int(index) - 1].allocation == allocation { return true }
      index = nodes[Int(index) - 1].nextInBucket
    }
    return false
  }

  /// Enters an object; O(1) amortised.
  @inline(__always)
  mutating func insert(
    _ allocation: UInt64, cell: CellPointer, size: Int, site: UInt32, at time: UInt64
  ) {
    // Half the buckets are empty, so that most chains have one object or none.
    if count * 2 >= 1 << Int(bucketBits) { growBuckets() }
    let index = takeNode(cell)
    let bucket = bucket(of: allocation)
    let node = nodes + Int(index) - 1
    node.pointee.allocation = allocation
    node.pointee.allocatedAt = time
    node.pointee.size = UInt32(clamping: size)
    node.pointee.site = site
    node.pointee.nextInBucket = buckets[bucket]
    buckets[bucket] = index
    let first = cell.pointee.firstObject
    node.pointee.next = first
    if first != 0 { nodes[Int(first) - 1].previous = index }
    cell.pointee.firstObject = index
    count += 1
    steps &+= 2
  }

  /// Takes out an object, of the given granule if several have its id; nil when none has. O(1)
  /// expected.
  @inline(__always)
  mutating func remove(_ allocation: UInt64, in granule: UInt64) -> RemovedObject? {
    let bucket = bucket(of: allocation)
    var found: (index: UInt32, before: UInt32)?
    var before: UInt32 = 0
    var index = buckets[bucket]
    while index != 0 {
      let node = nodes + Int(index) - 1
      steps &+= 1
      if node.pointee.allocation == allocation {
        found = (index, before)
        if node.pointee.cell.pointee.key.load(ordering: .relaxed) == granule { break }
      }
      before = index
      index = node.pointee.nextInBucket
    }
    guard let found else { return nil }
    let node = nodes + Int(found.index) - 1
    if found.before == 0 {
      buckets[bucket] = node.pointee.nextInBucket
    } else {
      nodes[Int(found.before) - 1].nextInBucket = node.pointee.nextInBucket
    }
    unlink(node)
    let taken = RemovedObject(
      allocation: allocation, cell: node.pointee.cell, boundaryAt: node.pointee.boundaryAt,
      boundaryNumber: node.pointee.boundaryNumber, site: node.pointee.site)
    node.pointee.nextInBucket = freeNodes
    freeNodes = found.index
    count -= 1
    return taken
  }

  @inline(__always)
  private func unlink(_ node: UnsafeMutablePointer<ObjectNode>) {
    let (next, previous) = (node.pointee.next, node.pointee.previous)
    if next != 0 { nodes[Int(next) - 1].previous = previous }
    if previous != 0 {
      nodes[Int(previous) - 1].next = next
    } else {
      node.pointee.cell.pointee.firstObject = next
    }
  }

  /// Shows `body` each live object of a cell; it may change what is not a link.
  mutating func forEachObject(
    of cell: CellPointer, _ body: (UnsafeMutablePointer<ObjectNode>) -> Void
  ) {
    var index = cell.pointee.firstObject
    while index != 0 {
      let node = nodes + Int(index) - 1
      steps &+= 1
      body(node)
      index = node.pointee.next
    }
  }

  @inline(__always)
  private mutating func takeNode(_ cell: CellPointer) -> UInt32 {
    if freeNodes != 0 {
      let index = freeNodes
      freeNodes = nodes[Int(index) - 1].nextInBucket
      nodes[Int(index) - 1] = ObjectNode(cell: cell)
      return index
    }
    if nodeCount == nodeCapacity { growNodes() }
    (nodes + nodeCount).initialize(to: ObjectNode(cell: cell))
    nodeCount += 1
    return UInt32(nodeCount)
  }

  @inline(never)
  private mutating func growNodes() {
    let larger = UnsafeMutablePointer<ObjectNode>.allocate(capacity: nodeCapacity * 2)
    larger.moveInitialize(from: nodes, count: nodeCount)
    nodes.deallocate()
    nodes = larger
    nodeCapacity *= 2
  }

  @inline(never)
  private mutating func growBuckets() {
    let old = buckets
    let oldCount = 1 << Int(bucketBits)
    bucketBits += 1
    buckets = .allocate(capacity: oldCount * 2)
    buckets.initialize(repeating: 0, count: oldCount * 2)
    for start in 0..<oldCount {
      var index = old[start]
      while index != 0 {
        let node = nodes + Int(index) - 1
        index = node.pointee.nextInBucket
        let bucket = bucket(of: node.pointee.allocation)
        node.pointee.nextInBucket = buckets[bucket]
        buckets[bucket] = UInt32(node - nodes) + 1
      }
    }
    old.deallocate()
  }
}

/// An object table and its lock, which lie apart: an operation is an access to the whole table, and
/// another thread may try the lock meanwhile.
struct LockedObjects: ~Copyable {
  let lock = SpinLock()
  /// Under the lock.
  let table: UnsafeMutablePointer<ObjectTable>

  init() {
    table = .allocate(capacity: 1)
    table.initialize(to: ObjectTable())
  }

  deinit {
    table.deinitialize(count: 1)
    table.deallocate()
  }

  /// Runs `body` while no other thread has the table.
  @inline(__always)
  borrowing func withLock<Result>(_ body: (inout ObjectTable) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&table.pointee)
  }
}

typealias ObjectsPointer = UnsafeMutablePointer<LockedObjects>
