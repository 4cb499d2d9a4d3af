import Synchronization

/// What an allocator's heaps share, without its observer.
///
/// The slow paths are extensions of this class: `+Allocate`, `+Free`, `+Reclaim`, `+Epochs`.
@usableFromInline
final class SlabCore: @unchecked Sendable {
  let configuration: SlabConfiguration
  let table: SlabTable
  let epochs: UnsafeMutablePointer<EpochRecord>
  /// By epoch slot.
  let holds: UnsafeMutablePointer<EpochHold>
  let slotCount: Int
  /// Heaps by index; an entry, once set, stays. In address space that takes memory as it is written.
  let heaps: UnsafeMutablePointer<HeapPointer?>
  let heapLimit: Int
  private let forks: ForkParticipant.Ticket
  let registry: UnsafeMutablePointer<EpochRegistry>
  /// Whether a heap's fast path may run: needs a fence that a closing thread can impose on it.
  let allowsFastPath = Platform.hasProcessFence

  /// - Parameter heapLimit: heaps that may live at once.
  init(
    _ configuration: SlabConfiguration, heapLimit: Int = SlabRecord.ownerLimit
  ) throws(ConfigurationError) {
    self.configuration = configuration
    self.heapLimit = heapLimit
    table = try SlabTable(configuration)
    let heapBytes = Self.heapTableBytes(heapLimit)
    guard let heapRange = Platform.mapZeroed(byteCount: heapBytes) else {
      throw .cannotReserve(byteCount: heapBytes)
    }
    slotCount = configuration.ringSlots + configuration.persistentSlots
    epochs = CacheLine.allocate(slotCount)
    for slot in 0..<slotCount { (epochs + slot).initialize(to: EpochRecord()) }
    holds = CacheLine.allocate(slotCount)
    holds.initialize(repeating: EpochHold(), count: slotCount)
    registry = CacheLine.allocate(1)
    registry.initialize(to: EpochRegistry())
    heaps = heapRange.bindMemory(to: HeapPointer?.self, capacity: heapLimit)
    forks = Self.joinForks(registry, table, heaps)
  }

  private static func heapTableBytes(_ heapLimit: Int) -> Int {
    heapLimit * MemoryLayout<HeapPointer?>.stride
  }

  deinit {
    ForkParticipant.leave(forks)
    forEachHeap { HeapRecord.release($0) }
    Platform.unmap(
      UnsafeMutableRawPointer(heaps), byteCount: Self.heapTableBytes(heapLimit))
    epochs.deinitialize(count: slotCount)
    epochs.deallocate()
    holds.deinitialize(count: slotCount)
    holds.deallocate()
    registry.deinitialize(count: 1)
    registry.deallocate()
  }

  func isPersistent(slot: Int) -> Bool { slot >= configuration.ringSlots }
}

/// What is written at every change of epochs: one cache line, apart from what is only read.
///
/// All of it is atomic, as changing a plain field would be an access to the lock as well.
struct EpochRegistry: ~Copyable {
  /// The epoch lock: opening, closing, and making and ending heaps.
  let lock = Lock(())
  let currentSlot = Atomic<Int>(0)
  /// Entries of `heaps`.
  let heapCount = Atomic<Int>(0)
  /// The first of the heaps that belong to no `SlabHeap`, as index + 1; 0 for none. Under the lock.
  let firstVacantHeap = Atomic<Int>(0)
  /// The era that was given last, and the last of those that are the allocator's to give. Under the
  /// lock.
  let era = Atomic<UInt64>(0)
  let lastOwnEra = Atomic<UInt64>(0)
}

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
  private var padding: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
}

/// One entry of the epoch table: one cache line.
struct EpochRecord: ~Copyable {
  /// Era << 2 | phase.
  let word = Atomic<UInt64>(0)
  /// Heaps that may have entered the epoch, by the low six bits of their index. Set before the heap
  /// looks at the phase: a close that misses a heap here has refused it.
  let entrants = Atomic<UInt64>(0)
  /// When it was opened, in nanoseconds of the coarse clock.
  let openedAt = Atomic<UInt64>(0)
  let residentBeforeClose = Atomic<Int>(0)
  let residentAfterClose = Atomic<Int>(0)
  let returnedBytes = Atomic<Int>(0)
  private let padding: (UInt64, UInt64) = (0, 0)

  enum Phase: UInt64 {
    case unused, open, scanning, closed
  }

  var era: UInt64 { word.load(ordering: .acquiring) >> 2 }
  var phase: Phase {
    // Two bits and four cases.
    Phase(rawValue: word.load(ordering: .acquiring) & 0b11).unsafelyUnwrapped
  }

  /// Announces a scan, in one order with the entries of heaps.
  func setScanning(era: UInt64) {
    word.store(era << 2 | Phase.scanning.rawValue, ordering: .sequentiallyConsistent)
  }

  /// Opens the epoch, or ends its scan.
  func set(era: UInt64, _ phase: Phase) {
    word.store(era << 2 | phase.rawValue, ordering: .releasing)
  }
}

/// Eras come from one counter for the whole process, so that no two allocators share one.
private let lastEra = Atomic<UInt64>(0)

extension SlabCore {
  /// Eras that an allocator takes at a time.
  private static let eraStep: UInt64 = 1_024

  /// The next era, larger than all before it. The caller holds the epoch lock.
  func nextEra() -> UInt64 {
    var era = registry.pointee.era.load(ordering: .relaxed)
    if era == registry.pointee.lastOwnEra.load(ordering: .relaxed) {
      let last = lastEra.add(Self.eraStep, ordering: .relaxed).newValue
      registry.pointee.lastOwnEra.store(last, ordering: .relaxed)
      era = last - Self.eraStep
    }
    era += 1
    registry.pointee.era.store(era, ordering: .relaxed)
    return era
  }
}

extension SlabCore {
  /// Runs `body` as the owner of `heap`'s lists of an epoch slot.
  ///
  /// While the token is out, a closing thread that has announced itself waits, so the slot's
  /// vectors are not read as they change. Returns nil, without running `body`, when the slot is
  /// being scanned.
  func withLists<Result>(
    of heap: HeapPointer, slot: Int, _ body: () -> Result
  ) -> Result? {
    takeToken(heap, slot: slot)
    defer { heap.pointee.activity.store(0, ordering: .releasing) }
    if epochs[slot].phase == .scanning { return nil }
    return body()
  }

  /// Says that `heap` changes its lists of a slot, before it looks at the slot's phase.
  ///
  /// While the fast path is open in the heap's epoch of the slot, a closing thread imposes a fence;
  /// otherwise one is made here.
  func takeToken(_ heap: HeapPointer, slot: Int) {
    heap.pointee.activity.store(UInt64(slot) + 1, ordering: .releasing)
    Platform.compilerFence()
    let open = heap.pointee.openEras[slot].load(ordering: .relaxed)
    if open != heap.pointee.slots[slot].era.load(ordering: .relaxed) {
      atomicMemoryFence(ordering: .sequentiallyConsistent)
    }
  }

  /// Says that `heap` allocates in an epoch, before it looks at the epoch's phase; whether it has not
  /// allocated there before.
  func takeToken(_ heap: HeapPointer, toAllocateIn epoch: Epoch) -> Bool {
    if heap.pointee.slots[epoch.slot].era.load(ordering: .relaxed) == epoch.era {
      takeToken(heap, slot: epoch.slot)
      return false
    }
    heap.pointee.activity.store(UInt64(epoch.slot) + 1, ordering: .releasing)
    // A closing thread that does not find the heap here is ahead of it, and the phase says so.
    epochs[epoch.slot].entrants.bitwiseOr(
      heap.pointee.entrantBit, ordering: .sequentiallyConsistent)
    return true
  }

  /// Waits until `heap` is in the middle of nothing that changes its lists of an epoch slot: neither
  /// what the slot's token says, nor a free, which may put a full slab on a list.
  func wait(for heap: HeapPointer, toLeaveSlot slot: Int) {
    let own = UInt64(slot) + 1
    let token = heap.pointee.activity.load(ordering: .acquiring)
    if token > HeapRecord.tableSlots { wait(for: heap, toLeave: token) }
    wait(for: heap, toLeave: own)
  }

  /// Waits until `heap` is not in the middle of what `token` says. The caller has published its
  /// own intent and fenced the process, so the heap cannot start the same again unseen.
  func wait(for heap: HeapPointer, toLeave token: UInt64) {
    var spins = 0
    while heap.pointee.activity.load(ordering: .acquiring) == token {
      spins += 1
      if spins > 64 { Platform.yield() }
    }
  }
}
