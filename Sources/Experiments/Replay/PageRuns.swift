/// Objects in whole pages of their own, whose memory goes back in `purge` at the latest.
///
/// Address space is reserved once; a run of pages is used again by runs of the same length. O(1).
/// Freed runs keep their memory up to a limit, as a program that frees and allocates such objects in
/// turn would else spend its time in page faults.
final class PageRuns {
  private static let reservedByteCount = 1 << 42
  /// Pages of free runs that may have memory.
  static let mostWarmPages = 4_096
  private let base: UnsafeMutableRawPointer
  private let limit: Int
  private var used = 0
  /// Offsets of free runs without memory, and of those with, by their pages.
  private var cold: [Int: [Int]] = [:]
  private var warm: [Int: [Int]] = [:]
  private var warmPages = 0
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
    if let known = warm[pages]?.popLast() {
      offset = known
      warmPages -= pages
    } else if let known = cold[pages]?.popLast() {
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
    livePages -= pages
    if warmPages + pages <= Self.mostWarmPages {
      warmPages += pages
      warm[pages, default: []].append(pointer - base)
    } else {
      discard(pointer - base, pages: pages)
    }
  }

  /// Gives the memory of all free runs back.
  func purge() {
    for (pages, offsets) in warm {
      for offset in offsets { discard(offset, pages: pages) }
      warm[pages]?.removeAll(keepingCapacity: true)
    }
    warmPages = 0
  }

  private func discard(_ offset: Int, pages: Int) {
    _ = Platform.discard(base + offset, byteCount: pages * Platform.pageSize)
    cold[pages, default: []].append(offset)
  }
}
