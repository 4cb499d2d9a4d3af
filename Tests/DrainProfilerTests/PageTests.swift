import Testing

@testable import DrainProfiler

/// The pages and lines that a profiler writes.
@Suite struct PageTests {
  private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  @Test("a page has each figure of the snapshot, and ends as the format wants")
  func production() {
    let profiler = DrainProfiler()
    let shard = profiler.makeShard()
    for granule in 0..<UInt64(8) {
      profiler.open(granule)
      shard.register(granule, size: 8, in: granule)
      if granule % 4 != 0 { shard.deregister(granule, in: granule) }
      if granule < 7 { profiler.close(granule) }
    }
    profiler.close(99)
    let page = lines(profiler.page().openMetrics)
    let figures = [
      "drainprof_closes_total{result=\"drained\"} 5", "drainprof_closes_total{result=\"pinned\"} 2",
      "drainprof_dsr \(5.0 / 7)", "drainprof_open_granules 1",
      "drainprof_drainable_open_granules 1", "drainprof_peak_open_granules 1",
      "drainprof_retained_granules 2", "drainprof_allocations_total 8",
      "drainprof_deallocations_total 6", "drainprof_misuse_total{kind=\"close_without_open\"} 1",
      "drainprof_misuse_total{kind=\"double_close\"} 0",
    ]
    for figure in figures { #expect(page.contains(figure), "\(figure)") }
    #expect(page.last == "# EOF")
    // Production mode knows no sites.
    #expect(!page.contains { $0.contains("site=") || $0.contains("lifetime") })
  }

  @Test("a page names the sites that pin, and counts lifetimes by powers of ten")
  func diagnostic() {
    let clock = ManualClock()
    let profiler = DiagnosticProfiler(clock: clock.profilerClock)
    let shard = profiler.makeShard()
    let site = AllocationSite(fileID: "a\"\\\n.c", line: 3, column: 0)
    for granule in 0..<UInt64(3) {
      profiler.open(granule)
      shard.register(granule, size: 100, in: granule, at: site)
      profiler.close(granule)
    }
    clock.advance(500_000_000)
    shard.deregister(0, in: 0)
    shard.deregister(2, in: 2)
    let page = lines(profiler.page().openMetrics)
    let label = "site=\"a\\\"\\\\\\n.c:3\""
    let figures = [
      "drainprof_pinned_granules_total{\(label)} 3", "drainprof_pinning_objects_total{\(label)} 3",
      "drainprof_pinning_bytes_total{\(label)} 300",
      "drainprof_pinning_deaths_total{\(label),after=\"near_miss\"} 1",
      "drainprof_pinning_deaths_total{\(label),after=\"mismatch\"} 1",
      "drainprof_lifetime_delta_seconds_bucket{le=\"0.1\"} 0",
      "drainprof_lifetime_delta_seconds_bucket{le=\"1.0\"} 2",
      "drainprof_lifetime_delta_seconds_bucket{le=\"+Inf\"} 2",
      "drainprof_lifetime_delta_seconds_count 2", "drainprof_lifetime_delta_seconds_sum 1.0",
    ]
    for figure in figures { #expect(page.contains(figure), "\(figure)") }
    let line = profiler.page().jsonLine
    #expect(line.contains("\"site\":\"a\\\"\\\\\\u000a.c:3\",\"granules\":3,\"objects\":3"))
    #expect(!line.contains("\n"))
  }

  @Test("a report that waits learns when its objects die; one that was taken does not change")
  func lifetimesInReports() {
    let clock = ManualClock()
    let profiler = DiagnosticProfiler(clock: clock.profilerClock)
    let shard = profiler.makeShard()
    clock.advance(1_000)
    for granule in 1...UInt64(3) {
      profiler.open(granule)
      shard.register(granule, size: 8, in: granule)
      clock.advance(10)
      profiler.close(granule)
    }
    let first = profiler.takeReports(max: 1).reports
    #expect(first.map(\.granule) == [1])
    #expect(first[0].closedAt - first[0].openedAt == 10)
    #expect(first[0].registered == 1 && first[0].deregistered == 0)
    clock.advance(100)
    for granule in 1...UInt64(2) { shard.deregister(granule, in: granule) }
    let rest = profiler.takeReports().reports
    #expect(rest.map(\.granule) == [2, 3])
    #expect(rest.map { $0.objects[0].lifetimeDelta } == [110, nil])
    #expect(first[0].objects[0].lifetimeDelta == nil)
  }

  @Test("tables tell how far they have grown")
  func tables() {
    let profiler = DiagnosticProfiler()
    let shard = profiler.makeShard()
    let before = profiler.counts.tables()
    for granule in 0..<UInt64(1_000) {
      profiler.open(granule)
      for id in 0..<UInt64(3) { shard.register(granule * 3 + id, size: 8, in: granule) }
    }
    let after = profiler.counts.tables()
    #expect(after.granules == 1_000 && after.objects == 3_000 && after.shards == 1)
    #expect(after.granuleCapacity >= 1_000)
    #expect(after.byteCount >= before.byteCount + 4_000 * 64)
  }
}
