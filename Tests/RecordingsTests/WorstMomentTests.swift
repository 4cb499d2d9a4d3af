import Statistics
import Testing

@testable import Recordings

/// One rule for attribution, advice and replay; one moment for the latter two.
@Suite struct WorstMomentTests {
  /// Pages of 16 slots: all filled, of each page so many freed, and what follows.
  private struct Program {
    var text = CSVReader.header + "\n"
    var time = 0

    private static func address(_ object: Int) -> Int {
      (object / 16 + 1) << 12 | (object % 16) << 8
    }

    mutating func allocate(_ objects: some Sequence<Int>) {
      for object in objects {
        time += 1_000
        text += "\(time),allocate,\(Self.address(object)),256,site\(object % 16)\n"
      }
    }

    mutating func free(_ objects: some Sequence<Int>) {
      for object in objects {
        time += 1_000
        text += "\(time),free,\(Self.address(object)),,\n"
      }
    }
  }

  /// The live objects of the worst moment of the recorded pages and of the modelled heap, and
  /// whether attribution saw an ending.
  private func moments(_ text: String) throws -> (live: [Int], hasEnding: Bool) {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.csv", text)
    let report = try AttributionReport(of: path)
    let log = try EventLog(reading: path, book: TraceBook(rule: SiteRule()))
    let replay = try ReplayRecording.read(path, at: .worst, rule: SiteRule(), framesPath: nil)
    let advice = try Advice(on: [path])
    let live = replay.script.moment.liveObjects
    #expect(advice.heap.liveBytes == 256 * live && advice.heap.time == replay.script.momentTime)
    #expect(log.worstMoment(ModelOptions()) == replay.script.moment.events)
    return ([report.moments[0].totals.liveObjects, live], report.ending != nil)
  }

  private static let objects = 0..<1_600

  @Test("the worst moment is before the program frees what it has because it ends")
  func ending() throws {
    var program = Program()
    program.allocate(Self.objects)
    // One of four stays, while others come and go.
    program.free(Self.objects.filter { $0 % 4 != 0 })
    for object in 1_600..<1_900 {
      program.allocate([object])
      program.free([object])
    }
    // With one of those that come and go, which has a recorded page of its own, and fills a free
    // slot in the model.
    #expect(try moments(program.text).live == [401, 400])
    // The ending takes all, the objects of each page one by one: without the rule it were worse.
    program.free(Self.objects.filter { $0 % 4 == 0 && $0 % 16 != 0 })
    program.free(Self.objects.filter { $0 % 16 == 0 })
    let (live, hasEnding) = try moments(program.text)
    #expect(live == [401, 400] && hasEnding)
  }

  @Test("a program that goes on after it has freed nearly all was not ending")
  func goingOn() throws {
    var program = Program()
    program.allocate(Self.objects)
    program.free(Self.objects.filter { $0 % 32 != 0 })
    let fallen = try moments(program.text)
    #expect(fallen.live == [1_600, 1_600] && fallen.hasEnding)
    // A tenth of what lived, and 16, is allocated.
    for object in 1_600..<1_800 {
      program.allocate([object])
      program.free([object])
    }
    let worked = try moments(program.text)
    #expect(worked.live.allSatisfy { $0 < 200 } && !worked.hasEnding)
  }

  @Test("a second without events divides what happened before from the ending")
  func pause() throws {
    var program = Program()
    program.allocate(Self.objects)
    program.free(Self.objects.filter { $0 % 8 != 0 })
    program.time += 1_000_000_000
    program.free(Self.objects.filter { $0 % 8 == 0 })
    // 200 are left of them; as many pages could go while 13 pages' worth were.
    #expect(try moments(program.text).live == [208, 208])
  }

  @Test("advice and replay agree on programs at random", arguments: UInt64(1)...8)
  func random(seed: UInt64) throws {
    var random = Xoshiro256StarStar(seed: seed)
    var program = Program()
    var live: [Int] = []
    var next = 0
    for _ in 0..<6 {
      let (grow, shrink) = (random.nextBounded(300), random.nextBounded(300))
      for _ in 0..<grow + 1 {
        program.allocate([next])
        live.append(next)
        next += 1
      }
      for _ in 0..<min(Int(shrink), live.count) {
        program.free([live.remove(at: Int(random.nextBounded(UInt64(live.count))))])
      }
    }
    if seed % 2 == 0 { program.free(live) }
    if !program.text.contains("free") { program.free([live[0]]) }
    _ = try moments(program.text)
  }

  @Test(
    "the moment is the worst of the heap that the model has at every event",
    arguments: [
      (AllocatorModel.slab, SlabFit.first), (.slab, .latest), (.region, .first), (.epoch, .first),
      (.epoch, .latest),
    ])
  func modelled(model: AllocatorModel, fit: SlabFit) throws {
    for seed in UInt64(1)...6 {
      let (log, book) = try AdviceModelTests.log(seed: seed, objects: 600)
      var options = ModelOptions()
      (options.model, options.fit, options.epochBytes) = (model, fit, 20_000)
      options.granuleBytes = (seed == 6 ? GranuleSize.large : .page).bytes
      let heap = ModelHeap(log, options, moments: Array(1...log.events.count))
      let field = RoutingGame.Field(
        heap: heap, siteOfTrace: Array(repeating: 0, count: book.count + 1), moments: [])
      let retained = RoutingGame([field], options).retainedSeries()[0]
      var rule = WorstMoment()
      var (worst, later) = (0, 0)
      for (number, event) in log.events.enumerated() {
        let state = WorstMoment.Heap(
          structuralBytes: (retained[number] - heap.fewest(at: number)) * options.granuleBytes,
          liveBytes: heap.liveBytes[number], liveObjects: heap.liveObjects[number])
        let time = log.time(ofEvent: number)
        switch rule.note(state, isAllocation: event & 1 == 0, time: time) {
        case .none: break
        case .isNow: worst = number + 1
        case .laterIsNow: later = number + 1
        case .later: worst = later
        }
      }
      let expected = rule.endsWithLater ? later : worst
      #expect(log.worstMoment(options) == expected, "seed \(seed)")
    }
  }
}
