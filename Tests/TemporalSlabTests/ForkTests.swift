import Foundation
import Synchronization
import Testing

@testable import TemporalSlab

@Suite(.enabled(if: !isSanitized, "sanitizers do not follow a fork of many threads"))
struct ForkTests {
  @Test("a child whose parent's other threads allocate makes heaps, opens, closes and frees")
  func childGoesOn() async {
    await #expect(processExitsWith: .success) {
      let traffic = try Traffic()
      traffic.start(threads: 4)
      let heap = try traffic.allocator.makeHeap()
      for trial in 0..<200 {
        let kept = try heap.allocate(96, in: traffic.lasting)
        kept.pointer.storeBytes(of: trial, as: Int.self)
        let child = fork()
        if child == 0 {
          // A child that waits for something that cannot come is ended by the alarm.
          endSoon()
          _exit(traffic.goesOn(heap, kept, trial) ? 0 : 1)
        }
        var status: Int32 = 0
        guard child > 0, waitpid(child, &status, 0) == child, status == 0 else {
          fatalError("trial \(trial): the child \(child) ended with status \(status)")
        }
        guard heap.free(kept.handle) else { fatalError("trial \(trial): the object is gone") }
      }
      traffic.stop()
      guard try traffic.allocator.checkInvariants() == 0 else { fatalError("objects are left") }
    }
  }

  @Test("the parent of a fork goes on with every heap, and another allocator may end meanwhile")
  func parentGoesOn() async {
    await #expect(processExitsWith: .success) {
      let traffic = try Traffic()
      traffic.start(threads: 2)
      let isOver = Atomic<Bool>(false)
      // Allocators that begin and end while the process is copied.
      let ended = DispatchSemaphore(value: 0)
      Thread {
        while !isOver.load(ordering: .relaxed) {
          guard let allocator = try? SlabAllocator(smallConfiguration()),
            let heap = try? allocator.makeHeap(),
            (try? heap.allocate(64, in: allocator.currentEpoch)) != nil
          else { fatalError("no allocator") }
        }
        ended.signal()
      }.start()
      for trial in 0..<200 {
        let child = fork()
        if child == 0 { _exit(0) }
        var status: Int32 = 0
        guard child > 0, waitpid(child, &status, 0) == child, status == 0 else {
          fatalError("trial \(trial): the child \(child) ended with status \(status)")
        }
      }
      isOver.store(true, ordering: .relaxed)
      ended.wait()
      traffic.stop()
      guard try traffic.allocator.checkInvariants() == 0 else { fatalError("objects are left") }
    }
  }
}

/// Threads that allocate, free each other's objects, open and close epochs, and come and go.
private final class Traffic: Sendable {
  let allocator: SlabAllocator<NoObserver>
  let lasting: Epoch
  private let isOver = Atomic<Bool>(false)
  private let running = DispatchGroup()
  private let exchange = Lock<[SlabHandle]>([])

  init() throws {
    allocator = try SlabAllocator(
      smallConfiguration {
        $0.ringSlots = 32
        $0.cachedSlabLimit = 1
      })
    lasting = try allocator.openPersistent()
  }

  func start(threads: Int) {
    for _ in 0..<threads {
      running.enter()
      Thread { [self] in
        defer { running.leave() }
        do {
          while !isOver.load(ordering: .relaxed) { try live() }
        } catch {
          fatalError("\(error)")
        }
      }.start()
    }
  }

  /// Ends the threads and frees what they have left.
  func stop() {
    isOver.store(true, ordering: .relaxed)
    running.wait()
    guard let heap = try? allocator.makeHeap() else { fatalError("no heap") }
    for handle in exchange.withLock({ $0 }) where !heap.free(handle) { fatalError("\(handle)") }
    heap.flush()
  }

  /// The life of one heap.
  private func live() throws {
    let heap = try allocator.makeHeap()
    for _ in 0..<50 {
      try heap.withEpochDomain { epoch in
        let objects = try heap.allocate(300, count: 30, in: epoch)
        let passed = try heap.allocate(96, in: lasting).handle
        let taken = exchange.withLock { handles -> SlabHandle? in
          handles.append(passed)
          return handles.count > 16 ? handles.removeFirst() : nil
        }
        if let taken { try demand(heap.free(taken), "\(taken) is live and was not freed") }
        try demand(heap.free(objects) == 30, "objects were lost")
      }
    }
  }

  /// What the child of a fork does, on its one thread: goes on with the heap that it has and with a
  /// new one.
  func goesOn(_ heap: borrowing SlabHeap<NoObserver>, _ kept: Allocation, _ trial: Int) -> Bool {
    do {
      let new = try allocator.makeHeap()
      let later = try new.allocate(96, in: lasting)
      try demand(later.handle != kept.handle, "handed out twice")
      try demand(kept.pointer.load(as: Int.self) == trial, "written over")
      try demand(new.free(kept.handle) && heap.free(later.handle), "not freed")
      for _ in 0..<40 {
        try new.withEpochDomain { epoch in
          let objects = try new.allocate(500, count: 20, in: epoch)
          try demand(heap.free(objects) == 20, "objects were lost")
        }
      }
      // Objects of threads that are not there.
      try allocator.close(lasting)
      return true
    } catch {
      return false
    }
  }
}

/// Ends this process in twenty seconds, whatever signals the thread that it comes from has blocked.
private func endSoon() {
  var none = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, nil)
  alarm(20)
}

/// fork(2), which Swift's overlay of the C library hides.
private let fork = unsafeBitCast(
  dlsym(UnsafeMutableRawPointer(bitPattern: 0), "fork"), to: (@convention(c) () -> Int32).self)
