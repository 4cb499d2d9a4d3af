/// Slab ids, in no order; each slab knows its index. Owner only.
///
/// The storage lies apart, so that changing it is no access to the record that holds the vector,
/// whose atomic fields other threads use at the same time.
struct SlabVector {
  private struct Storage {
    /// Nil until the first slab comes.
    var ids: UnsafeMutablePointer<UInt32>?
    var count = 0
    var capacity = 0

    mutating func grow() {
      let newCapacity = max(16, capacity * 2)
      let larger = Self.allocate(newCapacity)
      if let ids { larger.update(from: ids, count: count) }
      deallocate()
      ids = larger
      capacity = newCapacity
    }

    /// Ids from which on they have pages of their own, which go back to the system at once; malloc
    /// may keep what is given back to it.
    private static let mappedCapacity = 4_096

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt32> {
      if capacity < mappedCapacity { return .allocate(capacity: capacity) }
      let byteCount = capacity * MemoryLayout<UInt32>.stride
      guard let block = Platform.mapZeroed(byteCount: byteCount) else {
        preconditionFailure("no memory for a list of \(capacity) slabs")
      }
      return block.bindMemory(to: UInt32.self, capacity: capacity)
    }

    func deallocate() {
      guard let ids else { return }
      if capacity < Self.mappedCapacity { return ids.deallocate() }
      Platform.unmap(
        UnsafeMutableRawPointer(ids), byteCount: capacity * MemoryLayout<UInt32>.stride)
    }
  }

  private let storage: UnsafeMutablePointer<Storage>

  init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage())
  }

  var count: Int { storage.pointee.count }

  @inline(__always)
  func append(_ id: Int, records: RecordPointer) {
    let count = storage.pointee.count
    if count == storage.pointee.capacity { storage.pointee.grow() }
    storage.pointee.ids.unsafelyUnwrapped[count] = UInt32(truncatingIfNeeded: id)
    records[id].memberIndex = UInt32(truncatingIfNeeded: count)
    storage.pointee.count = count &+ 1
  }

  /// Takes out the slab that is a member here; O(1).
  @inline(__always)
  func remove(_ id: Int, records: RecordPointer) {
    let index = Int(records[id].memberIndex)
    // There is a member, so there is storage.
    let ids = storage.pointee.ids.unsafelyUnwrapped
    let count = storage.pointee.count &- 1
    let last = ids[count]
    ids[index] = last
    records[Int(last)].memberIndex = UInt32(truncatingIfNeeded: index)
    storage.pointee.count = count
  }

  /// Takes out all but the first `count` members.
  @inline(__always)
  func keep(_ count: Int) { storage.pointee.count = count }

  @inline(__always) subscript(index: Int) -> Int {
    Int(storage.pointee.ids.unsafelyUnwrapped[index])
  }

  func deallocate() {
    storage.pointee.deallocate()
    storage.deallocate()
  }
}

/// Ids of slabs to be looked at again. Owner only; stored apart like `SlabVector`.
struct RevisitList {
  private let ids: UnsafeMutablePointer<[Int]>

  init() {
    ids = .allocate(capacity: 1)
    ids.initialize(to: [])
  }

  var isEmpty: Bool { ids.pointee.isEmpty }

  func append(_ id: Int) { ids.pointee.append(id) }

  /// The ids so far; the list is empty afterwards.
  func takeAll() -> [Int] {
    defer { ids.pointee = [] }
    return ids.pointee
  }

  func deallocate() {
    ids.deinitialize(count: 1)
    ids.deallocate()
  }
}
