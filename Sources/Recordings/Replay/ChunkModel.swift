/// The memory that the C library's malloc holds for some objects: chunks side by side in one piece
/// of memory that grows at its end, each free chunk merged with free neighbours, and an object in
/// the smallest free chunk that it fits.
///
/// Source: glibc's `malloc.c`, whose per-thread cache of seven chunks a size is modelled too; its
/// fast bins are not.
struct ChunkModel: HeapModel {
  /// A chunk, in use, cached or free.
  private struct Chunk {
    var start: Int
    var size: Int
    var isFree = false
    /// Neighbours in memory.
    var before = none
    var after = none
    /// Neighbours among the free chunks of one bin.
    var newer = none
    var older = none
  }

  private static let none = -1
  private static let pageBytes = 4_096
  private static let unit = 16
  private static let header = 8
  private static let smallestChunk = 32
  /// Bytes of a free chunk that its own links take, which stay when its pages are given back.
  private static let links = 48
  /// Objects from this size on are mapped by themselves, until one is freed (`M_MMAP_THRESHOLD`).
  private static let firstMapped = 128 << 10
  private static let mostMapped = 32 << 20
  /// Chunks of a size that the thread's cache takes, and the largest of them.
  private static let cachedChunks = 7
  private static let largestCached = 1_040

  private var mapped = firstMapped
  private var chunks: [Chunk] = []
  /// Entries of `chunks` that stand for none.
  private var spare: [Int] = []
  /// The last chunk in memory, and where it ends.
  private var last = none
  private var end = 0
  /// Newest and oldest free chunk of each size in units; the last bin has all that are larger.
  private var newest: [Int]
  private var oldest: [Int]
  /// A bit for each bin that is not empty.
  private var filled: [UInt64]
  private var cache: [[Int]]
  /// The chunk of each live object; `none` for a mapped one.
  private var chunkOfSlot: [Int]
  private var mappedBytes = 0
  /// Bins, the last for all that is larger.
  private static let bins = 1 << 14

  init(slots: Int) {
    newest = Array(repeating: Self.none, count: Self.bins)
    oldest = newest
    filled = Array(repeating: 0, count: Self.bins / 64)
    cache = Array(repeating: [], count: Self.largestCached / Self.unit + 1)
    chunkOfSlot = Array(repeating: Self.none, count: slots)
  }

  mutating func allocate(slot: Int, size: Int, granule: Int) {
    if size >= mapped {
      chunkOfSlot[slot] = Self.none
      mappedBytes += Self.mappedBytes(size)
      return
    }
    let needed = max(
      Self.smallestChunk, (size + Self.header + Self.unit - 1) / Self.unit * Self.unit)
    if needed <= Self.largestCached, let cached = cache[needed / Self.unit].popLast() {
      chunkOfSlot[slot] = cached
      return
    }
    if let found = bestFit(needed) {
      take(found)
      split(found, needed)
      chunkOfSlot[slot] = found
    } else {
      let chunk = make(Chunk(start: end, size: needed, before: last))
      if last != Self.none { chunks[last].after = chunk }
      last = chunk
      end += needed
      chunkOfSlot[slot] = chunk
    }
  }

  mutating func free(slot: Int, size: Int) {
    let chunk = chunkOfSlot[slot]
    if chunk == Self.none {
      mappedBytes -= Self.mappedBytes(size)
      // A program that frees such objects is not to map them again and again.
      if size <= Self.mostMapped { mapped = max(mapped, Self.mappedBytes(size)) }
      return
    }
    let bytes = chunks[chunk].size
    if bytes <= Self.largestCached, cache[bytes / Self.unit].count < Self.cachedChunks {
      cache[bytes / Self.unit].append(chunk)
      return
    }
    release(chunk)
  }

  /// Pages of chunks that are in use or cached, of the links of free ones, and of mapped objects.
  var heldBytes: Int {
    var pages = 0
    /// The first page that is not counted yet.
    var next = 0
    func count(_ start: Int, _ end: Int) {
      let first = max(next, start / Self.pageBytes)
      let after = (end + Self.pageBytes - 1) / Self.pageBytes
      if after > first {
        pages += after - first
        next = after
      }
    }
    var chunk = last
    var order: [Int] = []
    while chunk != Self.none {
      order.append(chunk)
      chunk = chunks[chunk].before
    }
    for chunk in order.reversed() {
      let (start, size) = (chunks[chunk].start, chunks[chunk].size)
      count(start, start + (chunks[chunk].isFree ? min(size, Self.links) : size))
    }
    return pages * Self.pageBytes + mappedBytes
  }

  private static func mappedBytes(_ size: Int) -> Int {
    (size + 2 * header + pageBytes - 1) / pageBytes * pageBytes
  }

  private mutating func make(_ chunk: Chunk) -> Int {
    if let number = spare.popLast() {
      chunks[number] = chunk
      return number
    }
    chunks.append(chunk)
    return chunks.count - 1
  }

  /// Frees a chunk, merged with its neighbours; the last one in memory gives its addresses back.
  private mutating func release(_ chunk: Int) {
    var chunk = chunk
    let before = chunks[chunk].before
    if before != Self.none && chunks[before].isFree {
      take(before)
      chunks[before].size += chunks[chunk].size
      remove(chunk)
      chunk = before
    }
    let after = chunks[chunk].after
    if after != Self.none && chunks[after].isFree {
      take(after)
      chunks[chunk].size += chunks[after].size
      remove(after)
    }
    if chunk == last {
      end = chunks[chunk].start
      remove(chunk)
      return
    }
    chunks[chunk].isFree = true
    let bin = Self.bin(chunks[chunk].size)
    chunks[chunk].newer = Self.none
    chunks[chunk].older = newest[bin]
    if newest[bin] != Self.none { chunks[newest[bin]].newer = chunk }
    newest[bin] = chunk
    if oldest[bin] == Self.none { oldest[bin] = chunk }
    filled[bin >> 6] |= 1 << UInt64(bin & 63)
  }

  /// Takes a chunk out of memory's order; the one before it has its bytes, or nothing has.
  private mutating func remove(_ chunk: Int) {
    let (before, after) = (chunks[chunk].before, chunks[chunk].after)
    if before != Self.none { chunks[before].after = after }
    if after != Self.none { chunks[after].before = before } else { last = before }
    spare.append(chunk)
  }

  private static func bin(_ size: Int) -> Int { min(size / unit, bins - 1) }

  /// The smallest free chunk of at least so many bytes, the oldest of its size.
  private func bestFit(_ needed: Int) -> Int? {
    var word = Self.bin(needed) >> 6
    var bits = filled[word] & (~0 << UInt64(Self.bin(needed) & 63))
    while bits == 0 {
      word += 1
      if word == filled.count { return nil }
      bits = filled[word]
    }
    let bin = word << 6 | bits.trailingZeroBitCount
    if bin < Self.bins - 1 { return oldest[bin] }
    var best: Int?
    var chunk = oldest[bin]
    while chunk != Self.none {
      if chunks[chunk].size >= needed && best.map({ chunks[chunk].size < chunks[$0].size }) ?? true
      {
        best = chunk
      }
      chunk = chunks[chunk].newer
    }
    return best
  }

  /// Takes a free chunk out of its bin.
  private mutating func take(_ chunk: Int) {
    let bin = Self.bin(chunks[chunk].size)
    let (newer, older) = (chunks[chunk].newer, chunks[chunk].older)
    if newer == Self.none { newest[bin] = older } else { chunks[newer].older = older }
    if older == Self.none { oldest[bin] = newer } else { chunks[older].newer = newer }
    if newest[bin] == Self.none { filled[bin >> 6] &= ~(1 << UInt64(bin & 63)) }
    chunks[chunk].isFree = false
  }

  /// Leaves a chunk with what it needs and frees the rest.
  private mutating func split(_ chunk: Int, _ needed: Int) {
    let rest = chunks[chunk].size - needed
    if rest < Self.smallestChunk { return }
    chunks[chunk].size = needed
    let after = chunks[chunk].after
    let remainder = make(
      Chunk(start: chunks[chunk].start + needed, size: rest, before: chunk, after: after))
    chunks[chunk].after = remainder
    if after != Self.none { chunks[after].before = remainder } else { last = remainder }
    release(remainder)
  }
}
