import Results
import TemporalSlab

/// What a peak and drain needs of an allocator.
protocol PeerHeap {
  /// Allocates an object and writes to it.
  func allocate(_ size: Int, isSession: Bool) throws -> UInt
  /// Frees a request object.
  func free(_ token: UInt)
  /// All request objects are freed.
  func endRequests() throws
  /// Asks the allocator to give back what it can, by its own call.
  func purge() throws
  /// Bytes in use by the allocator's own statistics; nil where it has none.
  func statistics() -> Int?
  /// Bytes of the documented unit that objects of a size are given back in.
  func granuleByteCount(ofObjectSize size: Int) throws -> Int
  /// Bytes that an object takes, with what is kept beside it.
  func slotByteCount(of token: UInt, objectSize: Int) throws -> Int
}

extension PeerHeap {
  func free(_ token: UInt) { MallocFunctions.free(token) }
  func endRequests() throws {}
  func slotByteCount(of token: UInt, objectSize: Int) throws -> Int {
    try MallocFunctions.usableSize(of: token)
  }
}

/// The C library's malloc: chunks with a header, given back by `malloc_trim` in whole pages.
struct GlibcPeer: PeerHeap {
  private let trim: @convention(c) (Int) -> Int32

  init() throws {
    trim = try MallocFunctions.named("malloc_trim", (@convention(c) (Int) -> Int32).self)
  }

  func allocate(_ size: Int, isSession: Bool) throws -> UInt {
    try MallocFunctions.touched(Platform.mallocFunction(size), size)
  }

  func purge() { _ = trim(0) }
  func statistics() -> Int? { nil }
  func granuleByteCount(ofObjectSize size: Int) -> Int { Platform.pageSize }

  /// The usable bytes are the chunk's but for the one size word.
  func slotByteCount(of token: UInt, objectSize: Int) throws -> Int {
    try MallocFunctions.usableSize(of: token) + MemoryLayout<Int>.size
  }
}

/// This project's allocator: request objects in an epoch of the ring, isolated session objects in a
/// persistent one.
final class SlabPeer: PeerHeap {
  private let allocator: SlabAllocator<NoObserver>
  private let heap: SlabHeap<NoObserver>
  private let requests: Epoch
  private let sessions: Epoch

  init(_ routing: Routing) throws {
    allocator = try SlabAllocator(SlabConfiguration())
    heap = try allocator.makeHeap()
    requests = allocator.currentEpoch
    sessions = routing == .isolated ? try allocator.openPersistent() : requests
  }

  func allocate(_ size: Int, isSession: Bool) throws -> UInt {
    let object = try heap.allocate(size, in: isSession ? sessions : requests)
    object.touch()
    return UInt(object.handle.bits)
  }

  func free(_ token: UInt) { heap.free(SlabHandle(bits: UInt64(token))) }
  func endRequests() throws { try heap.close(requests) }

  /// Slabs go back at the close.
  func purge() {}
  func statistics() -> Int? { allocator.counters.committedByteCount }
  func granuleByteCount(ofObjectSize size: Int) -> Int { allocator.configuration.slabSize }

  func slotByteCount(of token: UInt, objectSize: Int) -> Int {
    ParameterRules.slotSize(of: objectSize)
  }
}
