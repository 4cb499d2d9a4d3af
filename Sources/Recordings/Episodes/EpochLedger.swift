/// The epochs of a recording by allocation clock: how many of each one's objects live, and when the
/// last one died.
struct EpochLedger {
  /// Bytes of allocation from one epoch to the next.
  let bytes: UInt64
  /// The numbers of epochs in which objects were allocated, ascending.
  private(set) var numbers: [UInt64] = []
  private(set) var live: [Int] = []
  /// The epoch in which each one's last object died so far.
  private(set) var lastDeath: [UInt64] = []

  init(bytes: UInt64) { self.bytes = max(1, bytes) }

  /// The epoch of a time of the allocation clock.
  @inline(__always) func number(at clock: UInt64) -> UInt64 { clock / bytes }

  /// Adds an object that is allocated now, and returns the place of its epoch.
  @inline(__always) mutating func born(at clock: UInt64) -> Int {
    let number = number(at: clock)
    if numbers.last != number {
      numbers.append(number)
      live.append(0)
      lastDeath.append(number)
    }
    live[live.count - 1] += 1
    return live.count - 1
  }

  @inline(__always) mutating func died(at clock: UInt64, place: Int) {
    live[place] -= 1
    lastDeath[place] = number(at: clock)
  }

  /// The place of the epoch of an object born at that time of the clock. O(log epochs), O(1) where
  /// no epoch is missing.
  @inline(__always) func place(bornAt clock: UInt64) -> Int {
    let number = number(at: clock)
    if number < UInt64(numbers.count), numbers[Int(number)] == number { return Int(number) }
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What is known of the life of an epoch that has closed.
  struct Life {
    /// The epoch.
    var number: UInt64
    /// The first close at which it held nothing alive: 0 is its own; nil where it did at all of
    /// them.
    var drainedAt: UInt64?
    /// The last close at which it was looked at, counted from its own.
    var lastLag: UInt64
  }

  /// The lives of the epochs that had closed by a time, as far as they were known then.
  ///
  /// - Parameter end: an epoch; all before it have closed.
  func lives(before end: UInt64) -> [Life] {
    var lives: [Life] = []
    for place in numbers.indices {
      let number = numbers[place]
      if number >= end { break }
      let drained = live[place] == 0 && lastDeath[place] < end ? lastDeath[place] - number : nil
      lives.append(Life(number: number, drainedAt: drained, lastLag: end - number - 1))
    }
    return lives
  }
}
