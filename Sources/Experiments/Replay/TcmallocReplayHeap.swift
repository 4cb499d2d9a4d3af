import Recordings

/// tcmalloc: spans of pages of 8 KiB for each class.
struct TcmallocReplayHeap: ReplayHeap {
  private typealias Call = @convention(c) () -> Void
  private typealias Property =
    @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<Int>) -> Int32
  private typealias GoodSize = @convention(c) (Int, Int32) -> Int

  private let malloc = MallocPair()
  private let release: Call
  private let flushThreadCache: Call
  private let goodSize: GoodSize
  private let property: Property?

  private static let page = 8_192
  /// The largest object of a class (gperftools, `common.h`).
  private static let largestObject = 256 << 10
  /// Bytes and objects that move between caches at once, at most (`common.cc`).
  private static let transferBytes = 64 << 10
  private static let transferObjects = 32

  init() throws {
    release = try MallocFunctions.named("MallocExtension_ReleaseFreeMemory", Call.self)
    flushThreadCache = try MallocFunctions.named("MallocExtension_MarkThreadIdle", Call.self)
    goodSize = try MallocFunctions.named("tc_nallocx", GoodSize.self)
    property = Platform.function("MallocExtension_GetNumericProperty", as: Property.self)
  }

  func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? { malloc.allocate(size) }

  func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) { malloc.free(pointer) }

  func purge() {
    flushThreadCache()
    release()
  }

  /// Bytes handed out, and bytes of the heap that were not given back.
  func bytes() -> HeapBytes {
    func number(_ name: String) -> Int? {
      var value = 0
      guard let property, property(name, &value) != 0 else { return nil }
      return value
    }
    let size = number("generic.heap_size")
    return HeapBytes(
      inUse: number("generic.current_allocated_bytes"),
      held: number("tcmalloc.pageheap_unmapped_bytes").flatMap { free in size.map { $0 - free } })
  }

  /// A span that was full goes before the others of its class (`central_freelist.cc`).
  func shape() -> HeapShape {
    var shape = HeapShape(fit: .latest)
    var size = 1
    while size <= Self.largestObject {
      let slot = goodSize(size, 0)
      shape.classes.append(HeapShape.Class(slotBytes: slot, slabBytes: Self.spanBytes(slot)))
      size = slot + 1
    }
    return shape
  }

  /// The span of a class: the fewest pages of which at most an eighth is left over and that hold a
  /// quarter of what moves between caches at once (gperftools, `SizeMap::Init`).
  static func spanBytes(_ slot: Int) -> Int {
    let moved = min(transferObjects, max(2, transferBytes / slot))
    var span = page
    while span % slot > span / 8 || span / slot < moved / 4 { span += page }
    return span
  }
}
