import Recordings
import Results
import TestSupport
import Testing

@testable import Experiments

/// Recordings done again.
@Suite struct ReplayTests {
  private func recording() throws -> ReplayRecording {
    try withTemporaryFolder { folder in
      var plan = SyntheticRecording(seed: 7)
      plan.events = 4_000
      plan.largestObject = 40_000
      try plan.write(to: folder + "/small.csv")
      return try ReplayRecording.read(
        folder + "/small.csv", at: .end, rule: SiteRule(), framesPath: nil)
    }
  }

  /// Routes the site of most objects.
  private func routing(_ recording: ReplayRecording) -> SiteRouting {
    let site = recording.sites.first { !$0.frames.isEmpty }!
    return SiteRouting(
      model: "slab", granuleBytes: 4_096, entries: [.init(site: site, granule: 1, savedBytes: 0)])
  }

  @Test(
    "this process's allocators do each event once, and temporal-slab holds what its model says",
    arguments: [Allocator.temporalSlab, .glibc])
  func own(allocator: Allocator) throws {
    let recording = try recording()
    let routed = try recording.routed(by: routing(recording))
    #expect(routed.movedObjects > 0)
    for granules in allocator.hasHeaps ? [nil, routed.granules] : [nil] {
      let script = granules == nil ? recording.script : routed.script
      let arm = ReplayArm(
        allocator: allocator, library: nil, script: script, granules: granules, interval: 50_000,
        round: 0)
      let outcome = try arm.run()
      let end = try #require(outcome.looks.last)
      #expect(end.heap == script.end && outcome.moment.heap == script.moment)
      // Its own count has no records.
      var shape = outcome.shape
      shape.recordBytes = 0
      let prediction = try script.predict(shape, granules: granules, interval: 50_000)
      #expect(prediction.looks.count == outcome.looks.count)
      guard allocator == .temporalSlab else { continue }
      // At most a slab of each class and granule stands ready besides.
      for (look, predicted) in zip(outcome.looks, prediction.looks) {
        #expect(abs((look.own.held ?? 0) - predicted) <= 16 * 4_096)
      }
    }
  }

  @Test("pages of freed objects serve again, and have no memory after a purge or above the limit")
  func pageRuns() throws {
    let runs = try PageRuns()
    /// What the first byte was before this object writes to it.
    func turn(_ size: Int, purging: Bool = false) throws -> UInt8 {
      let pointer = try #require(runs.allocate(size))
      let found = pointer.load(as: UInt8.self)
      pointer.storeBytes(of: 7, as: UInt8.self)
      runs.free(pointer, size: size)
      if purging { runs.purge() }
      return found
    }
    let kept = try #require(runs.allocate(5_000))
    kept.storeBytes(of: 9, as: UInt8.self)
    #expect(try [turn(5_000), turn(8_000, purging: true), turn(6_000)] == [0, 7, 0])
    let large = (PageRuns.mostWarmPages + 1) * Platform.pageSize
    #expect(try [turn(large), turn(large)] == [0, 0])
    #expect(kept.load(as: UInt8.self) == 9 && runs.livePages == 2)
  }

  /// Gives every object the same memory.
  private final class OverlappingHeap: ReplayHeap {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 1 << 17, alignment: 16)
    deinit { memory.deallocate() }
    func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? { memory }
    func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) {}
    func purge() {}
    func bytes() -> HeapBytes { HeapBytes() }
    func shape() -> HeapShape { HeapShape() }
  }

  /// Refuses an object.
  private struct EmptyHeap: ReplayHeap {
    func allocate(_ size: Int, granule: Int) -> UnsafeMutableRawPointer? { nil }
    func free(_ pointer: UnsafeMutableRawPointer, size: Int, granule: Int) {}
    func purge() {}
    func bytes() -> HeapBytes { HeapBytes() }
    func shape() -> HeapShape { HeapShape() }
  }

  private func fault(_ heap: some ReplayHeap, _ script: ReplayScript) -> String {
    var run = ReplayRun(heap, script, isRouted: false, largest: nil, interval: .max)
    do {
      try run.play()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("a replay whose allocator hands memory out twice, or none, ends with what was wrong")
  func brokenHeaps() throws {
    let recording = try recording()
    withExtendedLifetime(recording) {
      let script = recording.script
      #expect(fault(OverlappingHeap(), script).contains("was written to by another one"))
      #expect(fault(EmptyHeap(), script).contains("no memory for"))
    }
  }

  @Test("a replay of other events than the recording's ends with what was wrong")
  func brokenScripts() throws {
    let recording = try recording()
    let good = recording.script
    #expect(fault(try GlibcReplayHeap(), good).isEmpty)
    let changes: [(inout ReplayScript) -> Void] = [
      { $0.frees += 1 }, { $0.end.liveBytes += 1 }, { $0.moment.liveBytes += 1 },
      { $0.slots -= 1 }, { $0.end.allocatedBytes -= 1 },
    ]
    for (number, change) in changes.enumerated() {
      var script = good
      change(&script)
      let fault = fault(try GlibcReplayHeap(), script)
      // The file of events is there, and what it holds is found to be wrong.
      #expect(!fault.isEmpty && !fault.contains("No such file"), "change \(number): \(fault)")
    }
    withExtendedLifetime(recording) {}
  }

  private func row(
    _ allocator: Allocator, _ routing: Routing, retained: Double, predicted: Double,
    held: Double? = nil, round: Int = 0
  ) -> ReplayRow {
    var row = ReplayRow.blank
    row.recording = "r"
    row.allocator = allocator.rawValue
    row.routing = routing
    row.round = round
    row.events = 10
    row.momentEvent = 5
    row.retainedBytes = Int(retained * 1_048_576)
    row.retainedBytesPredicted = Int(predicted * 1_048_576)
    row.heldBytes = held.map { Int($0 * 1_048_576) }
    row.inUseBytes = held.map { Int($0 * 524_288) }
    return row
  }

  @Test("checks hold within the tolerance, or where own statistics account for the difference")
  func checks() {
    func outcome(_ rows: ReplayRow...) -> [ReproductionCheck.Outcome] {
      replayChecks(rows).map(\.outcome)
    }
    #expect(outcome(row(.jemalloc, .mixed, retained: 10.4, predicted: 10)) == [.pass])
    #expect(outcome(row(.jemalloc, .mixed, retained: 10.6, predicted: 10, held: 10.6)) == [.fail])
    #expect(outcome(row(.glibc, .mixed, retained: 11.4, predicted: 10)) == [.pass])
    #expect(outcome(row(.glibc, .mixed, retained: 12, predicted: 10)) == [.fail])
    #expect(outcome(row(.tcmalloc, .mixed, retained: 12, predicted: 10, held: 11.8)) == [.pass])
    #expect(outcome(row(.tcmalloc, .mixed, retained: 12, predicted: 10, held: 9)) == [.fail])
    #expect(outcome(row(.jemalloc, .mixed, retained: 0.9, predicted: 0.1)) == [.note])
    #expect(
      outcome(
        row(.mimalloc, .mixed, retained: 10, predicted: 10),
        row(.mimalloc, .isolated, retained: 6, predicted: 5)) == [.pass, .fail, .pass])
    #expect(
      outcome(
        row(.mimalloc, .mixed, retained: 10, predicted: 10),
        row(.mimalloc, .isolated, retained: 7, predicted: 6.5)
      ).last == .pass)
    #expect(
      outcome(
        row(.mimalloc, .mixed, retained: 10, predicted: 10),
        row(.mimalloc, .isolated, retained: 9.5, predicted: 5)
      ).last == .fail)
  }

  @Test("tables and the plot are made of the rows; rows of one allocator replace its earlier ones")
  func exhibits() throws {
    let rows = [
      row(.jemalloc, .mixed, retained: 10, predicted: 10),
      row(.jemalloc, .isolated, retained: 6, predicted: 5),
      row(.glibc, .mixed, retained: 12, predicted: 10),
    ]
    let tables = replayTables(rows)
    #expect(tables.map(\.name) == ["replay", "replay-routing"])
    #expect(tables[1].rows[0].suffix(3) == ["4.00", "5.00", "80.0 %"])
    let figure = try #require(replayFigure(rows, recording: "r"))
    let drawing = Drawing(figure.svg())
    #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
    #expect(figure.description.contains("4.00 MiB of 5.00 MiB promised"))
    #expect(replayFigure(rows, recording: "other") == nil)
    let again = [row(.jemalloc, .mixed, retained: 11, predicted: 10)]
    let merged = ReplayRow.merged(rows, with: again)
    #expect(merged == [rows[2], again[0]])
  }
}
