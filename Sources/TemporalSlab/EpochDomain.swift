import Synchronization

/// Scoped epochs: a domain is an epoch that lasts as long as a body of code.
///
///     try heap.withEpochDomain("request") { request in
///       let buffer = try heap.allocate(512, in: request)
///       defer { heap.free(buffer.handle) }
///       try answer(buffer)
///     }                                        // the epoch is closed here
///
/// Domains nest, each in an epoch of its own. Several threads can share one: each enters it with
/// `withEpochDomain(on:)`, and the last to leave closes it. While a domain holds an epoch nobody
/// else can close it, so its slot cannot come to serve another era under the domain.
extension SlabAllocator {
  /// Runs `body` in a new epoch of the ring, from a thread without a heap.
  ///
  /// - Parameters:
  ///   - label: what the epoch is for; read back with `label(of:)`.
  ///   - closingAtEnd: whether the epoch is closed when `body` has returned or thrown.
  ///   - body: what runs; it may open further domains.
  /// - Throws: `EpochDomainError`: `EpochError.ringFull` when every epoch of the ring is open; what
  ///   `body` throws.
  @discardableResult
  public func withEpochDomain<Result, Failure>(
    _ label: String = "", closingAtEnd: Bool = true,
    _ body: (Epoch) throws(Failure) -> Result
  ) throws(EpochDomainError<Failure>) -> Result {
    try runDomain(closing: closingAtEnd, by: nil, body) { () throws(EpochError) in
      try openDomain(label)
    }
  }

  /// Runs `body` while the epoch is held open, from a thread without a heap.
  ///
  /// - Parameters:
  ///   - epoch: an open epoch of this allocator, of the ring or persistent.
  ///   - closingAtEnd: whether the epoch is to be closed when the last domain on it has ended.
  ///   - body: what runs.
  /// - Throws: `EpochDomainError`: why the epoch is not open; what `body` throws.
  @discardableResult
  public func withEpochDomain<Result, Failure>(
    on epoch: Epoch, closingAtEnd: Bool = true,
    _ body: (Epoch) throws(Failure) -> Result
  ) throws(EpochDomainError<Failure>) -> Result {
    try runDomain(closing: closingAtEnd, by: nil, body) { () throws(EpochError) in
      try core.enterDomain(epoch)
      return epoch
    }
  }

  /// What an epoch was opened for; "" when nobody said.
  ///
  /// - Throws: `EpochError` when the epoch's slot serves another era.
  public func label(of epoch: Epoch) throws(EpochError) -> String {
    try core.label(of: epoch)
  }

  fileprivate func runDomain<Result, Failure>(
    closing: Bool, by heap: HeapPointer?, _ body: (Epoch) throws(Failure) -> Result,
    entering: () throws(EpochError) -> Epoch
  ) throws(EpochDomainError<Failure>) -> Result {
    let epoch: Epoch
    do throws(EpochError) { epoch = try entering() } catch { throw .notEntered(error) }
    // Held from the entry on, so there is nothing to refuse.
    defer { _ = try? leaveDomain(epoch, closing: closing, by: heap) }
    do throws(Failure) { return try body(epoch) } catch { throw EpochDomainError(body: error) }
  }

  func openDomain(_ label: String) throws(EpochError) -> Epoch {
    let epoch = try core.openDomain(label)
    observer.opened(epoch)
    return epoch
  }

  func leaveDomain(
    _ epoch: Epoch, closing: Bool, by heap: HeapPointer?
  ) throws(EpochError) -> CloseReport? {
    let report = try core.leaveDomain(epoch, closing: closing, by: heap)
    if let report { observer.closed(epoch, report) }
    return report
  }
}

extension SlabHeap {
  /// Runs `body` in a new epoch of the ring; at its end the empty slabs of this heap are recycled.
  ///
  /// - Parameters:
  ///   - label: what the epoch is for; read back with `SlabAllocator.label(of:)`.
  ///   - closingAtEnd: whether the epoch is closed when `body` has returned or thrown.
  ///   - body: what runs; it may open further domains.
  /// - Throws: `EpochDomainError`: `EpochError.ringFull` when every epoch of the ring is open; what
  ///   `body` throws.
  @discardableResult
  public borrowing func withEpochDomain<Result, Failure>(
    _ label: String = "", closingAtEnd: Bool = true,
    _ body: (Epoch) throws(Failure) -> Result
  ) throws(EpochDomainError<Failure>) -> Result {
    let allocator = allocator
    return try allocator.runDomain(closing: closingAtEnd, by: heap, body) {
      () throws(EpochError) in try allocator.openDomain(label)
    }
  }

  /// Runs `body` while the epoch is held open.
  ///
  /// - Parameters:
  ///   - epoch: an open epoch of this heap's allocator, of the ring or persistent.
  ///   - closingAtEnd: whether the epoch is to be closed when the last domain on it has ended.
  ///   - body: what runs.
  /// - Throws: `EpochDomainError`: why the epoch is not open; what `body` throws.
  @discardableResult
  public borrowing func withEpochDomain<Result, Failure>(
    on epoch: Epoch, closingAtEnd: Bool = true,
    _ body: (Epoch) throws(Failure) -> Result
  ) throws(EpochDomainError<Failure>) -> Result {
    let core = core
    return try allocator.runDomain(closing: closingAtEnd, by: heap, body) {
      () throws(EpochError) in
      try core.enterDomain(epoch)
      return epoch
    }
  }
}

extension SlabCore {
  /// Opens the next epoch of the ring that is not open, held by one domain.
  func openDomain(_ label: String) throws(EpochError) -> Epoch {
    try registry.pointee.lock.withLock { _ throws(EpochError) in
      let epoch = try openNext(label, isHeld: true) { epochs[$0].settled.state == .open }
      addHolder(epoch)
      return epoch
    }
  }

  /// Lets one more domain hold an open epoch.
  func enterDomain(_ epoch: Epoch) throws(EpochError) {
    try registry.pointee.lock.withLock { _ throws(EpochError) in
      guard try state(of: epoch) == .open, hold(epoch) else { throw .epochClosing(epoch) }
    }
  }

  /// Adds a domain to those that hold an open epoch; false when it is closed at this moment.
  private func hold(_ epoch: Epoch) -> Bool {
    if holds[epoch.slot].holders == 0 {
      guard epochs[epoch.slot].setHeld(true, era: epoch.era) else { return false }
    }
    addHolder(epoch)
    return true
  }

  private func addHolder(_ epoch: Epoch) {
    let hold = holds + epoch.slot
    if hold.pointee.holders == 0 { hold.pointee.closesWhenReleased = false }
    hold.pointee.holders += 1
  }

  /// Ends one domain's hold; the last one closes the epoch if any of them asked for it.
  /// Returns the report of that close.
  func leaveDomain(
    _ epoch: Epoch, closing: Bool, by heap: HeapPointer?
  ) throws(EpochError) -> CloseReport? {
    if let heap { attend(heap) }
    return try registry.pointee.lock.withLock { _ throws(EpochError) -> CloseReport? in
      _ = try state(of: epoch)
      let hold = holds + epoch.slot
      // A held epoch is neither closed nor followed by another era; one that is not held is not
      // this domain's to close.
      guard hold.pointee.holders > 0 else { throw .notHeldByDomain(epoch) }
      hold.pointee.holders -= 1
      if closing { hold.pointee.closesWhenReleased = true }
      guard hold.pointee.holders == 0 else { return nil }
      guard hold.pointee.closesWhenReleased else {
        _ = epochs[epoch.slot].setHeld(false, era: epoch.era)
        return nil
      }
      return closeLocked(epoch, by: heap)
    }
  }

  fileprivate func label(of epoch: Epoch) throws(EpochError) -> String {
    try registry.pointee.lock.withLock { _ throws(EpochError) in
      _ = try state(of: epoch)
      return holds[epoch.slot].label
    }
  }
}
