import Synchronization

/// A value behind a lock.
///
/// Thread sanitizer does not see the futex of `Mutex`; it sees the atomic word that each holder
/// hands to the next, and so can check everything that the lock protects.
struct Lock<State: ~Copyable>: ~Copyable {
  private let mutex: Mutex<State>
  private let handover = Atomic<UInt8>(0)

  init(_ state: consuming sending State) { mutex = Mutex(state) }

  /// Runs `body` while no other thread has the value.
  borrowing func withLock<Result, Failure: Error>(
    _ body: (inout sending State) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try mutex.withLock { state throws(Failure) -> sending Result in
      _ = handover.load(ordering: .acquiring)
      defer { handover.store(0, ordering: .releasing) }
      return try body(&state)
    }
  }
}
