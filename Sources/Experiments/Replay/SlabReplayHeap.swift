import Recordings
import TemporalSlab

/// This project's allocator: a persistent epoch for each granule and one for everything else.
/// Objects above the largest class are in pages of their own.
final class SlabReplayHeap: ReplayHeap {
  private let allocator: SlabAllocator<NoObserver>
  private let heap: SlabHeap<NoObserver>
  private let epochs: [Epoch]
  private let largest: Int
  private let runs: PageRuns

  /// The allocator's persistent epochs, less the common one.
  static let mostGranules = 47

  /// A slab's record: a cache line.
  private static let recordBytes = 64

  init(granules: Int) throws {
    var configuration = SlabConfiguration()
    configuration.persistentSlots = max(configuration.persistentSlots, granules + 1)
    allocator = try SlabAllocator(configuration)
    heap = try allocator.makeHeap()
    let allocator = allocator
    epochs = try (0...granules).map { _ in try allocator.openPersistent() }
    largest = configuration.sizeClasses[configuration.sizeClasses.count - 1]
    runs = try PageRuns()
  }

  func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? {
    if size > largest { return runs.allocate(size) }
    return try? heap.allocate(size, in: epochs[granule]).pointer
  }

  func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) {
    if size > largest { runs.free(pointer, size: size) } else { heap.free(pointer) }
  }

  func purge() {
    heap.releaseCache()
    runs.purge()
  }

  /// Slabs that have memory, and pages of larger objects.
  func bytes() -> HeapBytes {
    HeapBytes(held: allocator.committedByteCount + runs.livePages * Platform.pageSize)
  }

  func shape() -> HeapShape {
    let configuration = allocator.configuration
    return HeapShape(
      classes: configuration.sizeClasses.map {
        HeapShape.Class(slotBytes: $0, slabBytes: configuration.slabSize)
      }, fit: .latest, recordBytes: Self.recordBytes)
  }
}
