/// A place in source code.
@frozen
public struct CallSite: Sendable {
  /// Module and file, as `#fileID` gives them.
  public let fileID: StaticString
  /// The line, from 1.
  public let line: UInt32
  /// The column, from 1.
  public let column: UInt32

  /// A place, as `#fileID`, `#line` and `#column` give it.
  @inlinable @inline(__always)
  public init(fileID: StaticString, line: UInt32, column: UInt32) {
    self.fileID = fileID
    self.line = line
    self.column = column
  }
}

/// Watches an allocator from inside: opens, allocations, frees and closes.
///
/// An allocator is generic in its observer. `NoObserver`, the default, has empty methods that
/// specialisation removes, so watching costs nothing where nobody watches.
public protocol AllocationObserver: Sendable {
  /// What one heap keeps of the observer, so that the fast paths share nothing.
  associatedtype Shard

  /// A shard for a new heap.
  func makeShard() -> Shard

  /// The heap of a shard has ended.
  func retire(_ shard: borrowing Shard)

  /// An epoch was opened.
  func opened(_ epoch: Epoch)

  /// An epoch was closed, with what its close found.
  func closed(_ epoch: Epoch, _ report: CloseReport)

  /// An object of `size` bytes was allocated in `epoch`; on the allocating thread.
  func allocated(
    _ handle: SlabHandle, size: Int, in epoch: Epoch, at site: CallSite, shard: borrowing Shard)

  /// A free was asked for; on the freeing thread, before it takes effect and the handle's slot can
  /// be used again. It may yet be refused, and the handle may name nothing.
  ///
  /// - Returns: a note for `freed`.
  func willFree(_ handle: SlabHandle, shard: borrowing Shard) -> UInt64

  /// An object was freed; on the freeing thread, only for frees that returned true, with the note
  /// that `willFree` made of it.
  func freed(_ handle: SlabHandle, note: UInt64, shard: borrowing Shard)
}

extension AllocationObserver {
  /// Does nothing.
  @inlinable @inline(__always)
  public func retire(_ shard: borrowing Shard) {}
  /// Makes no note.
  @inlinable @inline(__always)
  public func willFree(_ handle: SlabHandle, shard: borrowing Shard) -> UInt64 { 0 }
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
  public func allocated(
    _ handle: SlabHandle, size: Int, in epoch: Epoch, at site: CallSite, shard: borrowing Void
  ) {}
  /// Ignores a free.
  @inlinable @inline(__always)
  public func freed(_ handle: SlabHandle, note: UInt64, shard: borrowing Void) {}
}
