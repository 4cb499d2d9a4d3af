import Testing

@testable import Recordings

@Suite struct AttributionTests {
  private static func totals(
    _ granule: GranuleSize, live: Int, objects: Int, occupied: Int
  ) -> HeapTotals {
    var totals = HeapTotals()
    totals.granuleBytes = granule.bytes
    totals.liveBytes = live
    totals.liveObjects = objects
    totals.occupiedGranules = occupied
    return totals
  }

  @Test func `a granule of three sites charges each a third, and the rest to the first by name`()
    throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.csv",
      """
      time_ns,event,address,size,site
      0,allocate,4096,32,a
      0,allocate,4160,32,b
      0,allocate,4224,32,c
      0,allocate,8192,96,a

      """)
    let attribution = try AttributionReport(of: path).moments[0]
    // 4,096 - 96 = 4,000 bytes are a third each; 4,000 are a's alone.
    #expect(attribution.sites.map(\.label) == ["a", "b", "c"])
    #expect(attribution.sites.map(\.sharedBytes) == [5_334, 1_333, 1_333])
    #expect(attribution.sites.map(\.soleBytes) == [4_096, 0, 0])
    #expect(attribution.sites.map(\.soleStrandedBytes) == [4_000, 0, 0])
    #expect(attribution.totals == Self.totals(.page, live: 192, objects: 4, occupied: 2))
    #expect(attribution.totals.structuralBytes == 4_096)
  }

  @Test(arguments: GranuleSize.allCases)
  func `an object of many granules strands only at its ends`(_ granule: GranuleSize) throws {
    let folder = try TemporaryFolder()
    let size = 5 * granule.bytes
    let path = try folder.file(
      "a.csv",
      "time_ns,event,address,size,site\n0,allocate,\(granule.bytes * 8 + 16),\(size),big\n")
    let attribution = try AttributionReport(of: path, options(granule, .end)).moments[0]
    #expect(attribution.totals == Self.totals(granule, live: size, objects: 1, occupied: 6))
    #expect(attribution.sites[0].soleBytes == 6 * granule.bytes)
    #expect(attribution.sites[0].sharedBytes == granule.bytes)
    #expect(attribution.occupancy.map(\.granules).reduce(0, +) == 6)
    #expect(attribution.map.cells.map(\.occupiedGranules).reduce(0, +) == 6)
    #expect(attribution.map.cells.map(\.liveBytes).reduce(0, +) == size)
  }

  @Test func `an object without bytes occupies nothing and is counted`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.csv",
      "time_ns,event,address,size,site\n0,allocate,4096,0,none\n1,allocate,8192,8,some\n")
    let attribution = try AttributionReport(of: path, options(.page, .end)).moments[0]
    #expect(attribution.totals == Self.totals(.page, live: 8, objects: 2, occupied: 1))
    #expect(attribution.sites.map(\.liveObjects) == [1, 1])
    #expect(attribution.sites.map(\.granules) == [1, 0])
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], GranuleSize.allCases)
  func `shares add up to the stranded bytes, by site and by stack`(
    seed: UInt64, granule: GranuleSize
  ) throws {
    let sample = try SyntheticSample(SyntheticRecording(seed: seed))
    for moment in [Moment.worst, .end, .each(7)] {
      let report = try sample.report(granule, moment)
      #expect(report.moments.count == (moment == .each(7) ? 7 : 1), "seed \(seed)")
      for attribution in report.moments {
        let stranded = attribution.totals.strandedBytes
        #expect(attribution.sharedBytes == stranded, "seed \(seed)")
        #expect(
          attribution.stacks.reduce(0) { $0 + $1.sharedBytes } == stranded, "seed \(seed)")
        #expect(attribution.stackTree.bytes == stranded, "seed \(seed)")
        #expect(
          attribution.occupancy.reduce(0) { $0 + $1.strandedBytes } == stranded, "seed \(seed)")
        #expect(
          attribution.occupancy.reduce(0) { $0 + $1.granules }
            == attribution.totals.occupiedGranules, "seed \(seed)")
        #expect(attribution.overlappingBytes == 0, "seed \(seed)")
      }
    }
  }

  @Test(arguments: GranuleSize.allCases)
  func `a site's stacks add up to the site`(_ granule: GranuleSize) throws {
    let attribution = try SyntheticSample().report(granule, .worst).moments[0]
    for site in attribution.sites {
      let stacks = attribution.stacks.filter { $0.frames.contains(site.site.frames[0]) }
      #expect(stacks.reduce(0) { $0 + $1.sharedBytes } == site.sharedBytes)
      #expect(stacks.reduce(0) { $0 + $1.liveObjects } == site.liveObjects)
    }
  }

  @Test(arguments: GranuleSize.allCases)
  func `without a site's objects the heap is smaller by exactly its sole bytes`(
    _ granule: GranuleSize
  ) throws {
    let sample = try SyntheticSample()
    let moment = Moment.time(700_000_000)
    let before = try sample.report(granule, moment).moments[0]
    #expect(before.sites.count == 11)
    for row in before.sites {
      let path = try sample.folder.file(
        "without.raw", RawText(path: sample.path).without(site: row.label, sample.framesPath))
      var options = options(granule, moment)
      options.framesPath = sample.framesPath
      let after = try AttributionReport(of: path, options).moments[0]
      #expect(before.totals.occupiedBytes - after.totals.occupiedBytes == row.soleBytes)
      #expect(before.totals.liveBytes - after.totals.liveBytes == row.liveBytes)
      #expect(before.totals.liveObjects - after.totals.liveObjects == row.liveObjects)
    }
  }

  @Test func `objects younger than asked are as if they were not there`() throws {
    let sample = try SyntheticSample()
    let all = try sample.report(.page, .end).moments[0]
    let old = try sample.report(.page, .end) { $0.olderThan = 500_000_000 }.moments[0]
    #expect(old.sites.allSatisfy { $0.youngest >= 500_000_000 })
    #expect(old.totals.liveObjects < all.totals.liveObjects)
    #expect(old.sharedBytes == old.totals.strandedBytes)
    let none = try sample.report(.page, .end) { $0.olderThan = .max }.moments[0]
    #expect(none.sites.isEmpty)
    #expect(none.totals == Self.totals(.page, live: 0, objects: 0, occupied: 0))
  }

  @Test func `the CSV of a program is attributed as its raw recording is`() throws {
    let sample = try SyntheticSample()
    var bytes: [UInt8] = []
    try SyntheticSample.recording.writeCSV { part throws(RecordingError) in bytes += part }
    let path = try sample.folder.file("sample-rows.csv", bytes)
    for (name, moment) in AttributionReferenceTests.moments where name != "end" {
      let rows = try AttributionReport(of: path, options(.page, moment)).moments[0]
      let raw = try sample.report(.page, moment).moments[0]
      #expect(rows.referenceRows(name) == raw.referenceRows(name))
    }
  }

  @Test func `a series ends with the end, and its moments are evenly spaced`() throws {
    let sample = try SyntheticSample()
    let report = try sample.report(.page, .each(4))
    let duration = report.summary.duration
    #expect(report.moments.map(\.time) == (1...4).map { duration * $0 / 4 })
    let end = try sample.report(.page, .end).moments[0]
    #expect(report.moments[3].totals == end.totals)
    let half = try sample.report(.page, .time(duration / 2)).moments[0]
    #expect(report.moments[1] == half)
  }

  @Test func `the timeline is bounded, ends with the end and knows resident bytes`() throws {
    var recording = SyntheticRecording(seed: 3)
    recording.eventsPerTick = 2
    let report = try SyntheticSample(recording).report(.page, .end)
    #expect(report.timeline.points.count <= Timeline.limit + 1)
    #expect(report.timeline.points.count > Timeline.limit / 3)
    #expect(report.timeline.points.last?.totals == report.moments[0].totals)
    #expect(report.timeline.points.last?.residentBytes != nil)
    #expect(report.timeline.points.map(\.time) == report.timeline.points.map(\.time).sorted())
  }

  @Test func `a map of many granules has cells that hold them all`() throws {
    let runs = (0..<20_000).map { HeapMap.Run(first: $0 * 7, liveBytes: 100) }
    let map = HeapMap(granule: 4_096, runs: runs)
    #expect(map.cells.count <= HeapMap.limit)
    #expect(map.cells.reduce(0) { $0 + $1.occupiedGranules } == 20_000)
    #expect(map.cells.reduce(0) { $0 + $1.liveBytes } == 2_000_000)
    #expect(map.cells.map(\.address) == map.cells.map(\.address).sorted())
    #expect(map.cells.allSatisfy { $0.address % UInt64(map.cellBytes) == 0 })
  }

  @Test func `folded stacks are one line a stack, outermost frame first`() throws {
    let attribution = try SyntheticSample().report(.page, .worst).moments[0]
    let lines = attribution.foldedStacks.split(separator: "\n")
    #expect(!lines.isEmpty)
    #expect(lines.allSatisfy { $0.hasPrefix("main.c:10 main;") })
    let bytes = lines.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(bytes.reduce(0, +) == attribution.totals.strandedBytes)
  }

  private func options(_ granule: GranuleSize, _ moment: Moment) -> AttributionOptions {
    var options = AttributionOptions()
    options.granule = granule
    options.moment = moment
    return options
  }
}
