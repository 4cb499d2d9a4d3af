import CPlatform
import Recordings

/// The C library's malloc: chunks with a header, whole free pages given back by `malloc_trim`.
struct GlibcReplayHeap: ReplayHeap {
  private let malloc = MallocPair()
  private let trim: @convention(c) (Int) -> Int32

  init() throws {
    trim = try MallocFunctions.named("malloc_trim", (@convention(c) (Int) -> Int32).self)
  }

  func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? { malloc.allocate(size) }

  func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) { malloc.free(pointer) }

  func purge() { _ = trim(0) }

  /// By `mallinfo2`.
  func bytes() -> HeapBytes {
    var inUse = 0
    var held = 0
    guard drainbench_malloc_bytes(&inUse, &held) != 0 else { return HeapBytes() }
    return HeapBytes(inUse: inUse, held: held)
  }

  func shape() -> HeapShape { HeapShape() }
}
