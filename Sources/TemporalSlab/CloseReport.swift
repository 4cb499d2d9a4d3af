/// What a close found at the epoch's reclaim boundary, and what it did.
public struct CloseReport: Hashable, Sendable {
  /// The epoch that was closed.
  public var epoch: Epoch
  /// Slabs of the epoch that were looked at.
  public var scannedSlabs = 0
  /// Slabs that were empty and were recycled by this close.
  public var recycledSlabs = 0
  /// Slabs that hold at least one live object and stay retained.
  public var pinnedSlabs = 0
  /// Empty slabs whose owner is another thread: recycled in that thread's next slow operation.
  public var deferredSlabs = 0
  /// Slabs that were given up with the live objects in them, of a close that discards. Those of
  /// another thread are recycled in that thread's next slow operation.
  public var discardedSlabs = 0
  /// Live objects in the epoch's slabs, those discarded not among them.
  public var liveObjects = 0
  /// Objects that were live until this close discarded them.
  public var discardedObjects = 0
  /// Bytes given back to the system (`madvise`) by this close.
  public var returnedByteCount = 0

  /// Slabs that were empty at the boundary, whoever recycles them.
  public var emptySlabs: Int { recycledSlabs + deferredSlabs }
  /// Whether no live object was left, or was left to discard: the epoch met its reclaim boundary.
  public var isDrained: Bool { liveObjects == 0 && discardedObjects == 0 }

  init(epoch: Epoch) { self.epoch = epoch }
}
