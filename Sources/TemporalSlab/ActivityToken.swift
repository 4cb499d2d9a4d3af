import Synchronization

/// What the owner of a heap is doing at this instant, as one word that others can wait for.
///
/// A fast path has neither a lock nor a locked instruction, yet a close has to know that no other
/// heap allocates in the epoch any more, and a thread that frees another heap's object that the
/// owner does not free in the same slab with plain moves. Both are the same argument, Dekker's with
/// one fence for two (an asymmetric one: membarrier(2)).
///
///     owner                                     other thread
///     1. takes the token (a store)              1. announces: `openEra` or `owner` (a store)
///     2. reads what the other announces         2. fences every processor of the process
///     3. acts, with plain moves                 3. waits while the token is what it must not be
///     4. drops the token (a store, releasing)   4. acts
///
/// The processor could let the owner's 2 overtake its 1. The fence falls somewhere in the owner's
/// instructions: if after 2, the token is visible to the other thread, which waits for 4 and then
/// sees all that 3 did; if before 2, the owner reads what was announced and does not act. Owner and
/// compiler are kept in order by `Platform.compilerFence`, which is no instruction.
///
/// Where the fast path is not open in the heap's epoch, nobody imposes a fence and the owner makes
/// one itself. Where there is no membarrier(2), fast paths stay shut and slabs are shared from
/// their start.
@usableFromInline
struct ActivityToken: Equatable, Sendable {
  @usableFromInline let word: UInt64

  @inlinable @inline(__always)
  init(word: UInt64) { self.word = word }

  /// Allocating in an epoch, from what its cells have at hand.
  @inlinable @inline(__always)
  init(allocatingIn era: UInt64) { word = era }

  /// Changing the heap's lists of an epoch slot. Neither an era nor an address has the highest bit.
  init(listsOf slot: Int) { word = 1 << 63 | UInt64(truncatingIfNeeded: slot) }

  /// Freeing in a slab. Eras stay below all addresses of records.
  @inlinable @inline(__always)
  init(freeingIn record: RecordPointer) {
    word = UInt64(truncatingIfNeeded: UInt(bitPattern: record))
  }

  static let none = ActivityToken(word: 0)

  /// Whether it may be that of a free.
  var mayBeFree: Bool { word != 0 && word >> 63 == 0 }
}

extension HeapPointer {
  /// Says what the heap does, before it looks at whether it may.
  @inlinable @inline(__always)
  func take(_ token: ActivityToken) {
    pointee.activity.store(token.word, ordering: .releasing)
    Platform.compilerFence()
  }

  /// Says that what the heap did is done.
  @inlinable @inline(__always)
  func dropToken() { pointee.activity.store(0, ordering: .releasing) }

  fileprivate var token: ActivityToken {
    ActivityToken(word: pointee.activity.load(ordering: .acquiring))
  }

  /// Waits until the heap is not in the middle of what `token` says. The caller has announced its
  /// own intent and fenced the process, so the heap cannot start the same again unseen.
  fileprivate func wait(toLeave token: ActivityToken) {
    var spins = 0
    while self.token == token {
      spins += 1
      if spins > 64 { Platform.yield() }
    }
  }

  /// Waits until the heap neither allocates in an epoch nor changes its lists of the epoch's slot.
  fileprivate func wait(toLeave epoch: Epoch) {
    wait(toLeave: ActivityToken(allocatingIn: epoch.era))
    wait(toLeave: ActivityToken(listsOf: epoch.slot))
  }

  /// Takes back the token of a thread that is not in this process; whether it had one out.
  func dropTokenOfLostThread() -> Bool {
    if token == .none { return false }
    dropToken()
    return true
  }
}

extension SlabCore {
  /// Runs `body` as the owner of `heap`'s lists of an epoch slot.
  ///
  /// While the token is out, a closing thread that has announced itself waits, so the slot's
  /// vectors are not read as they change. Returns nil, without running `body`, when the slot is
  /// being scanned.
  func withLists<Result>(
    of heap: HeapPointer, slot: Int, _ body: () -> Result
  ) -> Result? {
    takeToken(heap, slot: slot)
    defer { heap.dropToken() }
    return epochs[slot].now.state == .scanning ? nil : body()
  }

  /// Says that `heap` changes its lists of a slot, before it looks at the slot's state.
  @inline(__always)
  private func takeToken(_ heap: HeapPointer, slot: Int) {
    heap.take(ActivityToken(listsOf: slot))
    let open = heap.openEra(slot).pointee.load(ordering: .relaxed)
    if open != heap.slot(slot).pointee.era.load(ordering: .relaxed) {
      atomicMemoryFence(ordering: .sequentiallyConsistent)
    }
  }

  /// Says that `heap` allocates in an epoch, before it looks at the epoch's state; whether it has
  /// not allocated there before.
  @inline(__always)
  func takeToken(_ heap: HeapPointer, toAllocateIn epoch: Epoch) -> Bool {
    if heap.slot(epoch.slot).pointee.era.load(ordering: .relaxed) == epoch.era {
      takeToken(heap, slot: epoch.slot)
      return false
    }
    heap.take(ActivityToken(listsOf: epoch.slot))
    // A closing thread that does not find the heap here is ahead of it, and the state says so.
    epochs[epoch.slot].entrants.bitwiseOr(
      heap.pointee.entrantBit, ordering: .sequentiallyConsistent)
    return true
  }

  /// Makes sure that no other heap allocates in the epoch any more, and that none is in the middle
  /// of it: the slot's vectors then stand still until the scan is over.
  ///
  /// Only heaps that have entered the epoch can, so that an epoch which one thread alone has used
  /// closes without a fence on the others and without a look at their memory. A heap that enters at
  /// this moment is among the entrants and has its token out, or it finds the scan announced.
  ///
  /// A slow path that was under way may open its fast path again before it is seen to leave. Those
  /// that begin after the first fence see the scan and do not, so a second round is the last.
  func stopAllocation(in epoch: Epoch, own: HeapPointer?, _ entrants: UInt64) {
    let slot = epoch.slot
    func mayAllocate(_ heap: HeapPointer) -> Bool {
      if heap == own || !heap.pointee.isActive.load(ordering: .acquiring) { return false }
      heap.wait(toLeave: epoch)
      return heap.slot(slot).pointee.era.load(ordering: .acquiring) == epoch.era
        && heap.openEra(slot).pointee.load(ordering: .relaxed) != HeapRecord.noEra
    }
    var isRunning = false
    forEachHeap(among: entrants) { heap in if mayAllocate(heap) { isRunning = true } }
    while isRunning {
      forEachHeap(among: entrants) { heap in
        heap.openEra(slot).pointee.store(HeapRecord.noEra, ordering: .relaxed)
      }
      Platform.processFence()
      isRunning = false
      forEachHeap(among: entrants) { heap in if mayAllocate(heap) { isRunning = true } }
    }
  }

  /// Waits until no heap is in the middle of a free that has looked at a slab before it was
  /// discarded.
  func waitForFrees(own: HeapPointer?, _ entrants: UInt64) {
    Platform.processFence()
    forEachHeap(among: entrants) { heap in
      let token = heap.token
      if heap != own && token.mayBeFree { heap.wait(toLeave: token) }
    }
  }

  /// Ends a heap's right to free with plain moves in its slabs of closed epochs, as its thread ends.
  ///
  /// Nobody else frees as the heap, so no fence is imposed: what the thread has freed comes before
  /// its exchange. Those who free later, the heap's next thread among them, find the slabs shared,
  /// where otherwise each slab would cost a fence while that thread runs.
  func shareClosed(_ heap: HeapPointer) {
    func share(_ id: Int) {
      let record = table.records + id
      if !record.pointee.isPastClose { return }
      // Another thread that has announced the same completes it.
      _ = record.pointee.owner.compareExchange(
        expected: heap.pointee.index, desired: SlabRecord.sharedOwner,
        ordering: .sequentiallyConsistent)
    }
    for slot in 0..<slotCount {
      let members = heap.slot(slot).pointee.members
      for index in 0..<members.count { share(members[index]) }
    }
    for index in 0..<heap.pointee.retained.count { share(heap.pointee.retained[index]) }
  }

  /// Ends the owner's right to free in the slab with plain moves.
  ///
  /// The owner checks `owner` and changes `free` without a fence between the two. The fence is
  /// imposed on it from here, once in a slab's life; afterwards the owner either sees the change,
  /// or is in the middle of a free in this very slab, which takes a dozen instructions to wait for.
  ///
  /// Only the thread that announced the change completes it. Another one that arrives meanwhile has
  /// fenced for itself alone, and may be so late that the slab is in use again and the change that
  /// it sees is a later one, whose fence is still to come.
  func share(_ record: RecordPointer) {
    guard let heap = home(of: record) else { return }
    let announced = record.pointee.owner.compareExchange(
      expected: heap.pointee.index, desired: SlabRecord.becomingShared,
      ordering: .sequentiallyConsistent
    ).exchanged
    Platform.processFence()
    heap.wait(toLeave: ActivityToken(freeingIn: record))
    if !announced { return }
    heap.startShared(sizeClass: record.pointee.sizeClass)
    _ = record.pointee.owner.compareExchange(
      expected: SlabRecord.becomingShared, desired: SlabRecord.sharedOwner,
      ordering: .sequentiallyConsistent)
  }
}
