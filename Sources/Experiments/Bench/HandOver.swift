import Synchronization

/// A bounded queue of words from one thread to one other.
///
/// Each side keeps its own index on a cache line of its own and looks at the other's only when the
/// queue seems full or empty (Lamport's queue with cached indices).
final class HandOver: Sendable {
  private static let capacity = 4_096
  private nonisolated(unsafe) let slots: UnsafeMutablePointer<UInt64>
  private nonisolated(unsafe) let state: UnsafeMutablePointer<State>

  private struct State: ~Copyable {
    let head = Atomic<Int>(0)
    var cachedTail = 0
    private let padding1 = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let tail = Atomic<Int>(0)
    var cachedHead = 0
    private let padding2 = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  }

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: 0, count: Self.capacity)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    slots.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Puts a word in; waits while the queue is full. One thread only.
  func send(_ word: UInt64) {
    let tail = state.pointee.tail.load(ordering: .relaxed)
    while tail - state.pointee.cachedHead == Self.capacity {
      state.pointee.cachedHead = state.pointee.head.load(ordering: .acquiring)
    }
    slots[tail & (Self.capacity - 1)] = word
    state.pointee.tail.store(tail + 1, ordering: .releasing)
  }

  /// Takes a word out; waits while the queue is empty. One thread only.
  func receive() -> UInt64 {
    let head = state.pointee.head.load(ordering: .relaxed)
    while head == state.pointee.cachedTail {
      state.pointee.cachedTail = state.pointee.tail.load(ordering: .acquiring)
    }
    let word = slots[head & (Self.capacity - 1)]
    state.pointee.head.store(head + 1, ordering: .releasing)
    return word
  }
}
