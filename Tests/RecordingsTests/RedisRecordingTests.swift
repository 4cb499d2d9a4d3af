import Foundation
import Testing

@testable import Recordings

/// A real recording: redis-server 7.0 of Debian, 1,500 keys of 100 bytes loaded and every second
/// one deleted.
@Suite(.enabled(if: program("zstd") != nil, "zstd is not installed")) struct RedisRecordingTests {
  private func report(_ moment: Moment, names: Bool = true) throws -> AttributionReport {
    var options = AttributionOptions()
    options.moment = moment
    if names { options.framesPath = beside("Samples/redis.frames.csv.zst") }
    return try AttributionReport(of: beside("Samples/redis.raw.zst"), options)
  }

  @Test func `all of it is read`() throws {
    let summary = try report(.end).summary
    #expect(summary.allocations == 34_673)
    #expect(summary.frees == 16_641)
    #expect(summary.traces == 7_367)
    #expect(summary.heaptrackVersion == "1.4.0")
    #expect(summary.commandLine.hasPrefix("redis-server --port"))
    #expect(summary.hasNames)
    #expect(summary.lossSentences == ["2 frees were of unknown addresses"])
  }

  @Test func `shares add up at any moment`() throws {
    for attribution in try report(.each(10)).moments + report(.worst).moments {
      #expect(attribution.sharedBytes == attribution.totals.strandedBytes)
      #expect(
        attribution.stacks.reduce(0) { $0 + $1.sharedBytes }
          == attribution.totals.strandedBytes)
      #expect(attribution.overlappingBytes == 0)
    }
  }

  @Test func `the client, the event loop and lists are named, and zmalloc is not`() throws {
    let labels = try report(.worst).moments[0].sites.map(\.label)
    for name in ["createClient", "aeCreateEventLoop", "listCreate"] {
      #expect(labels.contains(name))
    }
    #expect(!labels.contains { $0.hasPrefix("zmalloc") || $0.hasPrefix("ztrymalloc") })
  }

  @Test func `without names the same bytes are charged to addresses in modules`() throws {
    let named = try report(.worst).moments[0]
    let unnamed = try report(.worst, names: false).moments[0]
    #expect(unnamed.totals == named.totals)
    #expect(unnamed.sharedBytes == named.sharedBytes)
    #expect(unnamed.sites.contains { $0.label.hasPrefix("redis-check-rdb+0x") })
  }

  @Test func `its episodes add up`() throws {
    var options = EpisodesOptions()
    options.epochBytes = 16_384
    options.framesPath = beside("Samples/redis.frames.csv.zst")
    let episodes = try EpisodesReport(of: beside("Samples/redis.raw.zst"), options).episodes
    let end = try report(.end).moments[0].totals
    #expect(episodes.begun - episodes.ended == end.occupiedGranules)
    #expect(episodes.sites.reduce(0) { $0 + $1.liveObjects } == end.liveObjects)
    #expect(episodes.sites.reduce(0) { $0 + $1.liveBytes } == UInt64(end.liveBytes))
    #expect(episodes.sites.reduce(0) { $0 + $1.objects } == 34_673)
    #expect(episodes.lengths.open == end.occupiedGranules)
  }
}
