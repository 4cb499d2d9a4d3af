import Synchronization

/// One entry of the epoch table: one cache line.
struct EpochRecord: ~Copyable {
  /// An `EpochWord`.
  let word = Atomic<UInt64>(0)
  /// Heaps that may have entered the epoch, by the low six bits of their index. Set before the heap
  /// looks at the state: a close that misses a heap here has refused it.
  let entrants = Atomic<UInt64>(0)
  /// When it was opened, in nanoseconds of the coarse clock.
  let openedAt = Atomic<UInt64>(0)
  let residentBeforeClose = Atomic<Int>(0)
  let residentAfterClose = Atomic<Int>(0)
  let returnedBytes = Atomic<Int>(0)
  /// Classes of which slabs came back, a bit each: while the slot was scanned, which the scanning
  /// thread alone writes, and all others.
  let scannedClasses = Atomic<UInt64>(0)
  let reclaimedClasses = Atomic<UInt64>(0)

  /// Era and state, read together.
  var now: EpochWord { EpochWord(bits: word.load(ordering: .acquiring)) }

  /// Announces a scan, in one order with the entries of heaps. One that its owner has begun without
  /// the epoch lock is waited for: it takes no lock.
  func setScanning(era: UInt64) {
    var now = settled
    while true {
      let (exchanged, original) = word.compareExchange(
        expected: now.bits, desired: EpochWord(era: era, .scanning).bits,
        ordering: .sequentiallyConsistent)
      if exchanged { return }
      now = EpochWord(bits: original)
      if now.state == .scanning { now = settled }
    }
  }

  /// Announces a scan of an open epoch that no domain holds; false, and nothing has changed, when it
  /// is not.
  func beginScan(era: UInt64) -> Bool {
    word.compareExchange(
      expected: EpochWord(era: era, .open).bits, desired: EpochWord(era: era, .scanning).bits,
      ordering: .sequentiallyConsistent
    ).exchanged
  }

  /// Opens the epoch, or ends its scan.
  func set(era: UInt64, _ state: EpochState, isHeld: Bool = false) {
    let bits = EpochWord(era: era, state).bits
    word.store(isHeld ? bits | EpochWord.heldBit : bits, ordering: .releasing)
  }

  /// Says whether domains hold the open epoch; false when it is not open any more.
  func setHeld(_ isHeld: Bool, era: UInt64) -> Bool {
    let open = EpochWord(era: era, .open).bits
    let held = open | EpochWord.heldBit
    return word.compareExchange(
      expected: isHeld ? open : held, desired: isHeld ? held : open,
      ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Era and state when no scan is under way.
  var settled: EpochWord {
    var now = now
    while now.state == .scanning {
      Platform.yield()
      now = self.now
    }
    return now
  }
}

/// An epoch slot's era and its state, and whether domains hold it, in one word.
struct EpochWord {
  let bits: UInt64

  init(bits: UInt64) { self.bits = bits }

  init(era: UInt64, _ state: EpochState) {
    let number: UInt64 =
      switch state {
      case .unused: 0
      case .open: 1
      case .scanning: 2
      case .closed: 3
      case .stopped: 4
      }
    bits = era << 4 | number
  }

  /// Set while domains hold the epoch open: only the epoch lock's owner can close it then.
  static let heldBit: UInt64 = 0b1000

  var era: UInt64 { bits >> 4 }

  var state: EpochState {
    switch bits & 0b111 {
    case 0: .unused
    case 1: .open
    case 2: .scanning
    case 3: .closed
    default: .stopped
    }
  }

  /// Whether the boundary of the era is yet to come.
  var isBeforeClose: Bool { state == .open || state == .stopped }

  /// Whether the slot serves the epoch.
  func serves(_ epoch: Epoch) -> Bool { era == epoch.era && era != 0 }

  /// Whether the epoch, which the slot does not serve, cannot be one that it has served before.
  func neverServed(_ epoch: Epoch) -> Bool { epoch.era == 0 || era == 0 || epoch.era > era }
}

/// What domains have to do with an epoch slot; under the epoch lock. It lies apart from
/// `EpochRecord`, which is read without the lock. One cache line, as different threads open and
/// close neighbouring slots.
struct EpochHold {
  /// Domains that hold the slot's epoch open.
  var holders = 0
  /// Whether a domain that has ended asked for the close.
  var closesWhenReleased = false
  /// What the epoch was opened for; "" when nobody said.
  var label = ""
  var hasLabel = false
  private var padding: (UInt64, UInt64, UInt64) = (0, 0, 0)
}
