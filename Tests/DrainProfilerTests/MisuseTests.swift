import Testing

@testable import DrainProfiler

@Suite struct MisuseTests {
  private func misuse(_ body: (DrainProfiler, borrowing ProfilerShard) -> Void) -> ProfilerMisuse {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    body(profiler, shard)
    return profiler.snapshot().misuse
  }

  private func only(_ change: (inout ProfilerMisuse) -> Void) -> ProfilerMisuse {
    var misuse = ProfilerMisuse()
    change(&misuse)
    return misuse
  }

  @Test("opening an open granule changes nothing and is counted")
  func doubleOpen() {
    let found = misuse { profiler, shard in
      profiler.open(1)
      shard.register(1, size: 8, in: 1)
      #expect(!profiler.open(1))
      #expect(profiler.snapshot().openGranules == 1)
      #expect(profiler.close(1)?.liveObjects == 1)
    }
    #expect(found == only { $0.doubleOpens = 1 })
  }

  @Test("opening a pinned granule again is counted, and its objects stay")
  func openWhilePinned() {
    let found = misuse { profiler, shard in
      profiler.open(1)
      shard.register(1, size: 8, in: 1)
      profiler.close(1)
      #expect(profiler.open(1))
      shard.register(2, size: 8, in: 1)
      #expect(profiler.close(1)?.liveObjects == 2)
      #expect(profiler.snapshot().pinned == 2)
    }
    #expect(found == only { $0.opensWhilePinned = 1 })
  }

  @Test("a granule that drained after its close can be opened again as a new one")
  func openAfterLateDrain() {
    let found = misuse { profiler, shard in
      profiler.open(1)
      shard.register(1, size: 8, in: 1)
      profiler.close(1)
      shard.deregister(1, in: 1)
      #expect(profiler.open(1))
      #expect(profiler.close(1)?.isDrained == true)
    }
    #expect(found == ProfilerMisuse())
  }

  @Test("closing what was never opened, and closing twice, land in counters of their own")
  func closes() {
    let found = misuse { profiler, shard in
      #expect(profiler.close(1) == nil)
      profiler.open(2)
      profiler.close(2)
      #expect(profiler.close(2) == nil)
      profiler.open(3)
      shard.register(1, size: 8, in: 3)
      profiler.close(3)
      #expect(profiler.close(3) == nil)
      #expect(profiler.snapshot().closes == 2)
    }
    #expect(
      found
        == only {
          $0.closesWithoutOpen = 1
          $0.doubleCloses = 2
        })
  }

  @Test("of granules that drained, the last 65,536 closes are told from granules never opened")
  func rememberedCloses() {
    let count = UInt64(RecentGranules.capacity)
    let found = misuse { profiler, _ in
      for granule in 0...count {
        profiler.open(granule)
        profiler.close(granule)
      }
      profiler.close(0)
      profiler.close(1)
      profiler.close(count)
    }
    #expect(
      found
        == only {
          $0.closesWithoutOpen = 1
          $0.doubleCloses = 2
        })
  }

  @Test("operations in a granule that was never opened are counted, one by one")
  func unknownGranules() {
    let found = misuse { profiler, shard in
      shard.register(1, size: 8, in: 7)
      shard.deregister(1, in: 7)
      shard.register(1, size: 8, in: .max)
      shard.deregister(1, in: .max)
      profiler.open(.max)
      #expect(profiler.snapshot().registered == 0)
    }
    #expect(found == only { $0.unknownGranules = 5 })
  }

  @Test("deregistering more than was registered is seen while open, at the close and after it")
  func deregisteredTwice() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    func count() -> Int { profiler.snapshot().misuse.deregistrationsWithoutRegistration }
    profiler.open(1)
    shard.register(1, size: 8, in: 1)
    shard.deregister(1, in: 1)
    shard.deregister(1, in: 1)
    #expect(count() == 1)
    #expect(profiler.snapshot().live == -1)
    #expect(profiler.close(1)?.liveObjects == 0)
    #expect(count() == 1)
    shard.deregister(1, in: 1)
    #expect(count() == 2)
    // A pinned granule, driven below zero after its close.
    profiler.open(2)
    shard.register(1, size: 8, in: 2)
    profiler.close(2)
    for _ in 0..<3 { shard.deregister(1, in: 2) }
    #expect(count() == 4)
    profiler.state.withLock { $0.scrub() }
    #expect(count() == 4)
    #expect(
      profiler.snapshot().misuse == only { $0.deregistrationsWithoutRegistration = 4 })
  }

  @Test("instrumentation that sees every free and some allocations shows, as in the Redis study")
  func asymmetricAccounting() {
    let found = misuse { profiler, shard in
      for granule in 0..<UInt64(45) {
        profiler.open(granule)
        for id in 0..<UInt64(400) {
          // Only refills of the cache were seen: one allocation in four.
          if id % 4 == 0 { shard.register(id, size: 8, in: granule) }
          shard.deregister(id, in: granule)
        }
      }
    }
    #expect(found == only { $0.deregistrationsWithoutRegistration = 45 * 300 })
  }

  @Test("registering after the close is counted once, and balanced by the deregistration")
  func registeredAfterClose() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    for granule: UInt64 in [1, 2] { profiler.open(granule) }
    shard.register(1, size: 8, in: 1)
    // The first is pinned and known, the second drained and forgotten.
    profiler.close(1)
    profiler.close(2)
    for granule: UInt64 in [1, 2] {
      shard.register(9, size: 8, in: granule)
      shard.register(10, size: 8, in: granule)
    }
    #expect(profiler.snapshot().misuse == only { $0.registrationsAfterClose = 4 })
    #expect(profiler.snapshot().live == 5)
    #expect(profiler.snapshot().retainedGranules == 2)
    for granule: UInt64 in [1, 2] {
      shard.deregister(9, in: granule)
      shard.deregister(10, in: granule)
    }
    shard.deregister(1, in: 1)
    profiler.state.withLock { $0.scrub() }
    #expect(profiler.snapshot().misuse == only { $0.registrationsAfterClose = 4 })
    #expect(profiler.snapshot().live == 0)
    // A cell that serves another granule takes none of it along.
    profiler.open(3)
    shard.register(1, size: 8, in: 3)
    #expect(profiler.snapshot().misuse == only { $0.registrationsAfterClose = 4 })
    #expect(profiler.snapshot().registered == 6)
  }

  @Test("diagnostic mode knows each object: a second registration, deregistration, another granule")
  func diagnosticMisuse() {
    let profiler = DiagnosticProfiler()
    let shard = profiler.makeShard()
    for granule: UInt64 in [1, 2] { profiler.open(granule) }
    shard.register(5, size: 8, in: 1)
    shard.register(6, size: 8, in: 1)
    shard.deregister(5, in: 1)
    // Production mode would take this for object 6.
    shard.deregister(5, in: 1)
    #expect(
      profiler.snapshot().misuse == only { $0.deregistrationsWithoutRegistration = 1 })
    #expect(profiler.close(1)?.liveObjects == 1)
    shard.register(6, size: 8, in: 2)
    shard.deregister(6, in: 2)
    shard.deregister(6, in: 2)
    #expect(profiler.close(2)?.isDrained == true)
    shard.deregister(7, in: 8)
    let expected = only {
      $0.deregistrationsWithoutRegistration = 1
      $0.doubleRegistrations = 1
      $0.granuleMismatches = 1
      $0.unknownGranules = 1
    }
    #expect(profiler.snapshot().misuse == expected)
    #expect(profiler.snapshot().live == 0)
  }
}
