import Statistics
import Testing

@testable import Recordings

/// Recordings as scripts, and models that run over them.
@Suite struct ReplayScriptTests {
  private func recording(
    _ rows: String, at moment: Moment = .end, in folder: TemporaryFolder
  ) throws -> ReplayRecording {
    let path = try folder.file("r.csv", Array((CSVReader.header + "\n" + rows).utf8))
    return try ReplayRecording.read(path, at: moment, rule: SiteRule(), framesPath: nil)
  }

  private func events(_ script: ReplayScript) throws -> [ReplayEvent] {
    var all: [ReplayEvent] = []
    try script.forEachBlock { all += $0 }
    return all
  }

  @Test("slots are used again, an address that is taken ends its object, unknown frees do nothing")
  func slots() throws {
    let folder = try TemporaryFolder()
    let replay = try recording(
      """
      0,allocate,0x1000,10,a
      1,allocate,0x2000,0,b
      2,free,0x1000,,
      3,free,0x9000,,
      4,allocate,0x3000,30,a
      5,allocate,0x3000,40,b

      """, in: folder)
    let script = replay.script
    #expect(
      try events(script) == [
        ReplayEvent(slot: 0, origin: 1, size: 10), ReplayEvent(slot: 1, origin: 2, size: 0),
        ReplayEvent(slot: 0, origin: ReplayEvent.free, size: 0),
        ReplayEvent(slot: 0, origin: 1, size: 30),
        ReplayEvent(slot: 0, origin: ReplayEvent.free, size: 0),
        ReplayEvent(slot: 0, origin: 2, size: 40),
      ])
    #expect(script.slots == 2 && script.allocations == 4 && script.frees == 2)
    #expect(script.end.liveBytes == 40 && script.end.allocatedBytes == 80)
    #expect(script.peakBytes == 40 && script.moment == script.end)
    #expect(replay.summary.losses.unknownFrees == 1)
    #expect(replay.summary.losses.doubleAllocations == 1)
  }

  @Test("the moment is the last event up to a time, or the one of most structural bytes")
  func moments() throws {
    let folder = try TemporaryFolder()
    var rows = ""
    for index in 0..<40 { rows += "\(index),allocate,\(0x10000 + index * 2_048),2048,a\n" }
    for index in 0..<20 { rows += "\(100 + index),free,\(0x10000 + index * 4_096),,\n" }
    for index in 0..<17 { rows += "\(200 + index),free,\(0x10800 + index * 4_096),,\n" }
    #expect(try recording(rows, at: .time(102), in: folder).script.moment.events == 43)
    #expect(try recording(rows, at: .worst, in: folder).script.moment.events == 60)
    #expect(try recording(rows, at: .end, in: folder).script.moment.events == 77)
  }

  @Test("a script keeps every event of a long recording, and its file goes with it")
  func conserved() throws {
    let sample = try SyntheticSample()
    var replay: ReplayRecording? = try ReplayRecording.read(
      sample.path, at: .worst, rule: SiteRule(), framesPath: sample.framesPath)
    let script = try #require(replay?.script)
    let all = try events(script)
    #expect(all.count == script.events)
    #expect(all.count { $0.origin != ReplayEvent.free } == script.allocations)
    #expect(
      all.reduce(0) { $0 + ($1.origin == ReplayEvent.free ? 0 : Int($1.size)) }
        == script.end.allocatedBytes)
    var isLive = Array(repeating: false, count: script.slots)
    for event in all {
      #expect(isLive[Int(event.slot)] == (event.origin == ReplayEvent.free))
      isLive[Int(event.slot)].toggle()
    }
    #expect(isLive.count { $0 } == script.end.liveObjects)
    // The same moment as advice looks at.
    let book = TraceBook(rule: SiteRule())
    let log = try EventLog(reading: sample.path, book: book)
    let worst = log.worstMoment(ModelOptions())
    #expect(script.moment.events == worst)
    #expect(script.momentTime == log.time(ofEvent: worst - 1))
    replay = nil
    #expect(throws: RecordingError.self) { try script.forEachBlock { _ in } }
  }

  @Test("a recording without allocations, and one without frees, are refused in a sentence")
  func refused() throws {
    let folder = try TemporaryFolder()
    let none = #expect(throws: RecordingError.self) { try recording("0,free,5,,\n", in: folder) }
    #expect("\(try #require(none))".contains("holds no allocation"))
    let noFrees = #expect(throws: RecordingError.self) {
      try recording("0,allocate,4096,1,a\n", in: folder)
    }
    #expect("\(try #require(noFrees))".contains("1 allocations and no free"))
  }

  private func routing(_ names: [String]) -> SiteRouting {
    SiteRouting(
      model: "slab", granuleBytes: 4_096,
      entries: names.enumerated().map {
        .init(site: Site(frames: [Frame(function: $1)]), granule: 7 + $0, savedBytes: 0)
      })
  }

  @Test("a routing's sites get granules from 1 on, the rest stays; one that fits nothing is told")
  func routed() throws {
    let folder = try TemporaryFolder()
    let replay = try recording(
      """
      0,allocate,0x1000,10,a
      1,allocate,0x2000,20,b
      2,allocate,0x3000,30,c
      3,free,0x2000,,

      """, in: folder)
    let routed = try replay.routed(by: routing(["c", "b", "x"]))
    #expect(try events(routed.script).prefix(3).map(\.origin) == [0, 1, 2])
    #expect(routed.granules == 2 && routed.movedObjects == 2 && routed.movedLiveBytes == 30)
    #expect(routed.unmatched.map(\.site.label) == ["x"])
    let error = #expect(throws: RecordingError.self) { try replay.routed(by: routing(["x"])) }
    #expect("\(try #require(error))".contains("routing does not fit"))
  }
}
