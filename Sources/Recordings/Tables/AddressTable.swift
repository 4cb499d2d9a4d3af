/// A slot of an `AddressTable`: a plain value whose key is 0 while the slot is empty.
protocol TableSlot: BitwiseCopyable {
  var key: UInt64 { get }
  /// A slot of that key, everything else 0.
  init(key: UInt64)
}

/// A hash table of plain slots by 64-bit keys other than 0, open addressing with linear probing.
///
/// 64 segments grow one by one, each by half, so that growth never holds the whole table twice: the
/// table takes 1.34 to 2 slots for each entry. A removal moves later entries of the run back
/// (Knuth, "The Art of Computer Programming", volume 3, 6.4, algorithm R), so that there are no
/// tombstones and a recording of any length leaves no trace in the table. Look-ups, insertions and
/// removals are O(1) expected.
struct AddressTable<Slot: TableSlot>: ~Copyable {
  /// A part of the table that grows alone.
  struct Segment {
    var slots: UnsafeMutablePointer<Slot>
    var capacity: UInt64
    /// Entries at which the segment grows: three quarters of the slots.
    var limit: UInt64
    var count: UInt64 = 0

    init(capacity: UInt64) {
      self.capacity = capacity
      limit = capacity / 4 * 3
      slots = .allocate(capacity: Int(capacity))
      slots.initialize(repeating: Slot(key: 0), count: Int(capacity))
    }
  }

  private static var segmentBits: UInt64 { 6 }
  private static var segmentCount: Int { 1 << Int(segmentBits) }
  private let segments: UnsafeMutablePointer<Segment>
  /// Entries.
  private(set) var count = 0

  init() {
    segments = .allocate(capacity: Self.segmentCount)
    for index in 0..<Self.segmentCount {
      (segments + index).initialize(to: Segment(capacity: 4))
    }
  }

  deinit {
    for index in 0..<Self.segmentCount { segments[index].slots.deallocate() }
    segments.deallocate()
  }

  /// A hash whose high bits depend on all bits of the key.
  @inline(__always) private static func hash(_ key: UInt64) -> UInt64 {
    // Addresses differ in their low and middle bits: a multiplication spreads these upwards, and
    // the shift brings the spread high bits to where a second one carries them through.
    var word = key &* 0x9e37_79b9_7f4a_7c15
    word ^= word &>> 32
    return word &* 0xd6e8_feb8_6659_fd93
  }

  @inline(__always) private static func segment(_ hash: UInt64) -> Int {
    Int(hash &>> (64 &- segmentBits))
  }

  /// Where a key's run begins in a segment of that capacity; grows with the hash.
  @inline(__always) private static func home(_ hash: UInt64, _ capacity: UInt64) -> UInt64 {
    ((hash &<< segmentBits) &>> 32 &* capacity) &>> 32
  }

  /// The slot of a key, valid until the next insertion or removal; nil when it has none.
  @inline(__always) func slot(of key: UInt64) -> UnsafeMutablePointer<Slot>? {
    let hash = Self.hash(key)
    let segment = segments + Self.segment(hash)
    let capacity = segment.pointee.capacity
    let slots = segment.pointee.slots
    var index = Self.home(hash, capacity)
    while true {
      let slot = slots + Int(truncatingIfNeeded: index)
      // In this order, so that 0 finds nothing.
      if slot.pointee.key == 0 { return nil }
      if slot.pointee.key == key { return slot }
      index &+= 1
      if index == capacity { index = 0 }
    }
  }

  /// The slot of a key, made where it is missing, valid until the next insertion or removal.
  @inline(__always) mutating func insert(
    _ key: UInt64
  ) -> (slot: UnsafeMutablePointer<Slot>, isNew: Bool) {
    let hash = Self.hash(key)
    let segment = segments + Self.segment(hash)
    while true {
      let capacity = segment.pointee.capacity
      let slots = segment.pointee.slots
      var index = Self.home(hash, capacity)
      var slot = slots + Int(truncatingIfNeeded: index)
      while slot.pointee.key != 0 {
        if slot.pointee.key == key { return (slot, false) }
        index &+= 1
        if index == capacity { index = 0 }
        slot = slots + Int(truncatingIfNeeded: index)
      }
      if segment.pointee.count < segment.pointee.limit {
        segment.pointee.count &+= 1
        count &+= 1
        slot.pointee = Slot(key: key)
        return (slot, true)
      }
      Self.grow(segment)
    }
  }

  @inline(never) private static func grow(_ segment: UnsafeMutablePointer<Segment>) {
    let old = segment.pointee
    var new = Segment(capacity: (old.capacity + old.capacity / 2 + 3) & ~3)
    for index in 0..<Int(old.capacity) where old.slots[index].key != 0 {
      var place = home(hash(old.slots[index].key), new.capacity)
      while new.slots[Int(place)].key != 0 {
        place += 1
        if place == new.capacity { place = 0 }
      }
      new.slots[Int(place)] = old.slots[index]
    }
    new.count = old.count
    old.slots.deallocate()
    segment.pointee = new
  }

  /// Removes the entry of a slot that `slot(of:)` or `insert` has just returned.
  @inline(__always) mutating func remove(_ slot: UnsafeMutablePointer<Slot>) {
    let segment = segments + Self.segment(Self.hash(slot.pointee.key))
    let capacity = segment.pointee.capacity
    let slots = segment.pointee.slots
    var hole = UInt64(slot - slots)
    var index = hole
    while true {
      index &+= 1
      if index == capacity { index = 0 }
      let entry = slots + Int(truncatingIfNeeded: index)
      if entry.pointee.key == 0 { break }
      let home = Self.home(Self.hash(entry.pointee.key), capacity)
      // An entry whose home lies after the hole, going round, would be lost before its home.
      let staysPut = hole <= index ? hole < home && home <= index : hole < home || home <= index
      if staysPut { continue }
      slots[Int(truncatingIfNeeded: hole)] = entry.pointee
      hole = index
    }
    slots[Int(truncatingIfNeeded: hole)] = Slot(key: 0)
    segment.pointee.count &-= 1
    count &-= 1
  }

  /// Calls `body` with each entry, in an order that keys and capacities determine. O(capacity).
  func forEach(_ body: (Slot) -> Void) {
    for index in 0..<Self.segmentCount {
      let segment = segments[index]
      for place in 0..<Int(segment.capacity) where segment.slots[place].key != 0 {
        body(segment.slots[place])
      }
    }
  }
}
