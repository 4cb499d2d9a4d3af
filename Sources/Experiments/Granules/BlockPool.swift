/// Blocks of one size over one reserved mapping: where regions and guarded objects get their
/// memory.
///
/// Address space is reserved once. A block takes memory when it is written first; one that is given
/// back stays with its memory while the cache has room, and returns it to the system otherwise.
struct BlockPool: ~Copyable {
  /// Empty blocks that keep their memory where nothing else is said, as many as the slab allocator
  /// keeps of a size class.
  static let standardCacheLimit = 32

  /// Bytes of a block.
  let blockSize: Int
  /// Empty blocks that keep their memory.
  let cacheLimit: Int
  private let base: UnsafeMutableRawPointer
  private let limit: Int
  /// Blocks from here up were never used.
  private var fresh = 0
  private var cached: [Int] = []
  private var discarded: [Int] = []
  /// Blocks that have memory: taken and cached.
  private(set) var committedCount = 0

  /// A pool.
  ///
  /// - Parameters:
  ///   - blockSize: a multiple of the page size, in bytes.
  ///   - cacheLimit: empty blocks that keep their memory, 0 or more.
  ///   - reservedByteCount: address space to reserve, at least a block.
  /// - Throws: `GranuleError.cannotReserve`.
  init(
    blockSize: Int, cacheLimit: Int = standardCacheLimit, reservedByteCount: Int = 16 << 30
  ) throws(GranuleError) {
    guard let base = Platform.reserve(byteCount: reservedByteCount) else {
      throw .cannotReserve(byteCount: reservedByteCount)
    }
    self.base = base
    self.blockSize = blockSize
    self.cacheLimit = cacheLimit
    limit = reservedByteCount / blockSize
  }

  deinit { Platform.unmap(base, byteCount: limit * blockSize) }

  /// A block that nobody else has; the one given back last, where there is one.
  mutating func take() throws(GranuleError) -> Int {
    if let block = cached.popLast() { return block }
    if let block = discarded.popLast() {
      committedCount += 1
      return block
    }
    guard fresh < limit else { throw .exhausted(reservedByteCount: limit * blockSize) }
    fresh += 1
    committedCount += 1
    return fresh - 1
  }

  /// Takes a block back.
  mutating func giveBack(_ block: Int) {
    // A block whose memory the system does not take stays committed, and is used again first.
    if cached.count < cacheLimit
      || !Platform.discard(address(of: block), byteCount: blockSize)
    {
      cached.append(block)
    } else {
      discarded.append(block)
      committedCount -= 1
    }
  }

  /// The first byte of a block.
  func address(of block: Int) -> UnsafeMutableRawPointer { base + block * blockSize }
}

/// Why a granule could not get memory.
enum GranuleError: Error, Equatable {
  /// The system refused to reserve that many bytes of address space.
  case cannotReserve(byteCount: Int)
  /// All blocks of the reservation are in use.
  case exhausted(reservedByteCount: Int)
  /// An object of that many bytes does not fit a block.
  case oversized(byteCount: Int, blockSize: Int)
}

extension GranuleError: CustomStringConvertible {
  /// What was asked, and what is allowed.
  var description: String {
    switch self {
    case .cannotReserve(let bytes): "the system refused to reserve \(bytes) bytes of address space"
    case .exhausted(let bytes): "all \(bytes) reserved bytes are in use: run fewer epochs"
    case .oversized(let bytes, let blockSize):
      "an object of \(bytes) bytes does not fit a block of \(blockSize)"
    }
  }
}
