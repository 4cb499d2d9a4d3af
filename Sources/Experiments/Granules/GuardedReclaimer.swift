/// Epoch-based reclamation: an object that was unlinked is retired into the bag of the current
/// epoch, and the bag is reclaimed when no reader's guard is as old as its epoch.
///
///     var objects = try GuardedReclaimer(objectSize: 128, blockSize: 4_096, guards: guards)
///     let object = try objects.allocate()
///     objects.retire(object)            // unlinked: new readers cannot reach it
///     objects.advance()                 // true unless a reader is still inside
///
/// The epoch goes on whether readers follow or not, and a guard holds back every bag from its own
/// epoch on: those objects were reachable when its reader entered. Source: Fraser, "Practical
/// Lock-Freedom", dissertation, Cambridge, 2004, whose epoch waits for its readers; the rule of an
/// epoch that runs on is that of Chandramouli and others, "FASTER: A concurrent key-value store
/// with in-place updates", SIGMOD 2018.
///
/// One thread allocates, retires and advances; readers on any thread use the guard table.
struct GuardedReclaimer: ~Copyable {
  private struct Bag {
    var epoch: UInt64
    var objects: [UnsafeMutableRawPointer] = []
  }

  /// The epoch and the readers' guards.
  let guards: GuardTable
  private let slotSize: Int
  private var pool: BlockPool
  /// The first of the free slots, each of which begins with the address of the next.
  private var free: UnsafeMutableRawPointer?
  /// The bag of the current epoch.
  private var retiring: Bag
  /// Bags of earlier epochs, oldest first.
  private var bags: [Bag] = []

  /// A reclaimer of objects of one size.
  ///
  /// - Parameters:
  ///   - objectSize: bytes of an object, 8 or more.
  ///   - blockSize: bytes of the blocks that are cut into objects.
  ///   - guards: the readers' guards.
  init(objectSize: Int, blockSize: Int, guards: GuardTable) throws(GranuleError) {
    slotSize = RegionAllocator.footprint(of: objectSize)
    guard slotSize <= blockSize else {
      throw .oversized(byteCount: slotSize, blockSize: blockSize)
    }
    pool = try BlockPool(blockSize: blockSize)
    self.guards = guards
    retiring = Bag(epoch: guards.current)
  }

  /// Bytes of blocks that have memory; a block holds objects of many epochs and is kept.
  var committedByteCount: Int { pool.committedCount * pool.blockSize }

  /// Bags of earlier epochs that are not reclaimed.
  var retainedBagCount: Int { bags.count }

  /// Bytes of the objects in them.
  var retainedByteCount: Int { bags.reduce(0) { $0 + $1.objects.count * slotSize } }

  /// An object that nothing refers to; its content is undefined. O(1).
  mutating func allocate() throws(GranuleError) -> UnsafeMutableRawPointer {
    if free == nil { try cutBlock() }
    // A block has at least one slot.
    let object = free.unsafelyUnwrapped
    free = object.load(as: UnsafeMutableRawPointer?.self)
    return object
  }

  private mutating func cutBlock() throws(GranuleError) {
    let block = pool.address(of: try pool.take())
    for slot in stride(from: pool.blockSize / slotSize - 1, through: 0, by: -1) {
      release(block + slot * slotSize)
    }
  }

  private mutating func release(_ object: UnsafeMutableRawPointer) {
    object.storeBytes(of: free, as: UnsafeMutableRawPointer?.self)
    free = object
  }

  /// Takes an object that new readers can no longer reach. It is not written to before it is
  /// reclaimed: readers that are inside may still read it. O(1).
  mutating func retire(_ object: UnsafeMutableRawPointer) { retiring.objects.append(object) }

  /// Closes the current epoch's bag, its reclaim boundary, and reclaims every bag that no reader
  /// holds back; O(guards + objects reclaimed).
  ///
  /// - Returns: whether the bag that was closed is among them.
  @discardableResult
  mutating func advance() -> Bool {
    bags.append(retiring)
    guards.advance()
    retiring = Bag(epoch: guards.current)
    let oldest = guards.oldestEntry()
    // Bags are in the order of their epochs.
    let safe = bags.firstIndex { $0.epoch >= oldest } ?? bags.count
    for bag in bags[..<safe] {
      for object in bag.objects { release(object) }
    }
    bags.removeFirst(safe)
    return bags.isEmpty
  }
}
