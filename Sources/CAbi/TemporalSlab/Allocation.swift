import CTemporalSlab
import Synchronization
import TemporalSlab

@c @implementation
public func alloc_obj_epoch(
  _ allocator: OpaquePointer?, _ size: UInt32, _ epoch: EpochId,
  _ out: UnsafeMutablePointer<CTemporalSlab.SlabHandle>?
) -> UnsafeMutableRawPointer? {
  let object = allocate(allocator, Int(size), epoch)
  out?.pointee = object?.handle.bits ?? 0
  return object?.pointer
}

@c @implementation
public func slab_malloc_epoch(
  _ allocator: OpaquePointer?, _ size: Int, _ epoch: EpochId
) -> UnsafeMutableRawPointer? {
  allocate(allocator, size, epoch)?.pointer
}

@c @implementation
public func free_obj(_ allocator: OpaquePointer?, _ handle: CTemporalSlab.SlabHandle) -> Bool {
  guard let allocator = AllocatorPointer(allocator) else { return false }
  let handle = TemporalSlab.SlabHandle(bits: handle)
  guard let heap = allocator.threadHeap else { return allocator.pointee.slabs.free(handle) }
  return heap.pointee.heap.free(handle)
}

@c @implementation
public func slab_free(_ allocator: OpaquePointer?, _ object: UnsafeMutableRawPointer?) {
  guard let allocator = AllocatorPointer(allocator), let object else { return }
  if let heap = allocator.threadHeap {
    heap.pointee.heap.free(object)
  } else if let handle = allocator.pointee.slabs.handle(at: object) {
    _ = allocator.pointee.slabs.free(handle)
  }
}

/// An object in the era that a slot of the ring serves; nil when it is refused.
@inline(__always)
private func allocate(_ allocator: OpaquePointer?, _ size: Int, _ slot: EpochId) -> Allocation? {
  guard let allocator = AllocatorPointer(allocator), slot < EpochId(AllocatorState.ringSlots),
    let heap = allocator.threadHeap
  else { return nil }
  let era = allocator.era(ofSlot: slot).pointee.load(ordering: .relaxed)
  let epoch = Epoch(slot: Int(slot), era: era)
  do throws(AllocationError) {
    return try heap.pointee.heap.allocate(size, in: epoch)
  } catch {
    return allocateAgain(allocator, heap, size, slot, after: error)
  }
}

/// What is left to do after a refusal: the slot may have come to serve another era meanwhile.
@inline(never)
private func allocateAgain(
  _ allocator: AllocatorPointer, _ heap: ThreadHeapPointer, _ size: Int, _ slot: EpochId,
  after error: AllocationError
) -> Allocation? {
  var error = error
  while case .staleEpoch = error, let epoch = allocator.epoch(slot) {
    do throws(AllocationError) {
      return try heap.pointee.heap.allocate(size, in: epoch)
    } catch let next {
      error = next
    }
  }
  return nil
}
