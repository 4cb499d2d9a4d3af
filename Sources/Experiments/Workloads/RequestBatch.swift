import TemporalSlab

/// The handles of one epoch's request objects, freed together.
///
/// The storage is touched when it is made, so that filling it later takes no memory.
struct RequestBatch: ~Copyable {
  private let handles: UnsafeMutablePointer<SlabHandle>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    handles = .allocate(capacity: capacity)
    handles.initialize(repeating: SlabHandle(bits: 0), count: capacity)
  }

  deinit { handles.deallocate() }

  mutating func append(_ handle: SlabHandle) {
    precondition(count < capacity, "a batch holds the objects of one epoch")
    handles[count] = handle
    count &+= 1
  }

  func forEach(_ body: (SlabHandle) -> Void) { for index in 0..<count { body(handles[index]) } }

  /// Frees all objects; how many of the frees were refused.
  mutating func freeAll(_ heap: borrowing SlabHeap<NoObserver>) -> Int {
    var refused = 0
    for index in 0..<count where !heap.free(handles[index]) { refused &+= 1 }
    count = 0
    return refused
  }
}

extension Allocation {
  /// Writes to the object, as its user would: its page takes memory.
  @inline(__always)
  func touch() { pointer.storeBytes(of: handle.bits, as: UInt64.self) }
}
