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
  /// By epoch slot and class.
  private let reclaimedSlabs: UnsafeMutablePointer<ReclaimedSlabs>
  /// Heaps by index; an entry, once set, stays. In address space that takes memory as it is
  /// written.
  let heaps: UnsafeMutablePointer<HeapPointer?>
  let heapLimit: Int
  private let forks: ForkParticipant.Ticket
  let registry: UnsafeMutablePointer<EpochRegistry>
  let closes: UnsafeMutablePointer<CloseTotals>
  /// Set when the allocator ends before its heaps do: they leave nothing to others then.
  let isEnding = Atomic<Bool>(false)
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
    reclaimedSlabs = CacheLine.allocate(slotCount << 4)
    for index in 0..<slotCount << 4 { (reclaimedSlabs + index).initialize(to: ReclaimedSlabs()) }
    closes = CacheLine.allocate(1)
    closes.initialize(to: CloseTotals())
    registry = CacheLine.allocate(1)
    registry.initialize(to: EpochRegistry())
    heaps = heapRange.bindMemory(to: HeapPointer?.self, capacity: heapLimit)
    forks = Self.joinForks(registry, table, heaps, epochs, slotCount: slotCount)
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
    reclaimedSlabs.deinitialize(count: slotCount << 4)
    reclaimedSlabs.deallocate()
    closes.deinitialize(count: 1)
    closes.deallocate()
    registry.deinitialize(count: 1)
    registry.deallocate()
  }

  /// What came back of the slabs of an epoch slot's era, by class.
  @inline(__always)
  func reclaimed(slot: Int) -> ReclaimedByClass {
    ReclaimedByClass(first: reclaimedSlabs + slot << 4, epoch: epochs + slot)
  }

  func isPersistent(slot: Int) -> Bool { slot >= configuration.ringSlots }
}
