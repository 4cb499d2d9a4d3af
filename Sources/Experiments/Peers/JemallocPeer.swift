import Results

/// jemalloc: slabs of a class, isolated session objects in an arena of their own without a thread
/// cache.
struct JemallocPeer: PeerHeap {
  typealias Control =
    @convention(c) (
      UnsafePointer<CChar>, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?,
      UnsafeMutableRawPointer?, Int
    ) -> Int32
  private typealias Allocate = @convention(c) (Int, Int32) -> UnsafeMutableRawPointer?

  private let control: Control
  private let allocateWithFlags: Allocate
  /// The flags of a session object; nil routes it like the others.
  private let sessionFlags: Int32?

  /// The number that stands for all arenas (`MALLCTL_ARENAS_ALL`).
  private static let allArenas = 4_096
  /// `MALLOCX_TCACHE_NONE`.
  private static let noThreadCache: Int32 = 1 << 8

  init(_ routing: Routing) throws {
    control = try MallocFunctions.named("mallctl", Control.self)
    allocateWithFlags = try MallocFunctions.named("mallocx", Allocate.self)
    guard routing == .isolated else {
      sessionFlags = nil
      return
    }
    let arena: UInt32 = try Self.read("arenas.create", control)
    // `MALLOCX_ARENA`.
    sessionFlags = Int32(arena + 1) << 20 | Self.noThreadCache
  }

  func allocate(_ size: Int, isSession: Bool) throws -> UInt {
    if isSession, let sessionFlags {
      return try MallocFunctions.touched(allocateWithFlags(size, sessionFlags), size)
    }
    return try MallocFunctions.touched(Platform.mallocFunction(size), size)
  }

  func purge() throws {
    for name in ["thread.tcache.flush", "arena.\(Self.allArenas).purge"] {
      let code = control(name, nil, nil, nil, 0)
      guard code == 0 else { throw Self.failure(name, code) }
    }
  }

  /// Pages in use, of slabs and large objects.
  func statistics() -> Int? {
    var epoch: UInt64 = 1
    guard control("epoch", nil, nil, &epoch, MemoryLayout<UInt64>.size) == 0 else { return nil }
    return try? Self.read("stats.active", control)
  }

  /// The slab of the smallest class that the object fits.
  func granuleByteCount(ofObjectSize size: Int) throws -> Int {
    let count: UInt32 = try Self.read("arenas.nbins", control)
    for bin in 0..<count {
      let largest: Int = try Self.read("arenas.bin.\(bin).size", control)
      if largest >= size { return try Self.read("arenas.bin.\(bin).slab_size", control) }
    }
    throw ExperimentError.inconsistent("jemalloc has no slabs for objects of \(size) bytes")
  }

  private static func read<Value: FixedWidthInteger>(
    _ name: String, _ control: Control
  ) throws -> Value {
    var value: Value = 0
    var size = MemoryLayout<Value>.size
    let code = control(name, &value, &size, nil, 0)
    guard code == 0, size == MemoryLayout<Value>.size else { throw failure(name, code) }
    return value
  }

  private static func failure(_ name: String, _ code: Int32) -> ExperimentError {
    .inconsistent("jemalloc's mallctl(\"\(name)\") failed with \(code)")
  }
}
