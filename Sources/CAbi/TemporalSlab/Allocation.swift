import CTemporalSlab
import TemporalSlab

// What the functions for every object, in slab_alloc.c, do not find at hand.

@c @implementation
package func slab_allocate_further(
  _ allocator: OpaquePointer!, _ size: Int, _ slot: EpochId,
  _ out: UnsafeMutablePointer<CTemporalSlab.SlabHandle>!
) -> UnsafeMutableRawPointer! {
  let object = allocate(allocator, size, slot)
  if let out { out.pointee = object?.handle.bits ?? 0 }
  return object?.pointer
}

/// An object in the era that a slot of the ring serves; nil when it is refused.
private func allocate(_ allocator: OpaquePointer?, _ size: Int, _ slot: EpochId) -> Allocation? {
  guard let allocator = AllocatorPointer(allocator), slot < EpochId(AllocatorState.ringSlots),
    let heap = allocator.threadHeap
  else { return nil }
  while let epoch = allocator.epoch(slot) {
    do throws(AllocationError) {
      return try heap.pointee.heap.allocate(size, in: epoch)
    } catch {
      // The slot has come to serve another era in between.
      guard case .staleEpoch = error else { return nil }
    }
  }
  return nil
}

@c @implementation
package func slab_free_further(
  _ allocator: OpaquePointer!, _ handle: CTemporalSlab.SlabHandle
) -> Bool {
  guard let allocator = AllocatorPointer(allocator) else { return false }
  let handle = TemporalSlab.SlabHandle(bits: handle)
  guard let heap = allocator.threadHeap else { return allocator.pointee.slabs.free(handle) }
  return heap.pointee.heap.free(handle)
}

@c @implementation
package func slab_release_further(
  _ allocator: OpaquePointer!, _ object: UnsafeMutableRawPointer!
) {
  guard let allocator = AllocatorPointer(allocator), let object else { return }
  if let heap = allocator.threadHeap {
    heap.pointee.heap.free(object)
  } else if let handle = allocator.pointee.slabs.handle(at: object) {
    _ = allocator.pointee.slabs.free(handle)
  }
}
