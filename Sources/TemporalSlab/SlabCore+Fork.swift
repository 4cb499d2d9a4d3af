import Synchronization

extension SlabCore {
  /// Takes part in forks.
  ///
  /// The child keeps the allocator's slabs, epochs and objects. The heaps of threads that it does
  /// not have stay where they are: their objects can be read and freed, and their slabs are not
  /// recycled any more.
  static func joinForks(
    _ registry: UnsafeMutablePointer<EpochRegistry>, _ table: SlabTable,
    _ heaps: UnsafeMutablePointer<HeapPointer?>, _ epochs: UnsafeMutablePointer<EpochRecord>,
    slotCount: Int
  ) -> ForkParticipant.Ticket {
    ForkParticipant.join {
      registry.pointee.lock.mutex.lock()
      table.pool.mutex.lock()
    } unlock: { inChild in
      if inChild {
        Platform.renewProcessFence()
        for index in 0..<registry.pointee.heapCount.load(ordering: .relaxed) {
          abandonIfInterrupted(heaps[index].unsafelyUnwrapped)
        }
        for slot in 0..<slotCount where epochs[slot].now.state == .scanning {
          epochs[slot].set(era: epochs[slot].now.era, .closed)
        }
      }
      table.pool.mutex.unlock()
      registry.pointee.lock.mutex.unlock()
    }
  }

  /// Takes back the token of a thread that is gone, which nobody must wait for, and says that what
  /// it was changing is not to be looked at. The forking thread has no token out.
  private static func abandonIfInterrupted(_ heap: HeapPointer) {
    if heap.dropTokenOfLostThread() {
      heap.pointee.isAbandoned.store(true, ordering: .relaxed)
    }
  }
}
