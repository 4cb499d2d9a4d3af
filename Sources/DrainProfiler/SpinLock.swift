import Synchronization

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
