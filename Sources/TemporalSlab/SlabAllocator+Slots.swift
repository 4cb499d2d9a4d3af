import Synchronization

/// Epochs by slot alone, for callers that keep no eras: a slot always serves its latest one.
///
/// A ring that is used this way never refuses to go on: `advanceRing` opens the next slot over
/// whatever it holds. Domains count as holders and keep nothing open.
extension SlabAllocator {
  /// The epoch that a slot serves, open or not; nil when it was never used or is no slot.
  public func epoch(inSlot slot: Int) -> Epoch? {
    guard slot >= 0 && slot < core.slotCount else { return nil }
    let now = core.epochs[slot].now
    return now.state == .unused ? nil : Epoch(slot: slot, era: now.era)
  }

  /// Opens every slot of the ring that was never used; the current epoch stays.
  package func openRing() {
    core.registry.pointee.lock.withLock { _ in
      for slot in 0..<core.configuration.ringSlots where core.epochs[slot].now.state == .unused {
        observer.opened(core.open(slot: slot, ""))
      }
    }
  }

  /// Stops the current epoch and opens the next slot of the ring, whatever that one served.
  package func advanceRing() -> Epoch {
    core.registry.pointee.lock.withLock { _ in
      let last = core.registry.pointee.currentSlot.load(ordering: .relaxed)
      let slot = (last + 1) % core.configuration.ringSlots
      for slot in [last, slot] {
        let now = core.epochs[slot].now
        if now.state == .open { core.stopLocked(Epoch(slot: slot, era: now.era)) }
      }
      core.holds[slot].holders = 0
      let epoch = core.open(slot: slot, "")
      core.registry.pointee.currentSlot.store(slot, ordering: .releasing)
      observer.opened(epoch)
      return epoch
    }
  }

  /// Changes how many domains hold what a slot serves; nothing below 0, nor in another era than
  /// `era` if one is given. The number afterwards.
  @discardableResult
  package func changeHolders(ofSlot slot: Int, era: UInt64? = nil, by change: Int) -> Int {
    guard slot >= 0 && slot < core.slotCount else { return 0 }
    return core.registry.pointee.lock.withLock { _ in
      let hold = core.holds + slot
      if era == nil || era == core.epochs[slot].now.era {
        hold.pointee.holders = max(0, hold.pointee.holders + change)
      }
      return hold.pointee.holders
    }
  }

  /// Sets a flag that lets the heaps that are left end without a trace: the allocator ends with
  /// them, and no thread uses it any more.
  package func endHeaps() { core.isEnding.store(true, ordering: .relaxed) }

  /// Frees an object from a thread without a heap; false when the handle names no live object.
  package func free(_ handle: SlabHandle) -> Bool { core.freeWithoutHeap(handle) }

  /// The handle of the slot that starts at `pointer`, live or not; nil when none does.
  package func handle(at pointer: UnsafeMutableRawPointer) -> SlabHandle? {
    core.handle(at: pointer)
  }
}

extension SlabHeap {
  /// Closes an epoch, or scans a closed one again, whoever holds it; nil, and nothing is done, when
  /// its slot serves another era.
  @discardableResult
  package borrowing func closeHeld(_ epoch: Epoch) -> CloseReport? {
    allocator.closeHeld(epoch, by: heap)
  }
}

extension SlabAllocator {
  /// As `SlabHeap.closeHeld`, from a thread without a heap.
  @discardableResult
  package func closeHeld(_ epoch: Epoch) -> CloseReport? { closeHeld(epoch, by: nil) }

  fileprivate func closeHeld(_ epoch: Epoch, by heap: HeapPointer?) -> CloseReport? {
    if let heap { core.attend(heap) }
    return core.registry.pointee.lock.withLock { _ in
      guard epoch.slot >= 0, epoch.slot < core.slotCount,
        core.epochs[epoch.slot].now.serves(epoch)
      else { return nil }
      let isFirst = core.epochs[epoch.slot].now.isBeforeClose
      let began = Platform.nanoseconds()
      let report = core.closeLocked(epoch, by: heap)
      core.closes.pointee.add(since: began)
      if isFirst { observer.closed(epoch, report) }
      return report
    }
  }
}
