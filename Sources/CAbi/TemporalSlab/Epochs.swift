import CTemporalSlab
import TemporalSlab

@c @implementation
package func epoch_current(_ allocator: OpaquePointer?) -> EpochId {
  guard let allocator = AllocatorPointer(allocator) else { return 0 }
  return EpochId(allocator.pointee.slabs.currentEpoch.slot)
}

@c @implementation
package func epoch_advance(_ allocator: OpaquePointer?) {
  guard let allocator = AllocatorPointer(allocator) else { return }
  _ = allocator.advance()
}

@c @implementation
package func epoch_close(_ allocator: OpaquePointer?, _ epoch: EpochId) {
  guard let allocator = AllocatorPointer(allocator), let epoch = allocator.epoch(epoch)
  else { return }
  allocator.close(epoch)
}

extension AllocatorPointer {
  /// Stops the current epoch and opens the next slot of the ring.
  func advance() -> Epoch { pointee.slabs.advanceRing() }

  /// Closes an epoch if its slot still serves it, through the calling thread's heap if it has one.
  func close(_ epoch: Epoch) {
    if let heap = existingHeap {
      heap.pointee.heap.closeHeld(epoch)
    } else {
      pointee.slabs.closeHeld(epoch)
    }
  }
}

@c @implementation
package func slab_epoch_set_label(
  _ allocator: OpaquePointer?, _ epoch: EpochId, _ label: UnsafePointer<CChar>?
) {
  guard let allocator = AllocatorPointer(allocator), let epoch = allocator.epoch(epoch)
  else { return }
  // An epoch that was overtaken by an advance needs no label any more.
  try? allocator.pointee.slabs.setLabel(Label.text(of: label), of: epoch)
}

@c @implementation
package func slab_epoch_inc_refcount(_ allocator: OpaquePointer?, _ epoch: EpochId) {
  _ = changeHolders(allocator, epoch, by: 1)
}

@c @implementation
package func slab_epoch_dec_refcount(_ allocator: OpaquePointer?, _ epoch: EpochId) {
  _ = changeHolders(allocator, epoch, by: -1)
}

@c @implementation
package func slab_epoch_get_refcount(_ allocator: OpaquePointer?, _ epoch: EpochId) -> UInt64 {
  UInt64(changeHolders(allocator, epoch, by: 0))
}

private func changeHolders(
  _ allocator: OpaquePointer?, _ epoch: EpochId, by change: Int
) -> Int {
  guard let allocator = AllocatorPointer(allocator), epoch < EpochId(AllocatorState.ringSlots)
  else { return 0 }
  return allocator.pointee.slabs.changeHolders(ofSlot: Int(epoch), by: change)
}
