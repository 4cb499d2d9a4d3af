import CTemporalSlab
import TemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One thread's heap of one allocator. The thread alone uses it; the allocator knows of it.
struct ThreadHeap: ~Copyable {
  let heap: SlabHeap<NoObserver>

  static func end(_ heap: UnsafeMutablePointer<ThreadHeap>) {
    heap.deinitialize(count: 1)
    heap.deallocate()
  }
}

typealias ThreadHeapPointer = UnsafeMutablePointer<ThreadHeap>

extension AllocatorPointer {
  /// The calling thread's heap; nil when there is no memory for one.
  var threadHeap: ThreadHeapPointer? {
    if slab_thread_serial() == pointee.serial {
      return slab_thread_heap().unsafelyUnwrapped.assumingMemoryBound(to: ThreadHeap.self)
    }
    return findHeap()
  }

  /// The calling thread's heap, if it has one.
  var existingHeap: ThreadHeapPointer? { ThreadState.current?.pointee.heap(of: self) }

  @inline(never)
  private func findHeap() -> ThreadHeapPointer? {
    let thread = ThreadState.made
    guard let heap = thread.pointee.heap(of: self) ?? thread.pointee.makeHeap(of: self)
    else { return nil }
    slab_thread_set_heap(pointee.serial, heap, heap.pointee.heap.record)
    return heap
  }
}

/// What a thread has of the library, from its first call to its end.
struct ThreadState: ~Copyable {
  /// Heaps of the allocators that it has used; some may have been freed since.
  private var heaps: [(serial: UInt64, heap: ThreadHeapPointer)] = []
  /// The domains that it has entered and not left, the last one last.
  var domains: [UnsafeMutablePointer<epoch_domain_t>] = []

  /// Ends the state of a thread that ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { state in
      guard let state else { return }
      ThreadState.end(state.assumingMemoryBound(to: ThreadState.self))
    }
    return key
  }()

  /// The calling thread's; nil before its first call.
  static var current: UnsafeMutablePointer<ThreadState>? {
    slab_thread_state()?.assumingMemoryBound(to: ThreadState.self)
  }

  /// The calling thread's, made if it has none.
  static var made: UnsafeMutablePointer<ThreadState> {
    if let current { return current }
    let state = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
    state.initialize(to: ThreadState())
    slab_thread_set_state(state)
    pthread_setspecific(key, state)
    return state
  }

  func heap(of allocator: AllocatorPointer) -> ThreadHeapPointer? {
    let serial = allocator.pointee.serial
    return heaps.first { $0.serial == serial }?.heap
  }

  mutating func makeHeap(of allocator: AllocatorPointer) -> ThreadHeapPointer? {
    let heap = ThreadHeapPointer.allocate(capacity: 1)
    do throws(HeapError) {
      heap.initialize(to: ThreadHeap(heap: try allocator.pointee.slabs.makeHeap()))
    } catch {
      heap.deallocate()
      return nil
    }
    Registry.shared.withLock { registry in
      registry.add(heap, to: allocator.pointee.serial)
      heaps.removeAll { !registry.isLive($0.serial) }
    }
    heaps.append((allocator.pointee.serial, heap))
    return heap
  }

  /// Hands the thread's heaps over to their allocators, as far as those live.
  private static func end(_ state: UnsafeMutablePointer<ThreadState>) {
    slab_thread_set_heap(0, nil, nil)
    slab_thread_set_state(nil)
    for (serial, heap) in state.pointee.heaps {
      // Once it is out of the registry the heap is this thread's alone, and keeps what it needs of
      // the allocator alive.
      let isOwn = Registry.shared.withLock { $0.remove(heap, from: serial) }
      if isOwn { ThreadHeap.end(heap) }
    }
    state.deinitialize(count: 1)
    state.deallocate()
  }
}
