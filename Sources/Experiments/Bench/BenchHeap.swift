import TemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a pattern needs of an allocator: the same loops run on every one.
protocol BenchHeap: ~Copyable, SendableMetatype {
  /// The name of an object, in one word, so that it can be handed to another thread.
  associatedtype Token: BitwiseCopyable

  /// Allocates and writes the object's first word, as its user would.
  mutating func allocate(_ size: Int) -> Token
  /// Frees; false when the allocator refuses.
  mutating func free(_ token: Token) -> Bool
  /// Ends a phase: what was allocated in it is freed.
  mutating func endPhase()
}

/// The process's own malloc, whichever library serves it.
struct MallocHeap: BenchHeap, ~Copyable {
  @inline(__always)
  mutating func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    // A benchmark of a few megabytes is not refused memory.
    let pointer = malloc(size).unsafelyUnwrapped
    pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
    return pointer
  }

  @inline(__always)
  mutating func free(_ token: UnsafeMutableRawPointer) -> Bool {
    #if canImport(Glibc)
      Glibc.free(token)
    #elseif canImport(Musl)
      Musl.free(token)
    #else
      Darwin.free(token)
    #endif
    return true
  }

  @inline(__always) mutating func endPhase() {}
}

/// A heap of the temporal-slab allocator, freeing by handle with every check.
struct SlabBenchHeap: BenchHeap, ~Copyable {
  let heap: SlabHeap<NoObserver>
  var epoch: Epoch

  init(_ allocator: SlabAllocator<NoObserver>) throws {
    heap = allocator.makeHeap()
    epoch = Self.nextEpoch(of: allocator)
  }

  deinit { _ = try? heap.close(epoch) }

  /// The next epoch of the ring; waits while another thread is behind and holds its slot open.
  private static func nextEpoch(of allocator: SlabAllocator<NoObserver>) -> Epoch {
    while true {
      if let epoch = try? allocator.advance() { return epoch }
      Platform.yield()
    }
  }

  @inline(__always)
  mutating func allocate(_ size: Int) -> SlabHandle {
    do {
      let object = try heap.allocate(size, in: epoch)
      object.pointer.storeBytes(of: UInt64(truncatingIfNeeded: size), as: UInt64.self)
      return object.handle
    } catch {
      preconditionFailure("\(error)")
    }
  }

  @inline(__always)
  mutating func free(_ token: SlabHandle) -> Bool { heap.free(token) }

  mutating func endPhase() {
    do {
      try heap.close(epoch)
    } catch {
      preconditionFailure("\(error)")
    }
    epoch = Self.nextEpoch(of: heap.allocator)
  }
}
