import Synchronization
import Testing

@testable import TemporalSlab

@Suite struct EpochDomainTests {
  private struct Failure: Error, Equatable {}

  @Test("a domain opens an epoch for its body and closes it at the end")
  func scope() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    let epoch = try heap.withEpochDomain("request") { epoch in
      #expect(try allocator.state(of: epoch) == .open)
      #expect(try allocator.label(of: epoch) == "request")
      #expect(allocator.currentEpoch == epoch)
      heap.free(try heap.allocate(512, in: epoch).handle)
      return epoch
    }
    #expect(try allocator.state(of: epoch) == .closed)
    #expect(allocator.counters.recycledSlabs == 1)
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("a domain that is told so leaves its epoch open")
  func leftOpen() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    let epoch = try heap.withEpochDomain(closingAtEnd: false) { $0 }
    #expect(try allocator.state(of: epoch) == .open)
    _ = try heap.allocate(64, in: epoch)
    #expect(try heap.close(epoch).liveObjects == 1)
  }

  @Test("a body that throws closes its epoch and passes its error on")
  func throwing() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    var entered: [Epoch] = []
    let passedOn = underlyingError {
      try allocator.withEpochDomain { outer in
        try allocator.withEpochDomain { inner in
          entered = [outer, inner]
          throw Failure()
        }
      }
    }
    #expect(passedOn is Failure)
    try #require(entered.count == 2)
    for epoch in entered { #expect(try allocator.state(of: epoch) == .closed) }
    try heap.withEpochDomain { (epoch) throws in
      let passedOn = underlyingError {
        try allocator.withEpochDomain(on: epoch) { _ in throw Failure() }
      }
      #expect(passedOn is Failure)
      #expect(try allocator.state(of: epoch) == .open)
    }
  }

  @Test("a body's own error type is the domain's, however deep it was thrown")
  func typedErrors() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    do throws(EpochDomainError<AllocationError>) {
      try heap.withEpochDomain { outer throws(AllocationError) in
        _ = try heap.allocate(0, in: outer)
      }
      Issue.record("no error")
    } catch {
      guard case .body(.invalidSize(size: 0, largest: 768)) = error else { throw error }
      #expect("\(error)" == "cannot allocate 0 bytes: the size must be 1 to 768")
    }
    // Untyped errors do not gather a domain at each level.
    do {
      try heap.withEpochDomain { _ in
        try heap.withEpochDomain { inner in _ = try heap.allocate(769, in: inner) }
      }
      Issue.record("no error")
    } catch EpochDomainError.body(let error) {
      #expect(error as? AllocationError == .invalidSize(size: 769, largest: 768))
    }
  }

  /// The error that `body` throws, without the domains that it came through.
  private func underlyingError(_ body: () throws -> Void) -> (any Error)? {
    do {
      try body()
      return nil
    } catch let error as EpochDomainError<any Error> {
      return error.underlying
    } catch {
      return error
    }
  }

  @Test("nested domains have epochs of their own as long as the ring has closed ones")
  func nesting() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let first = allocator.currentEpoch
    var depth = 0
    func nest(_ outer: [Epoch]) throws {
      try allocator.withEpochDomain { epoch in
        depth += 1
        #expect(!outer.contains(epoch))
        #expect(Set((outer + [epoch]).map(\.slot)).count == outer.count + 1)
        if depth < 1_000 { try nest(outer + [epoch]) }
      }
    }
    // All but the slot of the first epoch, which no domain opened.
    #expect(underlyingError { try nest([first]) } as? EpochError == .ringFull(open: first))
    #expect(depth == 15)
    for slot in 0..<16 where slot != first.slot {
      #expect(allocator.core.epochs[slot].now.state == .closed)
      #expect(allocator.core.holds[slot].holders == 0)
    }
  }

  @Test("domains on one epoch nest a thousand deep, and the outermost closes it")
  func nestingOnOneEpoch() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.persistentSlots = 1 })
    let heap = try allocator.makeHeap()
    let epoch = try allocator.openPersistent()
    func nest(_ depth: Int) throws {
      try allocator.withEpochDomain(on: epoch) { same in
        #expect(same == epoch)
        if depth < 1_000 { return try nest(depth + 1) }
        #expect(allocator.core.holds[epoch.slot].holders == 1_000)
        #expect(throws: EpochError.persistentSlotsExhausted(limit: 1)) {
          try allocator.openPersistent()
        }
        #expect(throws: EpochError.heldByDomain(epoch, holders: 1_000)) {
          try allocator.close(epoch)
        }
      }
      #expect(try allocator.state(of: epoch) == (depth == 1 ? .closed : .open))
    }
    try nest(1)
    #expect(heap.refusal(of: 64, in: epoch) == .epochClosing(epoch))
    #expect(try allocator.openPersistent().slot == epoch.slot)
  }

  @Test("a thousand domains one after the other run beside one that lasts")
  func longLastingDomain() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 4 })
    let heap = try allocator.makeHeap()
    let first = allocator.currentEpoch
    try heap.withEpochDomain("server") { server in
      let session = try heap.allocate(128, in: server)
      for _ in 0..<1_000 {
        try heap.withEpochDomain { request in
          heap.free(try heap.allocate(128, in: request).handle)
        }
      }
      try heap.close(first)
      // `advance` passes over the held epoch, too.
      for _ in 0..<10 {
        let epoch = try allocator.advance()
        #expect(epoch.slot != server.slot)
        try heap.close(epoch)
      }
      #expect(try allocator.state(of: server) == .open)
      heap.free(session.handle)
    }
    #expect(try allocator.checkInvariants() == 0)
  }

  @Test("while a domain holds an epoch nobody can close it")
  func closeIsRefused() throws {
    let allocator = try SlabAllocator(smallConfiguration())
    let heap = try allocator.makeHeap()
    try heap.withEpochDomain { epoch in
      #expect(throws: EpochError.heldByDomain(epoch, holders: 1)) { try allocator.close(epoch) }
      do throws(EpochError) {
        try heap.close(epoch)
        Issue.record("a held epoch was closed")
      } catch {
        #expect(error == .heldByDomain(epoch, holders: 1))
      }
      #expect(try allocator.state(of: epoch) == .open)
      _ = try heap.allocate(64, in: epoch)
    }
  }

  @Test("a domain is entered on an open epoch of the allocator alone")
  func wrongEpochs() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 2 })
    let heap = try allocator.makeHeap()
    let epoch = allocator.currentEpoch
    try heap.close(epoch)
    func refusal(_ epoch: Epoch) -> EpochError? {
      do throws(EpochDomainError<Never>) {
        try allocator.withEpochDomain(on: epoch) { _ in }
        return nil
      } catch {
        guard case .notEntered(let refusal) = error else { return nil }
        return refusal
      }
    }
    #expect(refusal(epoch) == .epochClosing(epoch))
    let later = try allocator.turn(2, closingWith: heap)[1]
    #expect(refusal(epoch) == .staleEpoch(epoch, currentEra: later.era))
    #expect(throws: EpochError.staleEpoch(epoch, currentEra: later.era)) {
      try allocator.label(of: epoch)
    }
    let never = Epoch(slot: 40, era: 1)
    #expect(refusal(never) == .unknownEpoch(never))
    #expect(try allocator.state(of: later) == .open)
  }

  @Test("the end of a domain never touches a later era of its slot")
  func eraReuse() throws {
    let allocator = try SlabAllocator(smallConfiguration { $0.ringSlots = 2 })
    let heap = try allocator.makeHeap()
    let epoch = try heap.withEpochDomain("first", closingAtEnd: false) { $0 }
    try heap.close(epoch)
    try heap.close(Epoch(slot: 1 - epoch.slot, era: allocator.core.epochs[1 - epoch.slot].now.era))
    try allocator.advance()
    let later = try allocator.advance()
    #expect(later.slot == epoch.slot)
    #expect(try allocator.label(of: later) == "")
    // The wish of a domain long ended to close the slot's epoch is not inherited.
    try allocator.withEpochDomain(on: later, closingAtEnd: false) { _ in }
    #expect(try allocator.state(of: later) == .open)
  }

  @Test("of several threads in one domain the last to leave closes it")
  func sharedByThreads() throws {
    let trials = isSanitized ? 100 : 400
    let allocator = try SlabAllocator(smallConfiguration())
    let creator = try allocator.makeHeap()
    for trial in 0..<trials {
      let barrier = SpinBarrier(2)
      let epoch = try allocator.withEpochDomain("shared", closingAtEnd: true) { epoch in
        try onThreads(2) { thread in
          let heap = try allocator.makeHeap()
          try heap.withEpochDomain(on: epoch, closingAtEnd: thread == 0) { epoch in
            barrier.wait()
            let objects = try heap.allocate(256, count: 20, in: epoch)
            try demand(heap.free(objects) == 20, "objects were lost")
          }
          try demand(try allocator.state(of: epoch) == .open, "closed under its creator")
        }
        return epoch
      }
      try #require(try allocator.state(of: epoch) == .closed, "trial \(trial)")
    }
    creator.flush()
    #expect(try allocator.checkInvariants() == 0)
    #expect(allocator.retainedSlabCount == 0)
  }

  @Test("an epoch whose creator leaves first is closed by the thread that leaves last")
  func lastToLeave() throws {
    let trials = isSanitized ? 500 : 2_000
    let allocator = try SlabAllocator(smallConfiguration())
    let shared = Lock<Epoch?>(nil)
    let barrier = SpinBarrier(2)
    try onThreads(2) { thread in
      let heap = try allocator.makeHeap()
      for trial in 0..<trials {
        if thread == 0 {
          try heap.withEpochDomain { epoch in
            shared.withLock { $0 = epoch }
            barrier.wait()
            barrier.wait()
          }
        } else {
          barrier.wait()
          guard let epoch = shared.withLock({ $0 }) else { continue }
          try heap.withEpochDomain(on: epoch, closingAtEnd: false) { epoch in
            barrier.wait()
            heap.free(try heap.allocate(64, in: epoch).handle)
          }
        }
        barrier.wait()
        guard let epoch = shared.withLock({ $0 }) else { continue }
        try demand(try allocator.state(of: epoch) == .closed, "trial \(trial): still open")
        barrier.wait()
      }
    }
    try allocator.checkInvariants()
  }
}
