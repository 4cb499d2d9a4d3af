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
  /// Heaps by index; an entry, once set, stays.
  let heaps: UnsafeMutablePointer<HeapPointer?>
  /// Entries of `heaps`.
  let heapCount = Atomic<Int>(0)
  /// The epoch lock: opening, closing, and making and ending heaps.
  let registry = Lock(())
  let currentSlot = Atomic<Int>(0)
  /// Whether a heap's fast path may run: needs a fence that a closing thread can impose on it.
  let allowsFastPath = Platform.hasProcessFence

  static let heapLimit = 4_096

  init(_ configuration: SlabConfiguration) throws(ConfigurationError) {
    self.configuration = configuration
    table = try SlabTable(configuration)
    slotCount = configuration.ringSlots + configuration.persistentSlots
    epochs = .allocate(capacity: slotCount)
    for slot in 0..<slotCount { (epochs + slot).initialize(to: EpochRecord()) }
    holds = .allocate(capacity: slotCount)
    holds.initialize(repeating: EpochHold(), count: slotCount)
    heaps = .allocate(capacity: Self.heapLimit)
    heaps.initialize(repeating: nil, count: Self.heapLimit)
  }

  deinit {
    for index in 0..<Self.heapLimit {
      guard let heap = heaps[index] else { break }
      HeapRecord.release(heap)
    }
    heaps.deallocate()
    epochs.deinitialize(count: slotCount)
    epochs.deallocate()
    holds.deinitialize(count: slotCount)
    holds.deallocate()
  }

  func isPersistent(slot: Int) -> Bool { slot >= configuration.ringSlots }
}

/// What domains have to do with an epoch slot; under the epoch lock. It lies apart from
/// `EpochRecord`, which is read without the lock.
struct EpochHold {
  /// Domains that hold the slot's epoch open.
  var holders = 0
  /// Whether a domain that has ended asked for the close.
  var closesWhenReleased = false
  /// What the epoch was opened for; "" when nobody said.
  var label = ""
}

/// One entry of the epoch table.
struct EpochRecord: ~Copyable {
  /// Era << 2 | phase.
  let word = Atomic<UInt64>(0)
  /// When it was opened, in nanoseconds of the coarse clock.
  let openedAt = Atomic<UInt64>(0)
  let residentBeforeClose = Atomic<Int>(0)
  let residentAfterClose = Atomic<Int>(0)
  let returnedBytes = Atomic<Int>(0)

  enum Phase: UInt64 {
    case unused, open, scanning, closed
  }

  var era: UInt64 { word.load(ordering: .acquiring) >> 2 }
  var phase: Phase {
    // Two bits and four cases.
    Phase(rawValue: word.load(ordering: .acquiring) & 0b11).unsafelyUnwrapped
  }

  func set(era: UInt64, _ phase: Phase) {
    word.store(era << 2 | phase.rawValue, ordering: .sequentiallyConsistent)
  }
}

/// Eras are drawn from one counter for the whole process, so that no two allocators share one.
private let lastEra = Atomic<UInt64>(0)

func nextEra() -> UInt64 { lastEra.add(1, ordering: .relaxed).newValue }

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

  /// Says that `heap` allocates in a slot or changes its lists of it, before it looks at the slot's
  /// phase.
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
