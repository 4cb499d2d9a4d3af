import Synchronization

extension SlabAllocator {
  /// Ends allocation in an epoch without closing it: its slabs stay as they are, frees go on, and
  /// its boundary is yet to come. An epoch that is stopped or closed stays so.
  ///
  /// - Throws: `EpochError` for an epoch that is not in its slot, or that domains hold open.
  public func stop(_ epoch: Epoch) throws(EpochError) {
    try core.registry.pointee.lock.withLock { _ throws(EpochError) in
      guard try core.state(of: epoch) == .open else { return }
      let holders = core.holds[epoch.slot].holders
      if holders > 0 { throw .heldByDomain(epoch, holders: holders) }
      core.stopLocked(epoch)
    }
  }

  /// Says what an epoch is for, in place of what was said before; read back with `label(of:)`.
  ///
  /// - Throws: `EpochError` when the epoch's slot serves another era.
  public func setLabel(_ label: String, of epoch: Epoch) throws(EpochError) {
    try core.registry.pointee.lock.withLock { _ throws(EpochError) in
      _ = try core.state(of: epoch)
      core.holds[epoch.slot].label = label
      core.holds[epoch.slot].hasLabel = !label.isEmpty
    }
  }

  /// Opens a new epoch of the ring and enters a domain on it, where a domain does not end with a
  /// body of code. `leaveDomain` is its other half.
  ///
  /// - Throws: `EpochError.ringFull` when every epoch of the ring is open.
  public func enterDomain(_ label: String = "") throws(EpochError) -> Epoch {
    try openDomain(label)
  }

  /// Enters a domain on an open epoch, of the ring or persistent; `leaveDomain` is its other half.
  public func enterDomain(on epoch: Epoch) throws(EpochError) { try core.enterDomain(epoch) }

  /// Leaves a domain that was entered, from any thread.
  ///
  /// - Parameters:
  ///   - epoch: the domain's.
  ///   - closing: whether the epoch is to be closed when the last domain on it is left.
  /// - Returns: the report of that close; nil when the epoch stays open.
  /// - Throws: `EpochError.notHeldByDomain` when no domain is left to leave; nothing has changed
  ///   then.
  @discardableResult
  public func leaveDomain(
    on epoch: Epoch, closing: Bool = true
  ) throws(EpochError) -> CloseReport? {
    try leaveDomain(epoch, closing: closing, by: nil)
  }
}
