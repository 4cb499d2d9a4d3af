import Foundation
import Statistics
import Synchronization
import Testing

@testable import Experiments

@Suite struct GuardTests {
  @Test("A guard holds back every bag from its own epoch on, and lets all go when it leaves")
  func suffix() throws {
    let guards = GuardTable(capacity: 2)
    var reclaimer = try GuardedReclaimer(objectSize: 128, blockSize: 4_096, guards: guards)
    func retireOne(_ reclaimer: inout GuardedReclaimer) throws -> Bool {
      reclaimer.retire(try reclaimer.allocate())
      return reclaimer.advance()
    }
    var isDrained = try retireOne(&reclaimer)
    #expect(isDrained)
    guards.enter(0)
    for count in 1...5 {
      isDrained = try retireOne(&reclaimer)
      #expect(!isDrained && reclaimer.retainedBagCount == count)
    }
    guards.enter(1)
    isDrained = try retireOne(&reclaimer)
    #expect(!isDrained && reclaimer.retainedBagCount == 6)
    guards.leave(0)
    // The younger reader came in the epoch of the sixth bag.
    isDrained = try retireOne(&reclaimer)
    #expect(!isDrained && reclaimer.retainedBagCount == 2)
    #expect(reclaimer.retainedByteCount == 256)
    guards.leave(1)
    isDrained = try retireOne(&reclaimer)
    #expect(isDrained && reclaimer.retainedBagCount == 0)
  }

  @Test("A retired object is whole while a reader may see it, and used again after")
  func reuse() throws {
    let guards = GuardTable(capacity: 1)
    var reclaimer = try GuardedReclaimer(objectSize: 64, blockSize: 4_096, guards: guards)
    let pointer = try reclaimer.allocate()
    let object = StampedObject(pointer, size: 64, stamp: 5)
    guards.enter(0)
    reclaimer.retire(pointer)
    reclaimer.advance()
    #expect(object.isIntact)
    let others = try (0..<200).map { _ in try reclaimer.allocate() }
    #expect(!others.contains(pointer) && Set(others).count == 200)
    guards.leave(0)
    reclaimer.advance()
    #expect(!object.isIntact)
    let next = try reclaimer.allocate()
    #expect(next == pointer)
  }

  @Test("Readers on other threads never see an object that was reclaimed")
  func readers() throws {
    let readerCount = 3
    let guards = GuardTable(capacity: readerCount)
    let shared = Shared()
    var reclaimer = try GuardedReclaimer(objectSize: 64, blockSize: 4_096, guards: guards)
    let size = 64
    // An object's content is a stamp of its own address, which its free slot's link overwrites.
    func publish(_ reclaimer: inout GuardedReclaimer) throws {
      let pointer = try reclaimer.allocate()
      _ = StampedObject(pointer, size: size, stamp: UInt64(UInt(bitPattern: pointer)))
      let old = shared.word.exchange(UInt(bitPattern: pointer), ordering: .sequentiallyConsistent)
      if let old = UnsafeMutableRawPointer(bitPattern: old) { reclaimer.retire(old) }
      reclaimer.advance()
    }
    try publish(&reclaimer)
    let group = DispatchGroup()
    for slot in 0..<readerCount {
      group.enter()
      Thread {
        while !shared.isOver.load(ordering: .relaxed) {
          guards.enter(slot)
          let word = shared.word.load(ordering: .sequentiallyConsistent)
          for _ in 0..<20 {
            let pointer = UnsafeMutableRawPointer(bitPattern: word).unsafelyUnwrapped
            let stamp = UInt64(word) << 1 | 1
            if pointer.load(as: UInt64.self) != stamp
              || (pointer + size - 8).load(as: UInt64.self) != stamp
            {
              shared.faults.add(1, ordering: .relaxed)
            }
          }
          guards.leave(slot)
          shared.reads.add(1, ordering: .relaxed)
        }
        group.leave()
      }.start()
    }
    // Until every reader has had its turn many times over.
    var rounds = 0
    while rounds < 20_000 || shared.reads.load(ordering: .relaxed) < 3_000 {
      try publish(&reclaimer)
      rounds += 1
      if rounds % 64 == 0 { sched_yield() }
    }
    shared.isOver.store(true, ordering: .relaxed)
    group.wait()
    #expect(shared.faults.load(ordering: .relaxed) == 0)
    let isDrained = reclaimer.advance()
    #expect(isDrained && reclaimer.retainedBagCount == 0)
  }

  private final class Shared: Sendable {
    let word = Atomic<UInt>(0)
    let isOver = Atomic<Bool>(false)
    let faults = Atomic<Int>(0)
    let reads = Atomic<Int>(0)
  }
}
