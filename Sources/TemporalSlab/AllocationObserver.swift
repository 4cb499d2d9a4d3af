/// Watches an allocator from inside: opens, allocations, frees and closes.
///
/// An allocator is generic in its observer. `NoObserver`, the default, has empty methods that
/// specialisation removes, so watching costs nothing where nobody watches.
public protocol AllocationObserver: Sendable {
  /// What one heap keeps of the observer, so that the fast paths share nothing.
  associatedtype Shard

  /// A shard for a new heap.
  func makeShard() -> Shard

  /// An epoch was opened.
  func opened(_ epoch: Epoch)

  /// An epoch was closed, with what its close found.
  func closed(_ epoch: Epoch, _ report: CloseReport)

  /// An object of `size` bytes was allocated in `epoch`; on the allocating thread.
  func allocated(_ handle: SlabHandle, size: Int, in epoch: Epoch, shard: borrowing Shard)

  /// An object was freed; on the freeing thread, only for frees that returned true.
  func freed(_ handle: SlabHandle, shard: borrowing Shard)
}

/// Watches nothing.
@frozen
public struct NoObserver: AllocationObserver {
  /// The only value.
  @inlinable public init() {}
  /// Makes nothing.
  @inlinable @inline(__always) public func makeShard() {}
  /// Ignores the opening of an epoch.
  @inlinable @inline(__always) public func opened(_ epoch: Epoch) {}
  /// Ignores the close of an epoch.
  @inlinable @inline(__always) public func closed(_ epoch: Epoch, _ report: CloseReport) {}
  /// Ignores an allocation.
  @inlinable @inline(__always)
  public func allocated(_ handle: SlabHandle, size: Int, in epoch: Epoch, shard: borrowing Void) {}
  /// Ignores a free.
  @inlinable @inline(__always)
  public func freed(_ handle: SlabHandle, shard: borrowing Void) {}
}
