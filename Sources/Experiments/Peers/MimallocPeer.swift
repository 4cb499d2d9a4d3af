import Results

/// mimalloc: pages of 64 KiB, isolated session objects in a heap of their own.
struct MimallocPeer: PeerHeap {
  private typealias Collect = @convention(c) (Bool) -> Void
  private typealias NewHeap = @convention(c) () -> UnsafeMutableRawPointer?
  private typealias Allocate =
    @convention(c) (UnsafeMutableRawPointer, Int) -> UnsafeMutableRawPointer?
  private typealias ProcessInformation =
    @convention(c) (
      UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int>?
    ) -> Void

  private let collect: Collect
  private let allocateInHeap: Allocate
  private let information: ProcessInformation?
  /// The heap of session objects; nil routes them like the others.
  private let sessions: UnsafeMutableRawPointer?

  /// A small-object page (Leijen, Zorn and de Moura, "mimalloc: free list sharding in action",
  /// 2019).
  private static let pageByteCount = 65_536

  init(_ routing: Routing) throws {
    collect = try MallocFunctions.named("mi_collect", Collect.self)
    allocateInHeap = try MallocFunctions.named("mi_heap_malloc", Allocate.self)
    information = Platform.function("mi_process_info", as: ProcessInformation.self)
    guard routing == .isolated else {
      sessions = nil
      return
    }
    sessions = try MallocFunctions.named("mi_heap_new", NewHeap.self)()
    if sessions == nil { throw ExperimentError.inconsistent("mimalloc made no heap") }
  }

  func allocate(_ size: Int, isSession: Bool) throws -> UInt {
    if isSession, let sessions {
      return try MallocFunctions.touched(allocateInHeap(sessions, size), size)
    }
    return try MallocFunctions.touched(Platform.mallocFunction(size), size)
  }

  func purge() { collect(true) }

  /// Committed bytes.
  func statistics() -> Int? {
    guard let information else { return nil }
    var committed = 0
    information(nil, nil, nil, nil, nil, &committed, nil, nil)
    return committed
  }

  func granuleByteCount(ofObjectSize size: Int) -> Int { Self.pageByteCount }
}
