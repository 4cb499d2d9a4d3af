/// An object that is live: 32 bytes.
struct LiveObject: TableSlot {
  /// Its address; 0 in an empty slot.
  var key: UInt64
  /// Bytes asked for, or `LiveObject.large` where that does not fit.
  var shortSize: UInt32 = 0
  /// The trace of its allocation.
  var trace: UInt32 = 0
  /// When it was allocated, in nanoseconds from the recording's start.
  var time: UInt64 = 0
  /// When it was allocated, on the clock of the table's owner.
  var stamp: UInt64 = 0

  /// Stands for a size that is kept elsewhere.
  static let large = UInt32.max

  init(key: UInt64) { self.key = key }
}

/// The live objects of a recording by address.
struct LiveObjects: ~Copyable {
  private var table = AddressTable<LiveObject>()
  /// Sizes of 4 GiB less a byte or more, by address.
  private var largeSizes: [UInt64: UInt64] = [:]

  init() {}

  var count: Int { table.count }

  @inline(__always) func size(of object: LiveObject) -> UInt64 {
    object.shortSize == LiveObject.large
      ? largeSizes[object.key] ?? 0 : UInt64(object.shortSize)
  }

  @inline(__always) func slot(of address: UInt64) -> UnsafeMutablePointer<LiveObject>? {
    table.slot(of: address)
  }

  /// Adds an object where none is live.
  @inline(__always) mutating func insert(
    _ address: UInt64, size: UInt64, trace: UInt32, time: UInt64, stamp: UInt64
  ) {
    let slot = table.insert(address).slot
    slot.pointee.trace = trace
    slot.pointee.time = time
    slot.pointee.stamp = stamp
    if size < UInt64(LiveObject.large) {
      slot.pointee.shortSize = UInt32(truncatingIfNeeded: size)
    } else {
      slot.pointee.shortSize = LiveObject.large
      largeSizes[address] = size
    }
  }

  /// Removes the object of a slot that `slot(of:)` has just returned.
  @inline(__always) mutating func remove(_ slot: UnsafeMutablePointer<LiveObject>) {
    if slot.pointee.shortSize == LiveObject.large { largeSizes[slot.pointee.key] = nil }
    table.remove(slot)
  }

  /// Calls `body` with each object and its size.
  func forEach(_ body: (LiveObject, UInt64) -> Void) {
    table.forEach { body($0, size(of: $0)) }
  }
}
