/// A value behind a mutex of the system (`pthread_mutex_t`).
///
/// A thread that comes while the mutex is being handed to a sleeping one takes it first, so that a
/// short section costs no change of threads when there are more threads than processors.
///
/// The value may hold pointers to memory that other threads write at the same time, through
/// atomics; what `withLock` hands out is the caller's until it returns.
package struct Lock<State: ~Copyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline package let mutex: PlatformMutex
  @usableFromInline package let state: UnsafeMutablePointer<State>

  package init(_ state: consuming State) {
    mutex = .make()
    self.state = .allocate(capacity: 1)
    self.state.initialize(to: state)
  }

  deinit {
    mutex.destroy()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Runs `body` while no other thread has the value.
  @inlinable
  package borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    mutex.lock()
    defer { mutex.unlock() }
    return try body(&state.pointee)
  }
}
