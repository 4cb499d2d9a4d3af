import Testing

@testable import Experiments

@Suite struct BenchCrowdTests {
  private func arm(_ patterns: [BenchPattern], threads: [Int]) -> BenchArm {
    BenchArm(
      allocator: .temporalSlab, name: "temporal-slab", library: nil, round: 1,
      workload: BenchWorkload(patterns: patterns, threads: threads, scale: 0.001, seed: 1))
  }

  @Test("refill and phase run at 1, 2, 4, 8 and 16 threads, and take time at each")
  func crowded() throws {
    let counts = [1, 2, 4, 8, 16]
    let timings = try arm([.refill, .phase], threads: counts).run().rows
    #expect(
      timings.map(\.pattern) == counts.map { _ in "refill" } + counts.map { _ in "phase" })
    #expect(timings.map(\.threads) == counts + counts)
    for timing in timings {
      #expect(timing.nsPerPair > 0, "\(timing)")
      #expect(timing.p50NS == nil && timing.p99NS == nil && timing.p999NS == nil)
    }
  }

  @Test("burst, larson and request run at 1, 2, 4 and 8 threads, with their resident memory")
  func handedOver() throws {
    let counts = [1, 2, 4, 8]
    for pattern in [BenchPattern.burst, .larson, .request] {
      let outcome = try arm([pattern], threads: counts).run()
      #expect(outcome.rows.map(\.threads) == counts, "\(pattern)")
      #expect(outcome.rows.allSatisfy { $0.nsPerPair > 0 }, "\(outcome.rows)")
      #if os(Linux)
        #expect(outcome.memory.map(\.threads) == counts, "\(pattern)")
        #expect(
          outcome.memory.allSatisfy {
            $0.rssBeforeBytes > 0 && $0.rssPeakBytes >= $0.rssBeforeBytes && $0.rssAfterBytes > 0
          }, "\(outcome.memory)")
      #endif
    }
  }

  @Test("the machine's limits take time, and loads take longer the farther they go")
  func limits() throws {
    let rows = try BenchLimitsArm(round: 1, scale: 0.01).run()
    #expect(rows.allSatisfy { $0.ns > 0 }, "\(rows)")
    #expect(rows.count == (Platform.processorCount > 1 ? 5 : 4))
    #expect(BenchPattern.allCases.allSatisfy { $0.floor(rows.filter { _ in false }) == nil })
    let known = BenchLimit.allCases.map { BenchLimitRow(limit: $0, round: 1, ns: 8) }
    #expect(BenchPattern.producerConsumer.floor(known) == 1)
    #expect(BenchPattern.burst.floor(known) == 16)
  }

  @Test("a peer is a name of its own and a file; --peer refuses anything else")
  func peers() {
    let peers = BenchPeer.all(of: "mine=/none/a.so,yours=/none/b.so")
    #expect(
      peers == [
        BenchPeer(name: "mine", path: "/none/a.so"), BenchPeer(name: "yours", path: "/none/b.so"),
      ])
    for bad in ["", "mine", "=/none/a.so", "mine=", "mine=/a,mine=/b", "jemalloc=/a", "a=/a,b"] {
      #expect(!BenchPeer.kind.allows(bad), "\(bad)")
    }
    #expect(BenchPeer.kind.allows("mine=/none/a.so"))
  }

  @Test("threads that the crowded patterns ask for leave the rows of the others as they were")
  func othersUnchanged() {
    let few = [1, 2]
    let many = BenchConfiguration.standard.workload.threads
    #expect(many == [1, 2, 4, 8, 16])
    for pattern in BenchPattern.allCases where !pattern.isCrowded {
      #expect(
        pattern.threadCounts.filter(many.contains) == pattern.threadCounts.filter(few.contains),
        "\(pattern)")
    }
  }

  @Test("processor time a pair is a mean over blocks, without the one that warms up")
  func meanOfBlocks() {
    var blocks = 0
    let time = TimedBlocks.meanProcessorTime(StartLine(1), pairs: 10) {
      blocks += 1
      return 10
    }
    #expect(blocks == TimedBlocks.crowdedCount + 1)
    #expect(time >= 0)
  }
}
