import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct RacingFreeTests {
  /// What the threads of one test share.
  private final class Race: Sendable {
    let allocator: SlabAllocator<NoObserver>
    let handle = Atomic<UInt64>(0)
    let accepted = Atomic<Int>(0)
    let barrier: SpinBarrier
    let epoch: Epoch

    init(_ configuration: SlabConfiguration, threads: Int) throws {
      allocator = try SlabAllocator(configuration)
      epoch = try allocator.openPersistent()
      barrier = SpinBarrier(threads)
    }

    func free(by heap: borrowing SlabHeap<NoObserver>) {
      let handle = SlabHandle(bits: handle.load(ordering: .relaxed))
      if heap.free(handle) { accepted.add(1, ordering: .relaxed) }
    }
  }

  /// A way to lay out objects, and who frees them.
  struct Setting: CustomTestStringConvertible {
    var testDescription: String
    var slabSize = 4_096
    var objectSize = 64
    /// Whether the owner of the slab is one of the two that free.
    var ownerFrees: Bool
  }

  static let settings = [true, false].flatMap { ownerFrees in
    let racers = ownerFrees ? "owner and another" : "two others"
    return [
      Setting(testDescription: "\(racers), 64 slots", ownerFrees: ownerFrees),
      // A slab of one slot is recycled by the free and used again by the next trial, so that every
      // trial makes a slab shared.
      Setting(testDescription: "\(racers), 1 slot", objectSize: 4_096, ownerFrees: ownerFrees),
      Setting(testDescription: "\(racers), 1,024 slots", slabSize: 65_536, ownerFrees: ownerFrees),
    ]
  }

  @Test("of two racing frees of one object exactly one is accepted", arguments: settings)
  func exactlyOne(setting: Setting) throws {
    let trials = stressOperations(ordinary: isSanitized ? 2_000 : 6_000)
    let configuration = smallConfiguration {
      $0.slabSize = setting.slabSize
      $0.sizeClasses = [setting.objectSize]
    }
    let race = try Race(configuration, threads: 3)
    try onThreads(3) { thread in
      let heap = try race.allocator.makeHeap()
      for trial in 0..<trials {
        if thread == 0 {
          // Without this, a slab that follows one that others freed in starts shared.
          heap.heap.pointee.sharedStarts[0].store(0, ordering: .relaxed)
          race.accepted.store(0, ordering: .relaxed)
          let object = try heap.allocate(setting.objectSize, in: race.epoch)
          race.handle.store(object.handle.bits, ordering: .relaxed)
        }
        race.barrier.wait()
        if thread == (setting.ownerFrees ? 0 : 1) || thread == 2 { race.free(by: heap) }
        race.barrier.wait()
        if thread == 0 {
          let accepted = race.accepted.load(ordering: .relaxed)
          try demand(accepted == 1, "trial \(trial): \(accepted) frees were accepted")
          heap.flush()
        }
      }
    }
    _ = try race.allocator.close(race.epoch)
    #expect(try race.allocator.checkInvariants() == 0)
  }
}
