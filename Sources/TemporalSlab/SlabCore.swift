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
  /// Heaps by index; an entry, once set, stays. In address space that takes memory as it is
  /// written.
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
    registry.deinitialize(count: 1)
    registry.deallocate()
  }

  func isPersistent(slot: Int) -> Bool { slot >= configuration.ringSlots }
}
