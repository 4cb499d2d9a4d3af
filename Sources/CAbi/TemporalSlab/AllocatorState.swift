import CTemporalSlab
import TemporalSlab

/// What a `SlabAllocator *` points to.
struct AllocatorState: ~Copyable {
  /// The allocator's number, which no other of the process ever has: what a thread keeps of an
  /// allocator stays recognisable when the allocator is freed.
  let serial: UInt64
  let slabs: SlabAllocator<NoObserver>

  static let ringSlots = Int(SLAB_EPOCH_COUNT)
}

typealias AllocatorPointer = UnsafeMutablePointer<AllocatorState>

extension AllocatorPointer {
  /// The epoch that a slot serves; nil for a number that is no slot of the ring.
  func epoch(_ slot: EpochId) -> Epoch? {
    slot < EpochId(AllocatorState.ringSlots) ? pointee.slabs.epoch(inSlot: Int(slot)) : nil
  }
}

/// The allocators that live, by number, each with the heaps of the threads that use it.
struct Registry: ~Copyable {
  private var lastSerial: UInt64 = 0
  private var heaps: [UInt64: Set<ThreadHeapPointer>] = [:]

  /// Its lock is held over fork(2), and no thread that holds it takes another.
  static let shared: Lock<Registry> = {
    let registry = Lock(Registry())
    let mutex = registry.mutex
    _ = ForkParticipant.join {
      mutex.lock()
    } unlock: { _ in
      mutex.unlock()
    }
    return registry
  }()

  mutating func add(_ slabs: SlabAllocator<NoObserver>) -> AllocatorPointer {
    lastSerial += 1
    let state = AllocatorPointer.allocate(capacity: 1)
    state.initialize(to: AllocatorState(serial: lastSerial, slabs: slabs))
    heaps[lastSerial] = []
    return state
  }

  /// Takes an allocator out; the heaps that it had.
  mutating func remove(_ serial: UInt64) -> Set<ThreadHeapPointer> {
    heaps.removeValue(forKey: serial) ?? []
  }

  func isLive(_ serial: UInt64) -> Bool { heaps[serial] != nil }

  mutating func add(_ heap: ThreadHeapPointer, to serial: UInt64) {
    heaps[serial]?.insert(heap)
  }

  /// Takes a heap out; false when its allocator is gone, and the heap with it.
  mutating func remove(_ heap: ThreadHeapPointer, from serial: UInt64) -> Bool {
    heaps[serial]?.remove(heap) != nil
  }
}

@c @implementation
package func slab_allocator_create() -> OpaquePointer? {
  var configuration = SlabConfiguration()
  configuration.recordsResidentBytes = true
  do throws(ConfigurationError) {
    let slabs = try SlabAllocator(configuration)
    slabs.openRing()
    return OpaquePointer(Registry.shared.withLock { $0.add(slabs) })
  } catch {
    return nil
  }
}

@c @implementation
package func slab_allocator_free(_ allocator: OpaquePointer?) {
  guard let allocator = AllocatorPointer(allocator) else { return }
  // From here on no thread that ends looks for its heap here.
  let heaps = Registry.shared.withLock { $0.remove(allocator.pointee.serial) }
  allocator.pointee.slabs.endHeaps()
  for heap in heaps { ThreadHeap.end(heap) }
  allocator.deinitialize(count: 1)
  allocator.deallocate()
}
