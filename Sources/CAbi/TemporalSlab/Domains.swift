import CTemporalSlab
import Synchronization
import TemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

package typealias DomainPointer = UnsafeMutablePointer<epoch_domain_t>

@c @implementation
package func epoch_domain_create(_ allocator: OpaquePointer?) -> DomainPointer? {
  guard let allocator = AllocatorPointer(allocator) else { return nil }
  return makeDomain(on: allocator, allocator.advance(), closing: true)
}

@c @implementation
package func epoch_domain_wrap(
  _ allocator: OpaquePointer?, _ epoch: EpochId, _ auto_close: Bool
) -> DomainPointer? {
  guard let allocator = AllocatorPointer(allocator), let epoch = allocator.epoch(epoch)
  else { return nil }
  return makeDomain(on: allocator, epoch, closing: auto_close)
}

private func makeDomain(
  on allocator: AllocatorPointer, _ epoch: Epoch, closing: Bool
) -> DomainPointer? {
  let block = malloc(MemoryLayout<epoch_domain_t>.size)
  guard let domain = block?.bindMemory(to: epoch_domain_t.self, capacity: 1) else { return nil }
  domain.initialize(
    to: epoch_domain_t(
      alloc: OpaquePointer(allocator), epoch_id: EpochId(epoch.slot), epoch_era: epoch.era,
      refcount: 0, auto_close: closing, owner_tid: pthread_self()))
  return domain
}

@c @implementation
package func epoch_domain_enter(_ domain: DomainPointer?) {
  guard let domain else { return }
  ThreadState.made.pointee.domains.append(domain)
  domain.entries.pointee.add(1, ordering: .relaxed)
  domain.changeHolders(by: 1)
}

@c @implementation
package func epoch_domain_exit(_ domain: DomainPointer?) {
  guard let domain, let thread = ThreadState.current,
    let index = thread.pointee.domains.lastIndex(of: domain)
  else { return }
  thread.pointee.domains.remove(at: index)
  domain.changeHolders(by: -1)
  let left = domain.entries.pointee.subtract(1, ordering: .acquiringAndReleasing).newValue
  if left == 0 && domain.pointee.auto_close { domain.closeEpoch() }
}

@c @implementation
package func epoch_domain_current() -> DomainPointer? { ThreadState.current?.pointee.domains.last }

@c @implementation
package func epoch_domain_allocator() -> OpaquePointer? { epoch_domain_current()?.pointee.alloc }

@c @implementation
package func epoch_domain_destroy(_ domain: DomainPointer?) {
  guard let domain else { return }
  while let thread = ThreadState.current, thread.pointee.domains.contains(domain) {
    epoch_domain_exit(domain)
  }
  free(domain)
}

@c @implementation
package func epoch_domain_force_close(_ domain: DomainPointer?) {
  guard let domain else { return }
  domain.pointee.auto_close = false
  domain.closeEpoch()
}

extension DomainPointer {
  /// `refcount`, which threads may change at once.
  fileprivate var entries: UnsafeMutablePointer<Atomic<UInt32>> {
    UnsafeMutableRawPointer(slab_domain_refcount(self)).assumingMemoryBound(to: Atomic<UInt32>.self)
  }

  private var allocator: AllocatorPointer? { AllocatorPointer(pointee.alloc) }

  fileprivate func changeHolders(by change: Int) {
    allocator?.pointee.slabs.changeHolders(
      ofSlot: Int(pointee.epoch_id), era: pointee.epoch_era, by: change)
  }

  /// Closes the domain's epoch unless its slot serves a later one.
  fileprivate func closeEpoch() {
    guard let allocator else { return }
    allocator.close(Epoch(slot: Int(pointee.epoch_id), era: pointee.epoch_era))
  }
}
