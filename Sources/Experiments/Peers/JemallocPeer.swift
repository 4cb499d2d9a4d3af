import Results

/// jemalloc: slabs of a class, isolated session objects in an arena of their own without a thread
/// cache.
struct JemallocPeer: PeerHeap {
  private typealias Allocate = @convention(c) (Int, Int32) -> UnsafeMutableRawPointer?

  private let control: JemallocControl
  private let allocateWithFlags: Allocate
  /// The flags of a session object; nil routes it like the others.
  private let sessionFlags: Int32?

  init(_ routing: Routing) throws {
    control = try JemallocControl()
    allocateWithFlags = try MallocFunctions.named("mallocx", Allocate.self)
    sessionFlags =
      routing == .isolated ? MallocFunctions.mallocxFlags(arena: try control.makeArena()) : nil
  }

  func allocate(_ size: Int, isSession: Bool) throws -> UInt {
    if isSession, let sessionFlags {
      return try MallocFunctions.touched(allocateWithFlags(size, sessionFlags), size)
    }
    return try MallocFunctions.touched(Platform.mallocFunction(size), size)
  }

  func purge() throws { try control.purge() }

  /// Pages in use, of slabs and large objects.
  func statistics() -> Int? { control.statistic("stats.active") }

  /// The slab of the smallest class that the object fits.
  func granuleByteCount(ofObjectSize size: Int) throws -> Int {
    let count: UInt32 = try control.read("arenas.nbins")
    for bin in 0..<count {
      let largest: Int = try control.read("arenas.bin.\(bin).size")
      if largest >= size { return try control.read("arenas.bin.\(bin).slab_size") }
    }
    throw ExperimentError.inconsistent("jemalloc has no slabs for objects of \(size) bytes")
  }
}
