import Statistics
import Synchronization
import TemporalSlab
import Testing

@testable import DrainProfiler

@Suite struct DiagnosticTests {
  @Test("lifetimes past the boundary are exact, in nanoseconds and closes")
  func lifetimes() throws {
    let clock = ManualClock()
    let profiler = DiagnosticProfiler(clock: clock.profilerClock)
    let shard = profiler.makeShard()
    for granule in 1...UInt64(4) {
      profiler.open(granule)
      clock.advance(10)
      shard.register(granule, size: 100, in: granule)
      clock.advance(100)
      profiler.close(granule)
    }
    // Object g closed with close g at 110 g; they die at 440 + 50, 40, 30, 20 past now.
    for granule in [4, 2, 1, 3] as [UInt64] {
      clock.advance(1_000)
      shard.deregister(granule, in: granule)
    }
    let site = try #require(profiler.summary().first)
    #expect(profiler.summary().count == 1)
    #expect(site.granulesPinned == 4 && site.objects == 4 && site.byteCount == 400)
    #expect(site.closes.values == [0, 1, 2, 3])
    #expect(site.nanoseconds.values == [1_000, 2_220, 3_330, 4_110].sorted())
    #expect(site.nanoseconds.minimum == 1_000 && site.nanoseconds.maximum == 4_110)
    #expect(site.closes.mean == 1.5 && site.closes.quantile(0.5) == 1)
    #expect(site.closes.quantile(0) == 0 && site.closes.quantile(1) == 3)
    #expect(site.nearMisses == 2 && site.mismatches == 2 && site.outstanding == 0)
    #expect(profiler.snapshot().misuse.total == 0)
  }

  @Test("the threshold separates near misses from routing mismatches")
  func threshold() throws {
    let clock = ManualClock()
    var configuration = DiagnosticConfiguration()
    configuration.nearMiss = NearMissThreshold(closes: 3, nanoseconds: 500)
    let profiler = DiagnosticProfiler(configuration, clock: clock.profilerClock)
    let shard = profiler.makeShard()
    profiler.open(1)
    for id in 0..<UInt64(5) { shard.register(id, size: 8, in: 1) }
    profiler.close(1)
    clock.advance(500)
    shard.deregister(0, in: 1)
    shard.deregister(1, in: 1)
    shard.deregister(2, in: 1)
    #expect(profiler.summary()[0].verdict == .nearMiss)
    clock.advance(1)
    shard.deregister(3, in: 1)
    shard.deregister(4, in: 1)
    let site = profiler.summary()[0]
    #expect(site.nearMisses == 3 && site.mismatches == 2 && site.verdict == .nearMiss)
  }

  @Test("objects that still live count for a routing mismatch")
  func outstanding() {
    let profiler = DiagnosticProfiler()
    let shard = profiler.makeShard()
    profiler.open(1)
    for id in 0..<UInt64(3) { shard.register(id, size: 8, in: 1) }
    profiler.close(1)
    shard.deregister(0, in: 1)
    let site = profiler.summary()[0]
    #expect(site.outstanding == 2 && site.verdict == .routingMismatch)
  }

  @Test("a report lists the objects with site, size and time, and says how many it leaves out")
  func reports() throws {
    let clock = ManualClock()
    var configuration = DiagnosticConfiguration()
    configuration.objectsPerReport = 2
    configuration.reportCapacity = 3
    let profiler = DiagnosticProfiler(configuration, clock: clock.profilerClock)
    let shard = profiler.makeShard()
    for granule in 1...UInt64(5) {
      profiler.open(granule)
      for id in 0..<UInt64(3) {
        clock.advance(7)
        shard.register(
          granule * 10 + id, size: 16, in: granule, fileID: "A/B.swift", line: 3, column: 9)
      }
      shard.register(
        granule * 10 + 9, size: 5, in: granule, fileID: "A/C.swift", line: 4, column: 1)
      clock.advance(1)
      profiler.close(granule)
    }
    let (reports, dropped) = profiler.takeReports()
    #expect(reports.count == 3 && dropped == 2)
    let report = try #require(reports.first)
    let site = AllocationSite(fileID: "A/B.swift", line: 3, column: 9)
    #expect(site.description == "A/B.swift:3:9")
    #expect(report.granule == 1 && report.closeNumber == 1 && report.closedAt == 22)
    #expect(
      report.sites == [
        PinningSite(site: site, objects: 3, byteCount: 48),
        PinningSite(
          site: AllocationSite(fileID: "A/C.swift", line: 4, column: 1), objects: 1, byteCount: 5),
      ])
    #expect(report.objects.count == 2 && report.omittedObjects == 2)
    let listed = try #require(report.objects.first { $0.site == site })
    #expect(listed.size == 16 && listed.allocatedAt == 7 * (listed.allocation - 9))
    #expect(profiler.takeReports().reports.isEmpty)
    #expect(profiler.takeReports().dropped == 0)
  }

  @Test("a callback gets each report on the closing thread; the reports wait all the same")
  func callback() {
    let seen = Mutex<[UInt64]>([])
    let profiler = DiagnosticProfiler(onPinned: { report in
      seen.withLock { $0.append(report.granule) }
    })
    let shard = profiler.makeShard()
    for granule in 0..<UInt64(4) {
      profiler.open(granule)
      if granule % 2 == 1 { shard.register(granule, size: 8, in: granule) }
      profiler.close(granule)
    }
    #expect(seen.withLock { $0 } == [1, 3])
    #expect(profiler.takeReports().reports.map(\.granule) == [1, 3])
  }

  @Test("sites are told apart by file, line and column, and the one that pins is named alone")
  func guiltySite() throws {
    let profiler = DiagnosticProfiler()
    let shard = profiler.makeShard()
    var line: UInt32 = 0
    for granule in 0..<UInt64(20) {
      profiler.open(granule)
      for id in 0..<UInt64(5) { shard.register(granule << 8 | id, size: 8, in: granule) }
      if granule > 0 {
        line = #line + 1
        shard.register(granule << 8 | 99, size: 512, in: granule)
      }
      for id in 0..<UInt64(5) { shard.deregister(granule << 8 | id, in: granule) }
      profiler.close(granule)
    }
    let sites = profiler.summary()
    #expect(sites.count == 1)
    let site = try #require(sites.first)
    #expect(site.site.fileID.hasSuffix("DiagnosticTests.swift"))
    #expect(site.site.line == Int(line))
    #expect(site.granulesPinned == 19 && site.objects == 19 && site.byteCount == 19 * 512)
    #expect(profiler.snapshot().dsr == 0.05)
  }

  @Test("the allocator tells the line that called it, in both reuse modes and by pointer or handle")
  func allocatorSites() throws {
    for reuse in ReuseMode.allCases {
      var configuration = SlabConfiguration()
      configuration.reuse = reuse
      configuration.reservedByteCount = 1 << 26
      let observer = try DiagnosedAllocation(of: configuration)
      let allocator = try SlabAllocator(configuration, observer: observer)
      let heap = try allocator.makeHeap()
      var line = 0
      var epoch = allocator.currentEpoch
      var sessions: [Allocation] = []
      for round in 0..<40 {
        if round > 0 { epoch = try allocator.advance() }
        let object = try heap.allocate(100, in: epoch)
        line = #line + 1
        sessions.append(try heap.allocate(100, in: epoch))
        let frees = [heap.free(object.handle), heap.free(object.handle)]
        #expect(frees == [true, false])
        try heap.close(epoch)
      }
      #expect(observer.profiler.summary().map(\.site.line) == [line])
      #expect(observer.profiler.summary()[0].granulesPinned == 40)
      let freed = sessions.map { heap.free($0.pointer) }
      #expect(!freed.contains(false))
      #expect(observer.profiler.summary()[0].closes.values == (0..<40).map { UInt64($0) })
      #expect(observer.profiler.snapshot().misuse.total == 0, "\(reuse)")
      #expect(observer.profiler.snapshot().live == 0)
    }
  }

  @Test("an operation looks at as many nodes in a granule of 100,000 objects as in one of 100")
  func constantWork() {
    func steps(_ live: UInt64) -> Double {
      let profiler = DiagnosticProfiler()
      let shard = profiler.makeShard()
      profiler.open(1)
      for id in 0..<live { shard.register(id, size: 8, in: 1) }
      let table = profiler.counts.objectTables()[0].pointee.table
      let before = table.pointee.steps
      for id in 0..<UInt64(5_000) {
        shard.register(live + id, size: 8, in: 1)
        shard.deregister(id % live + id / live * live, in: 1)
      }
      return Double(table.pointee.steps - before) / 10_000
    }
    let (few, many) = (steps(100), steps(100_000))
    #expect(few < 3 && many < 3, "\(few) and \(many) steps an operation")
  }

  @Test("a close looks at the live objects of its granule and no others")
  func closeWalksItsOwn() {
    let profiler = DiagnosticProfiler()
    let shard = profiler.makeShard()
    for granule: UInt64 in [1, 2] { profiler.open(granule) }
    for id in 0..<UInt64(10_000) { shard.register(id, size: 8, in: 1) }
    for id in 10_000..<UInt64(10_500) { shard.register(id, size: 8, in: 2) }
    for id in 10_007..<UInt64(10_500) { shard.deregister(id, in: 2) }
    let table = profiler.counts.objectTables()[0].pointee.table
    let before = table.pointee.steps
    #expect(profiler.close(2)?.liveObjects == 7)
    #expect(table.pointee.steps - before == 7)
  }

  @Test("the sample of a site's lifetimes is uniform and its extremes exact beyond the limit")
  func reservoir() {
    var distribution = LifetimeDistribution(limit: 1_000)
    for value in 0..<UInt64(100_000) { distribution.record(value) }
    #expect(distribution.count == 100_000 && distribution.values.count == 1_000)
    #expect(distribution.minimum == 0 && distribution.maximum == 99_999)
    #expect(distribution.mean == 49_999.5)
    // Five deviations of a quantile of 1,000 uniform values: 0.08 of the range.
    for q in [0.1, 0.5, 0.9] {
      let value = Double(distribution.quantile(q) ?? 0) / 100_000
      #expect(abs(value - q) < 0.08, "quantile \(q) is \(value)")
    }
  }

  @Test("reset forgets what sites did, and lifetimes of before; live objects stay known")
  func reset() {
    let clock = ManualClock()
    let profiler = DiagnosticProfiler(clock: clock.profilerClock)
    let shard = profiler.makeShard()
    for granule: UInt64 in [1, 2] { profiler.open(granule) }
    shard.register(1, size: 8, in: 1)
    profiler.close(1)
    profiler.reset()
    #expect(profiler.summary().isEmpty && profiler.takeReports().reports.isEmpty)
    shard.register(2, size: 8, in: 2)
    profiler.close(2)
    shard.deregister(1, in: 1)
    #expect(profiler.summary().map(\.objects) == [1])
    #expect(profiler.summary()[0].closes.count == 0)
    shard.deregister(2, in: 2)
    #expect(profiler.summary()[0].closes.values == [0])
    #expect(profiler.snapshot().live == 0 && profiler.snapshot().misuse.total == 0)
  }
}
