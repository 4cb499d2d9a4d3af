/// Regions: objects are placed one after the other, and a region's memory comes back as a whole
/// when it is closed and its last object is dead.
///
///     var regions = try RegionAllocator(blockSize: 4_096)
///     let request = regions.open()
///     let object = try regions.allocate(128, in: request)
///     regions.free(object)              // nothing comes back yet
///     regions.close(request)            // true: all of it comes back
///
/// Source: Tofte and Talpin, "Region-based memory management", Information and Computation 132(2),
/// 1997; regions here grow by blocks and count their live objects, so that one may outlive its
/// close.
struct RegionAllocator: ~Copyable {
  /// An object: where it is, and its region.
  struct Object {
    var pointer: UnsafeMutableRawPointer
    var region: Int
  }

  private struct Region {
    var blocks: [Int] = []
    /// Bytes used of the last block.
    var used = 0
    var live = 0
    var isOpen = true
  }

  private var pool: BlockPool
  /// Every region that was ever opened; one that is reclaimed has no blocks.
  private var regions: [Region] = []
  /// Regions that are closed and hold a live object.
  private(set) var retainedCount = 0
  /// Their blocks.
  private(set) var retainedBlockCount = 0

  /// Objects start at multiples of this many bytes.
  static let alignment = 16

  /// An allocator whose regions grow by `blockSize` bytes.
  init(blockSize: Int) throws(GranuleError) { pool = try BlockPool(blockSize: blockSize) }

  /// Bytes of blocks that have memory.
  var committedByteCount: Int { pool.committedCount * pool.blockSize }

  /// Bytes that an object takes.
  static func footprint(of size: Int) -> Int { (size + alignment - 1) / alignment * alignment }

  /// Opens a region, which has no memory yet.
  mutating func open() -> Int {
    regions.append(Region())
    return regions.count - 1
  }

  /// Places an object behind the region's last one, in a new block where it does not fit; O(1).
  mutating func allocate(_ size: Int, in region: Int) throws(GranuleError) -> Object {
    precondition(regions[region].isOpen, "region \(region) is closed: allocate in an open one")
    let size = Self.footprint(of: size)
    guard size <= pool.blockSize else {
      throw .oversized(byteCount: size, blockSize: pool.blockSize)
    }
    if regions[region].blocks.isEmpty || regions[region].used + size > pool.blockSize {
      regions[region].blocks.append(try pool.take())
      regions[region].used = 0
    }
    let block = regions[region].blocks[regions[region].blocks.count - 1]
    let pointer = pool.address(of: block) + regions[region].used
    regions[region].used += size
    regions[region].live += 1
    return Object(pointer: pointer, region: region)
  }

  /// Counts an object as dead; the last one of a closed region gives the region back. O(1), or
  /// O(blocks) for that one.
  ///
  /// - Returns: false, and nothing has changed, when the region has no live object.
  @discardableResult
  mutating func free(_ object: Object) -> Bool {
    guard regions.indices.contains(object.region), regions[object.region].live > 0 else {
      return false
    }
    regions[object.region].live -= 1
    if regions[object.region].live == 0 && !regions[object.region].isOpen {
      retainedCount -= 1
      retainedBlockCount -= regions[object.region].blocks.count
      reclaim(object.region)
    }
    return true
  }

  /// Closes a region: its reclaim boundary.
  ///
  /// - Returns: whether no object was live, and the region's memory came back.
  @discardableResult
  mutating func close(_ region: Int) -> Bool {
    precondition(regions[region].isOpen, "region \(region) is closed already")
    regions[region].isOpen = false
    if regions[region].live == 0 {
      reclaim(region)
      return true
    }
    retainedCount += 1
    retainedBlockCount += regions[region].blocks.count
    return false
  }

  private mutating func reclaim(_ region: Int) {
    for block in regions[region].blocks { pool.giveBack(block) }
    regions[region].blocks = []
  }
}
