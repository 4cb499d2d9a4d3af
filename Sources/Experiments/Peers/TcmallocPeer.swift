/// tcmalloc: spans of 8 KiB pages.
struct TcmallocPeer: PeerHeap {
  private typealias Call = @convention(c) () -> Void
  private typealias Property =
    @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<Int>) -> Int32

  private let release: Call
  private let flushThreadCache: Call
  private let property: Property?

  private static let pageByteCount = 8_192

  init() throws {
    release = try MallocFunctions.named("MallocExtension_ReleaseFreeMemory", Call.self)
    flushThreadCache = try MallocFunctions.named("MallocExtension_MarkThreadIdle", Call.self)
    property = Platform.function("MallocExtension_GetNumericProperty", as: Property.self)
  }

  func allocate(_ size: Int, isSession: Bool) throws -> UInt {
    try MallocFunctions.touched(Platform.mallocFunction(size), size)
  }

  func purge() {
    flushThreadCache()
    release()
  }

  /// Bytes that it has from the system and has not given back.
  func statistics() -> Int? {
    var value = 0
    guard let property, property("generic.total_physical_bytes", &value) != 0 else { return nil }
    return value
  }

  func granuleByteCount(ofObjectSize size: Int) -> Int { Self.pageByteCount }
}
