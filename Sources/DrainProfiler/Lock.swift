import Synchronization

/// A value behind a lock.
///
/// The value holds pointers to memory that shards' owners write at the same time, through atomics,
/// which is why it is not handed out as `Mutex` would. Thread sanitizer does not see the futex of
/// `Mutex`; it sees the atomic word that each holder hands to the next, and so can check everything
/// that the lock protects.
struct Lock<State: ~Copyable>: ~Copyable, @unchecked Sendable {
  private let mutex = Mutex(())
  private let handover = Atomic<UInt8>(0)
  private let state: UnsafeMutablePointer<State>

  init(_ state: consuming State) {
    self.state = .allocate(capacity: 1)
    self.state.initialize(to: state)
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Runs `body` while no other thread has the value.
  borrowing func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    var result: Result?
    mutex.withLock { _ in
      _ = handover.load(ordering: .acquiring)
      result = body(&state.pointee)
      handover.store(0, ordering: .releasing)
    }
    // The closure above has run.
    return result.unsafelyUnwrapped
  }
}

/// A lock for a few instructions, taken by its owner on every operation and by others seldom: one
/// locked instruction when nobody else wants it.
struct SpinLock: ~Copyable {
  private let isTaken = Atomic<Bool>(false)

  @inline(__always)
  borrowing func lock() {
    if isTaken.exchange(true, ordering: .acquiring) { wait() }
  }

  @inline(__always)
  borrowing func unlock() { isTaken.store(false, ordering: .releasing) }

  @inline(never)
  private borrowing func wait() {
    while isTaken.exchange(true, ordering: .acquiring) { Platform.yield() }
  }
}
