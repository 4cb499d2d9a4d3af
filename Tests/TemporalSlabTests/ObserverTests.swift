import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct ObserverTests {
  enum Event: Equatable {
    case opened(Epoch)
    case closed(Epoch, live: Int)
    case allocated(SlabHandle, size: Int, Epoch)
    case freed(SlabHandle)
  }

  final class Recorder: AllocationObserver {
    let events = Lock<[Event]>([])

    func makeShard() {}
    func opened(_ epoch: Epoch) { add(.opened(epoch)) }
    func closed(_ epoch: Epoch, _ report: CloseReport) {
      add(.closed(epoch, live: report.liveObjects))
    }
    func allocated(
      _ handle: SlabHandle, size: Int, in epoch: Epoch, at site: CallSite, shard: borrowing Void
    ) {
      add(.allocated(handle, size: size, epoch))
    }
    func freed(_ handle: SlabHandle, note: UInt64, shard: borrowing Void) { add(.freed(handle)) }

    private func add(_ event: Event) { events.withLock { $0.append(event) } }
  }

  @Test("an observer sees each open, allocation, accepted free and first close once, in order")
  func sequence() throws {
    let recorder = Recorder()
    let allocator = try SlabAllocator(smallConfiguration(), observer: recorder)
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    let first = try heap.allocate(100, in: epoch)
    let second = try heap.allocate(100, in: epoch)
    heap.free(first.handle)
    heap.free(first.handle)
    _ = try? heap.allocate(0, in: epoch)
    try heap.close(epoch)
    try heap.close(epoch)
    heap.free(second.pointer)
    let domain = try heap.withEpochDomain { $0 }
    let persistent = try allocator.openPersistent()
    try allocator.close(persistent)
    #expect(
      recorder.events.withLock { $0 } == [
        .opened(epoch), .allocated(first.handle, size: 100, epoch),
        .allocated(second.handle, size: 100, epoch), .freed(first.handle), .closed(epoch, live: 1),
        .freed(second.handle), .opened(domain), .closed(domain, live: 0), .opened(persistent),
        .closed(persistent, live: 0),
      ])
  }

  @Test("of racing closes of one epoch an observer sees one")
  func racingCloses() throws {
    let recorder = Recorder()
    let allocator = try SlabAllocator(smallConfiguration(), observer: recorder)
    let trials = 500
    let barrier = SpinBarrier(2)
    try onThreads(2) { thread in
      for _ in 0..<trials {
        barrier.wait()
        let epoch = allocator.currentEpoch
        barrier.wait()
        try allocator.close(epoch)
        barrier.wait()
        if thread == 0 { try allocator.advance() }
      }
    }
    let closes = recorder.events.withLock { events in
      events.count { if case .closed = $0 { true } else { false } }
    }
    #expect(closes == trials)
  }
}
