import Recordings

/// What a replay needs of an allocator.
///
/// Granule 0 is where everything goes that is not routed; each other one is a place of its own.
protocol ReplayHeap {
  /// Allocates an object of at least one byte; nil without memory.
  func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer?
  /// Frees an object of that size and granule.
  func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int)
  /// Asks the allocator to give back what it can, by its own calls.
  func purge() throws
  /// What the allocator counts itself.
  func bytes() -> HeapBytes
  /// How the allocator cuts memory up.
  func shape() throws -> HeapShape
}

/// Bytes by an allocator's own statistics; nil where it does not tell.
struct HeapBytes: Codable, Sendable, Equatable {
  /// Of objects that live, as the allocator rounds them.
  var inUse: Int?
  /// Of the pages, slabs or spans that it holds for them.
  var held: Int?
}

/// The process's malloc, for objects that go nowhere special.
struct MallocPair {
  private let allocateFunction = Platform.mallocFunction
  private let freeFunction = Platform.freeFunction

  @inline(__always) func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    allocateFunction(size)
  }

  @inline(__always) func free(_ pointer: UnsafeMutableRawPointer) { freeFunction(pointer) }
}

extension Allocator {
  /// Places besides the common one that a routing may ask for.
  var mostGranules: Int {
    switch self {
    case .glibc, .tcmalloc: 0
    case .jemalloc, .mimalloc: 1_024
    case .temporalSlab: SlabReplayHeap.mostGranules
    }
  }

  /// What a routed site's objects go to; nil where there is no such thing.
  package var placeNoun: String? {
    switch self {
    case .glibc, .tcmalloc: nil
    case .jemalloc: "arena"
    case .mimalloc: "heap"
    case .temporalSlab: "persistent epoch"
    }
  }
}
