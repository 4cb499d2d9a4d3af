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
  /// - Throws: `EpochError.ringFull` when every epoch of the ring is open; what `body` throws.
  @discardableResult
  public func withEpochDomain<Result>(
    _ label: String = "", closingAtEnd: Bool = true, _ body: (Epoch) throws -> Result
  ) throws -> Result {
    let epoch = try openDomain(label)
    defer { leaveDomain(epoch, closing: closingAtEnd, by: nil) }
    return try body(epoch)
  }

  /// Runs `body` while the epoch is held open, from a thread without a heap.
  ///
  /// - Parameters:
  ///   - epoch: an open epoch of this allocator, of the ring or persistent.
  ///   - closingAtEnd: whether the epoch is to be closed when the last domain on it has ended.
  ///   - body: what runs.
  /// - Throws: `EpochError` when the epoch is not open; what `body` throws.
  @discardableResult
  public func withEpochDomain<Result>(
    on epoch: Epoch, closingAtEnd: Bool = true, _ body: (Epoch) throws -> Result
  ) throws -> Result {
    try core.enterDomain(epoch)
    defer { leaveDomain(epoch, closing: closingAtEnd, by: nil) }
    return try body(epoch)
  }

  /// What an epoch was opened for; "" when nobody said.
  ///
  /// - Throws: `EpochError` when the epoch's slot serves another era.
  public func label(of epoch: Epoch) throws(EpochError) -> String {
    try core.label(of: epoch)
  }

  fileprivate func openDomain(_ label: String) throws(EpochError) -> Epoch {
    let epoch = try core.openDomain(label)
    observer.opened(epoch)
    return epoch
  }

  fileprivate func leaveDomain(_ epoch: Epoch, closing: Bool, by heap: HeapPointer?) {
    if let report = core.leaveDomain(epoch, closing: closing, by: heap) {
      observer.closed(epoch, report)
    }
  }
}

extension SlabHeap {
  /// Runs `body` in a new epoch of the ring; at its end the empty slabs of this heap are recycled.
  ///
  /// - Parameters:
  ///   - label: what the epoch is for; read back with `SlabAllocator.label(of:)`.
  ///   - closingAtEnd: whether the epoch is closed when `body` has returned or thrown.
  ///   - body: what runs; it may open further domains.
  /// - Throws: `EpochError.ringFull` when every epoch of the ring is open; what `body` throws.
  @discardableResult
  public borrowing func withEpochDomain<Result>(
    _ label: String = "", closingAtEnd: Bool = true, _ body: (Epoch) throws -> Result
  ) throws -> Result {
    let epoch = try allocator.openDomain(label)
    defer { allocator.leaveDomain(epoch, closing: closingAtEnd, by: heap) }
    return try body(epoch)
  }

  /// Runs `body` while the epoch is held open.
  ///
  /// - Parameters:
  ///   - epoch: an open epoch of this heap's allocator, of the ring or persistent.
  ///   - closingAtEnd: whether the epoch is to be closed when the last domain on it has ended.
  ///   - body: what runs.
  /// - Throws: `EpochError` when the epoch is not open; what `body` throws.
  @discardableResult
  public borrowing func withEpochDomain<Result>(
    on epoch: Epoch, closingAtEnd: Bool = true, _ body: (Epoch) throws -> Result
  ) throws -> Result {
    try core.enterDomain(epoch)
    defer { allocator.leaveDomain(epoch, closing: closingAtEnd, by: heap) }
    return try body(epoch)
  }
}

extension SlabCore {
  /// Opens the next epoch of the ring that is not open, held by one domain.
  fileprivate func openDomain(_ label: String) throws(EpochError) -> Epoch {
    let opened = registry.pointee.lock.withLock { _ in
      openNext(label) { epochs[$0].phase == .open }.map { epoch in
        hold(epoch)
        return epoch
      }
    }
    return try opened.get()
  }

  /// Lets one more domain hold an open epoch.
  func enterDomain(_ epoch: Epoch) throws(EpochError) {
    let entered = registry.pointee.lock.withLock { _ -> Result<Void, EpochError> in
      do throws(EpochError) {
        guard try state(of: epoch) == .open else { throw .epochClosing(epoch) }
        return .success(hold(epoch))
      } catch {
        return .failure(error)
      }
    }
    try entered.get()
  }

  private func hold(_ epoch: Epoch) {
    let hold = holds + epoch.slot
    if hold.pointee.holders == 0 { hold.pointee.closesWhenReleased = false }
    hold.pointee.holders += 1
  }

  /// Ends one domain's hold; the last one closes the epoch if any of them asked for it.
  /// Returns the report of that close.
  func leaveDomain(_ epoch: Epoch, closing: Bool, by heap: HeapPointer?) -> CloseReport? {
    if let heap { attend(heap) }
    return registry.pointee.lock.withLock { _ in
      let hold = holds + epoch.slot
      // A held epoch is neither closed nor followed by another era; one that is not held is not
      // this domain's to close.
      let isHeld = epochs[epoch.slot].era == epoch.era && hold.pointee.holders > 0
      assert(isHeld, "\(epoch) left a domain that does not hold it")
      guard isHeld else { return nil }
      hold.pointee.holders -= 1
      if closing { hold.pointee.closesWhenReleased = true }
      guard hold.pointee.holders == 0 && hold.pointee.closesWhenReleased else { return nil }
      return closeLocked(epoch, by: heap)
    }
  }

  fileprivate func label(of epoch: Epoch) throws(EpochError) -> String {
    let found = registry.pointee.lock.withLock { _ -> Result<String, EpochError> in
      do throws(EpochError) {
        _ = try state(of: epoch)
        return .success(holds[epoch.slot].label)
      } catch {
        return .failure(error)
      }
    }
    return try found.get()
  }
}
