/// Objects in whole pages of their own, whose memory goes back when they are freed.
///
/// Address space is reserved once; a run of pages is used again by runs of the same length. O(1).
final class PageRuns {
  private static let reservedByteCount = 1 << 42
  private let base: UnsafeMutableRawPointer
  private let limit: Int
  private var used = 0
  /// Offsets of runs that are free, by their pages.
  private var free: [Int: [Int]] = [:]
  /// Pages of live objects.
  private(set) var livePages = 0

  /// - Throws: `inconsistent` where no address space can be had.
  init() throws {
    var size = Self.reservedByteCount
    while size > Platform.memoryByteCount {
      if let base = Platform.reserve(byteCount: size) {
        (self.base, limit) = (base, size)
        return
      }
      size /= 2
    }
    throw ExperimentError.inconsistent("no address space for objects in pages of their own")
  }

  deinit { Platform.unmap(base, byteCount: limit) }

  /// Pages of an object.
  static func pages(_ size: Int) -> Int { (size + Platform.pageSize - 1) / Platform.pageSize }

  func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let pages = Self.pages(size)
    let offset: Int
    if let known = free[pages]?.popLast() {
      offset = known
    } else {
      guard used + pages * Platform.pageSize <= limit else { return nil }
      offset = used
      used += pages * Platform.pageSize
    }
    livePages += pages
    return base + offset
  }

  func free(_ pointer: UnsafeMutableRawPointer, size: Int) {
    let pages = Self.pages(size)
    _ = Platform.discard(pointer, byteCount: pages * Platform.pageSize)
    free[pages, default: []].append(pointer - base)
    livePages -= pages
  }
}
