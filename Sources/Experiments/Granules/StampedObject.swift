/// An object that carries a number in its first and its last eight bytes, so that memory that was
/// reclaimed too early, or given to two objects, is noticed.
struct StampedObject {
  private let pointer: UnsafeMutableRawPointer
  /// Where the second copy begins; at the first one's place in an object too small for two.
  private let second: Int
  private let stamp: UInt64

  /// Stamps an object of `size` bytes, 8 or more, that is live.
  init(_ pointer: UnsafeMutableRawPointer, size: Int, stamp: UInt64) {
    self.pointer = pointer
    second = size < 16 ? 0 : size - 8
    // Odd, so that no aligned address and no cleared memory is a stamp.
    self.stamp = stamp << 1 | 1
    pointer.storeBytes(of: self.stamp, as: UInt64.self)
    (pointer + second).storeBytes(of: self.stamp, as: UInt64.self)
  }

  /// Whether both ends still have the number.
  var isIntact: Bool {
    pointer.loadUnaligned(as: UInt64.self) == stamp
      && (pointer + second).loadUnaligned(as: UInt64.self) == stamp
  }

  /// Checks the object before its memory is given up, and clears the number, so that a second look
  /// fails. False when the number was damaged.
  func end() -> Bool {
    let wasIntact = isIntact
    pointer.storeBytes(of: 0, as: UInt64.self)
    return wasIntact
  }
}
