import CTemporalSlab
import TemporalSlab

// Each function tries the thread's heap, in code that makes no call, and else hands over to its
// general form, as the last thing that it does: so it has no frame.

@c @implementation
package func alloc_obj_epoch(
  _ allocator: OpaquePointer?, _ size: UInt32, _ epoch: EpochId,
  _ out: UnsafeMutablePointer<CTemporalSlab.SlabHandle>?
) -> UnsafeMutableRawPointer? {
  guard let object = allocateAtHand(allocator, Int(size), epoch) else {
    return allocateGeneral(allocator, size, epoch, out)
  }
  if let out { out.pointee = object.handle.bits }
  return object.pointer
}

@inline(never)
private func allocateGeneral(
  _ allocator: OpaquePointer?, _ size: UInt32, _ epoch: EpochId,
  _ out: UnsafeMutablePointer<CTemporalSlab.SlabHandle>?
) -> UnsafeMutableRawPointer? {
  let object = allocate(allocator, Int(size), epoch)
  if let out { out.pointee = object?.handle.bits ?? 0 }
  return object?.pointer
}

@c @implementation
package func slab_malloc_epoch(
  _ allocator: OpaquePointer?, _ size: Int, _ epoch: EpochId
) -> UnsafeMutableRawPointer? {
  guard let object = allocateAtHand(allocator, size, epoch) else {
    return allocateGeneral(allocator, size, epoch)
  }
  return object.pointer
}

@inline(never)
private func allocateGeneral(
  _ allocator: OpaquePointer?, _ size: Int, _ epoch: EpochId
) -> UnsafeMutableRawPointer? {
  allocate(allocator, size, epoch)?.pointer
}

@c @implementation
package func free_obj(_ allocator: OpaquePointer?, _ handle: CTemporalSlab.SlabHandle) -> Bool {
  if let heap = AllocatorPointer(allocator)?.atHand,
    heap.free(TemporalSlab.SlabHandle(bits: handle))
  {
    return true
  }
  return freeGeneral(allocator, handle)
}

@inline(never)
private func freeGeneral(_ allocator: OpaquePointer?, _ handle: UInt64) -> Bool {
  guard let allocator = AllocatorPointer(allocator) else { return false }
  let handle = TemporalSlab.SlabHandle(bits: handle)
  guard let heap = allocator.threadHeap else { return allocator.pointee.slabs.free(handle) }
  return heap.pointee.heap.free(handle)
}

@c @implementation
package func slab_free(_ allocator: OpaquePointer?, _ object: UnsafeMutableRawPointer?) {
  if let heap = AllocatorPointer(allocator)?.atHand, let object, heap.free(object) { return }
  freeGeneral(allocator, object)
}

@inline(never)
private func freeGeneral(_ allocator: OpaquePointer?, _ object: UnsafeMutableRawPointer?) {
  guard let allocator = AllocatorPointer(allocator), let object else { return }
  if let heap = allocator.threadHeap {
    heap.pointee.heap.free(object)
  } else if let handle = allocator.pointee.slabs.handle(at: object) {
    _ = allocator.pointee.slabs.free(handle)
  }
}

@inline(__always)
private func allocateAtHand(
  _ allocator: OpaquePointer?, _ size: Int, _ slot: EpochId
) -> Allocation? {
  guard _fastPath(slot < EpochId(AllocatorState.ringSlots)),
    let heap = AllocatorPointer(allocator)?.atHand
  else { return nil }
  return heap.allocate(size, inSlot: Int(slot))
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
