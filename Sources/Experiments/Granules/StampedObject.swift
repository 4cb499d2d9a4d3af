/// An object that carries a number in its first and last bytes, so that memory that was reclaimed too
/// early, or given to two objects, is noticed.
struct StampedObject {
  private let pointer: UnsafeMutableRawPointer
  private let size: Int
  private let stamp: UInt64

  /// Stamps an object of `size` bytes, 8 or more, that is live.
  init(_ pointer: UnsafeMutableRawPointer, size: Int, stamp: UInt64) {
    self.pointer = pointer
    self.size = size
    // Odd, so that no aligned address and no cleared memory is a stamp.
    self.stamp = stamp << 1 | 1
    pointer.storeBytes(of: self.stamp, as: UInt64.self)
    (pointer + size - 8).storeBytes(of: self.stamp, as: UInt64.self)
  }

  /// Whether both ends still have the number.
  var isIntact: Bool {
    pointer.loadUnaligned(as: UInt64.self) == stamp
      && (pointer + size - 8).loadUnaligned(as: UInt64.self) == stamp
  }

  /// Checks the object before its memory is given up, and clears the number, so that a second look
  /// fails. False when the number was damaged.
  func end() -> Bool {
    let wasIntact = isIntact
    pointer.storeBytes(of: 0, as: UInt64.self)
    return wasIntact
  }
}
