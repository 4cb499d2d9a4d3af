enum CacheLine {
  static let byteCount = 64

  /// Memory for `count` values that shares no cache line with any other.
  static func allocate<Value: ~Copyable>(_ count: Int) -> UnsafeMutablePointer<Value> {
    let bytes = count * MemoryLayout<Value>.stride
    return UnsafeMutableRawPointer.allocate(
      byteCount: (bytes + byteCount - 1) & ~(byteCount - 1), alignment: byteCount
    ).bindMemory(to: Value.self, capacity: count)
  }
}
