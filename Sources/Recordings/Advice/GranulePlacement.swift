/// Which granule each object of one stream goes to, object by object.
///
/// Storage is kept from one stream to the next and freed by `deallocate`.
protocol GranulePlacement {
  init()
  /// Begins a stream without a granule.
  ///
  /// - Parameter capacity: units of a granule.
  mutating func begin(capacity: UInt32)
  /// Places an object of so many units and returns its granule; granules are numbered from 0 in the
  /// order of their making.
  mutating func allocate(_ units: UInt32) -> UInt32
  /// Removes an object from its granule.
  mutating func free(_ granule: UInt32)
  /// Ends an epoch: what there is takes no further object.
  mutating func cut()
  /// Granules that hold an object.
  var occupied: Int { get }
  func deallocate()
}

/// Numbers by granule, in memory that grows.
struct GranuleNumbers {
  private var storage = UnsafeMutableBufferPointer<UInt32>(start: nil, count: 0)

  @inline(__always) subscript(granule: UInt32) -> UInt32 {
    get { storage.baseAddress.unsafelyUnwrapped[Int(granule)] }
    nonmutating set { storage.baseAddress.unsafelyUnwrapped[Int(granule)] = newValue }
  }

  /// Makes room for the numbers below `count`; new ones have no value.
  @inline(__always) mutating func reserve(_ count: UInt32) {
    if Int(count) > storage.count { grow(Int(count)) }
  }

  private mutating func grow(_ count: Int) {
    let larger = UnsafeMutableBufferPointer<UInt32>.allocate(
      capacity: max(count, 2 * storage.count, 64))
    _ = larger.moveInitialize(fromContentsOf: storage)
    storage.deallocate()
    storage = larger
  }

  func deallocate() { storage.deallocate() }
}

/// Objects of one size, each in the first granule that holds an object and has a free slot.
struct FirstFit: GranulePlacement {
  private static let none = UInt32.max
  private var capacity: UInt32 = 1
  /// By granule.
  private var live = GranuleNumbers()
  private var free = FreeGranules()
  private var count: UInt32 = 0
  /// Granules before this one are of epochs that have ended.
  private var base: UInt32 = 0
  /// The first granule with a free slot; `none` where that is not known.
  private var current = none
  private(set) var occupied = 0

  mutating func begin(capacity: UInt32) {
    self.capacity = capacity
    free.removeAll()
    (count, base, current, occupied) = (0, 0, Self.none, 0)
  }

  @inline(__always) mutating func allocate(_ units: UInt32) -> UInt32 {
    if current == Self.none {
      current = free.first() ?? count
      if current == count {
        count &+= 1
        live.reserve(count)
        live[current] = 0
        occupied &+= 1
        free.insert(current)
      }
    }
    let granule = current
    let taken = live[granule] &+ 1
    live[granule] = taken
    if taken == capacity {
      free.remove(granule)
      current = Self.none
    }
    return granule
  }

  @inline(__always) mutating func free(_ granule: UInt32) {
    let left = live[granule] &- 1
    live[granule] = left
    if left == 0 { occupied &-= 1 }
    if granule < base { return }
    if left == 0 {
      if capacity > 1 { free.remove(granule) }
      if current == granule { current = Self.none }
    } else if left &+ 1 == capacity {
      free.insert(granule)
      // Without a known first one, it is found when it is needed.
      if granule < current && current != Self.none { current = granule }
    }
  }

  mutating func cut() {
    free.removeAll(from: base, to: count)
    base = count
    current = Self.none
  }

  func deallocate() { live.deallocate() }
}

/// Objects of one size, each in the granule that took the last one until it is full, then in the
/// one that was full most recently.
struct LatestFit: GranulePlacement {
  private static let none = UInt32.max
  private var capacity: UInt32 = 1
  /// By granule: live objects, and neighbours in the list.
  private var live = GranuleNumbers()
  private var older = GranuleNumbers()
  private var newer = GranuleNumbers()
  private var count: UInt32 = 0
  /// Granules before this one are of epochs that have ended.
  private var base: UInt32 = 0
  private var current = none
  /// The newest of the listed granules, which have a free slot and are not `current`. Granules that
  /// are neither are full, or of an epoch that has ended.
  private var head = none
  private(set) var occupied = 0

  mutating func begin(capacity: UInt32) {
    self.capacity = capacity
    (count, base, current, head, occupied) = (0, 0, Self.none, Self.none, 0)
  }

  @inline(__always) mutating func allocate(_ units: UInt32) -> UInt32 {
    if current == Self.none || live[current] == capacity {
      if head != Self.none {
        current = head
        unlink(current)
      } else {
        current = count
        count &+= 1
        live.reserve(count)
        older.reserve(count)
        newer.reserve(count)
        live[current] = 0
      }
    }
    if live[current] == 0 { occupied &+= 1 }
    live[current] &+= 1
    return current
  }

  @inline(__always) mutating func free(_ granule: UInt32) {
    let left = live[granule] &- 1
    live[granule] = left
    if left == 0 { occupied &-= 1 }
    if granule == current || granule < base { return }
    if left &+ 1 == capacity {
      if left == 0 { return }
      older[granule] = head
      newer[granule] = Self.none
      if head != Self.none { newer[head] = granule }
      head = granule
    } else if left == 0 {
      unlink(granule)
    }
  }

  private mutating func unlink(_ granule: UInt32) {
    let (before, after) = (older[granule], newer[granule])
    if after == Self.none { head = before } else { older[after] = before }
    if before != Self.none { newer[before] = after }
  }

  mutating func cut() { (base, current, head) = (count, Self.none, Self.none) }

  func deallocate() {
    live.deallocate()
    older.deallocate()
    newer.deallocate()
  }
}

/// Objects of any size in granules that are filled from their start to their end.
struct Regions: GranulePlacement {
  private var capacity: UInt32 = 1
  /// By granule.
  private var live = GranuleNumbers()
  private var count: UInt32 = 0
  /// Units of the last granule.
  private var used: UInt32 = 1
  private(set) var occupied = 0

  mutating func begin(capacity: UInt32) {
    self.capacity = capacity
    (count, used, occupied) = (0, capacity, 0)
  }

  @inline(__always) mutating func allocate(_ units: UInt32) -> UInt32 {
    if used &+ units > capacity {
      count &+= 1
      live.reserve(count)
      live[count &- 1] = 0
      used = 0
    }
    used &+= units
    let granule = count &- 1
    live[granule] &+= 1
    if live[granule] == 1 { occupied &+= 1 }
    return granule
  }

  @inline(__always) mutating func free(_ granule: UInt32) {
    live[granule] &-= 1
    if live[granule] == 0 { occupied &-= 1 }
  }

  mutating func cut() { used = capacity }

  func deallocate() { live.deallocate() }
}

/// A set of granule numbers of which the least is found at once: bits, and bits of words that are
/// not 0, in three levels.
private struct FreeGranules {
  private var levels: (low: [UInt64], middle: [UInt64], high: [UInt64]) = ([], [], [])
  /// No word of the highest level before this one is other than 0.
  private var firstWord = 0

  mutating func removeAll() {
    levels.low.removeAll(keepingCapacity: true)
    levels.middle.removeAll(keepingCapacity: true)
    levels.high.removeAll(keepingCapacity: true)
    firstWord = 0
  }

  @inline(__always) mutating func insert(_ number: UInt32) {
    let word = Int(number &>> 6)
    while levels.low.count <= word {
      if levels.low.count & 63 == 0 {
        if levels.middle.count & 63 == 0 { levels.high.append(0) }
        levels.middle.append(0)
      }
      levels.low.append(0)
    }
    levels.low[word] |= 1 &<< UInt64(number & 63)
    levels.middle[word &>> 6] |= 1 &<< UInt64(word & 63)
    levels.high[word &>> 12] |= 1 &<< UInt64(word &>> 6 & 63)
    firstWord = min(firstWord, word &>> 12)
  }

  @inline(__always) mutating func remove(_ number: UInt32) {
    let word = Int(number &>> 6)
    levels.low[word] &= ~(1 &<< UInt64(number & 63))
    if levels.low[word] != 0 { return }
    levels.middle[word &>> 6] &= ~(1 &<< UInt64(word & 63))
    if levels.middle[word &>> 6] != 0 { return }
    levels.high[word &>> 12] &= ~(1 &<< UInt64(word &>> 6 & 63))
  }

  /// The least number, or nil.
  @inline(__always) mutating func first() -> UInt32? {
    while firstWord < levels.high.count {
      let high = levels.high[firstWord]
      if high == 0 {
        firstWord &+= 1
        continue
      }
      let middle = firstWord &<< 6 | high.trailingZeroBitCount
      let low = middle &<< 6 | levels.middle[middle].trailingZeroBitCount
      return UInt32(low &<< 6 | levels.low[low].trailingZeroBitCount)
    }
    return nil
  }

  /// Removes the numbers from one on to another, which is not removed.
  mutating func removeAll(from start: UInt32, to end: UInt32) {
    guard start < end else { return }
    for word in Int(start >> 6)...Int((end - 1) >> 6) where word < levels.low.count {
      while levels.low[word] != 0 {
        remove(UInt32(word << 6 | levels.low[word].trailingZeroBitCount))
      }
    }
  }
}
