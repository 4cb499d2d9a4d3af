import Synchronization

/// An allocator that reclaims memory in slabs, by epochs.
///
///     let allocator = try SlabAllocator(SlabConfiguration())
///     let heap = try allocator.makeHeap()      // one for each thread
///     let request = try allocator.advance()    // a phase begins
///     let buffer = try heap.allocate(512, in: request)
///     heap.free(buffer.handle)
///     try heap.close(request)                  // its slabs come back
///
/// Objects of one size class and one epoch share slabs. A slab is the unit that is recycled, and it
/// is recycled only when it is empty: memory comes back exactly if each epoch's objects die by its
/// close. Epochs come from a ring that `advance` walks; `openPersistent` gives epochs outside the
/// ring for objects that outlive phases.
///
/// The allocator is shared by all threads; allocation and free go through a `SlabHeap`, which
/// belongs to one. Address space is reserved once, records of slabs lie outside the slabs, and
/// slabs stay mapped while the allocator lives.
///
/// After fork(2) the child has a copy, whatever other threads were doing: the forking thread's
/// heaps go on, and more can be made. The heaps of the other threads are nobody's in the child.
/// Their objects can be read and freed; their slabs are not recycled, and those of a heap that was
/// in the middle of a change are left out of close reports.
public final class SlabAllocator<Observer: AllocationObserver>: Sendable {
  /// What watches this allocator.
  public let observer: Observer
  @usableFromInline let core: SlabCore

  /// Makes an allocator with an observer; its first epoch is open.
  public init(
    _ configuration: SlabConfiguration, observer: Observer
  ) throws(ConfigurationError) {
    core = try SlabCore(configuration)
    self.observer = observer
    // The ring is empty, so the first advance finds a slot.
    if let first = try? core.advance(label: "") { observer.opened(first) }
  }

  /// What the allocator was built with.
  public var configuration: SlabConfiguration { core.configuration }

  /// Slabs that the reserved address space holds.
  package var slabLimit: Int { core.table.slabLimit }

  /// A heap for the calling thread: one that another thread gave up, with its slabs, or a new one.
  ///
  /// - Throws: `HeapError` when 16,777,216 heaps live at once, or memory is out.
  public func makeHeap() throws(HeapError) -> SlabHeap<Observer> {
    SlabHeap(try core.makeHeap(), of: self)
  }

  /// The epoch that `advance` opened last.
  public var currentEpoch: Epoch { core.currentEpoch }

  /// How far an epoch has come.
  public func state(of epoch: Epoch) throws(EpochError) -> EpochState {
    try core.state(of: epoch)
  }

  /// Opens the next epoch of the ring; the ones before stay open until they are closed.
  ///
  /// Epochs that a domain holds are passed over.
  ///
  /// - Parameter label: what the epoch is for; read back with `label(of:)` and in snapshots.
  /// - Throws: `EpochError.ringFull` when the ring comes round to another epoch that is still open,
  ///   or domains hold all of them.
  @inlinable @discardableResult
  public func advance(label: String = "") throws(EpochError) -> Epoch {
    let epoch = try core.advance(label: label)
    observer.opened(epoch)
    return epoch
  }

  /// Opens an epoch outside the ring, which stays open until it is closed.
  ///
  /// - Parameter label: what the epoch is for.
  /// - Throws: `EpochError.persistentSlotsExhausted` when all such epochs are open.
  public func openPersistent(label: String = "") throws(EpochError) -> Epoch {
    let epoch = try core.openPersistent(label: label)
    observer.opened(epoch)
    return epoch
  }

  /// Closes an epoch from a thread without a heap; slabs of heaps in use are left to their owners.
  ///
  /// - Parameters:
  ///   - epoch: an epoch of this allocator that its slot still serves.
  ///   - discarding: whether live objects end with the epoch, as `SlabHeap.close` says.
  @inlinable @discardableResult
  public func close(
    _ epoch: Epoch, discarding: Bool = false
  ) throws(EpochError) -> CloseReport {
    try close(epoch, by: nil, discarding: discarding)
  }

  @inlinable @inline(__always)
  func close(
    _ epoch: Epoch, by heap: HeapPointer?, discarding: Bool
  ) throws(EpochError) -> CloseReport {
    let closed = try core.close(epoch, by: heap, discarding: discarding)
    if closed.wasOpen { observer.closed(epoch, closed.report) }
    return closed.report
  }
}

extension SlabAllocator where Observer == NoObserver {
  /// Makes an allocator that nothing watches; its first epoch is open.
  public convenience init(_ configuration: SlabConfiguration) throws(ConfigurationError) {
    try self.init(configuration, observer: NoObserver())
  }
}

extension SlabCore {
  /// Counts a free that was refused.
  @usableFromInline @inline(never)
  func rejectFree(_ heap: HeapPointer) -> Bool {
    heap.pointee.counters.rejectedFrees.count()
    return false
  }

  /// The handle of the slot that starts at `pointer`, live or not; nil when none does.
  @usableFromInline
  func handle(at pointer: UnsafeMutableRawPointer) -> SlabHandle? {
    let offset = pointer - table.base
    guard offset >= 0 && offset < table.slabLimit << table.slabShift else { return nil }
    let record = table.records + offset >> table.slabShift
    let base = record.pointee.handleBase.load(ordering: .acquiring)
    guard base & SlabHandle.versionMask == SlabHandle.versionBits else { return nil }
    let info = table.classes[SlabHandle(bits: base).sizeClass]
    let within = UInt64(offset & (table.slabSize - 1))
    let slot = (within &* info.reciprocal) &>> 40
    guard slot &* UInt64(info.objectSize) == within && slot < UInt64(info.capacity)
    else { return nil }
    return SlabHandle(bits: base &+ slot &<< SlabHandle.slotShift)
  }
}
