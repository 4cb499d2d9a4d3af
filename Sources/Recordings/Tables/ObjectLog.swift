/// A list of objects that grows by fixed blocks, so that it never holds its contents twice.
struct ObjectLog: ~Copyable {
  private static let blockCapacity = 16_384
  private var blocks: [UnsafeMutablePointer<LiveObject>] = []
  /// Sizes that an object has no room for, by the object's place in the list.
  private var largeSizes: [Int: UInt64] = [:]
  private(set) var count = 0

  init() {}

  deinit { for block in blocks { block.deallocate() } }

  @inline(__always) mutating func append(_ object: LiveObject, size: UInt64) {
    if count / Self.blockCapacity == blocks.count { addBlock() }
    (blocks[count / Self.blockCapacity] + count % Self.blockCapacity).initialize(to: object)
    if object.shortSize == LiveObject.large { largeSizes[count] = size }
    count &+= 1
  }

  @inline(never) private mutating func addBlock() {
    blocks.append(.allocate(capacity: Self.blockCapacity))
  }

  /// Forgets all objects and keeps the blocks. O(1).
  @inline(__always) mutating func removeAll() {
    count = 0
    if !largeSizes.isEmpty { largeSizes = [:] }
  }

  func forEach(_ body: (LiveObject, UInt64) -> Void) {
    for index in 0..<count {
      let object = blocks[index / Self.blockCapacity][index % Self.blockCapacity]
      body(
        object,
        object.shortSize == LiveObject.large
          ? largeSizes[index] ?? 0 : UInt64(object.shortSize))
    }
  }
}
