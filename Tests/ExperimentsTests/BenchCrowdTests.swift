import Testing

@testable import Experiments

@Suite struct BenchCrowdTests {
  private func arm(_ patterns: [BenchPattern], threads: [Int]) -> BenchArm {
    BenchArm(
      allocator: .temporalSlab, library: nil, round: 1,
      workload: BenchWorkload(patterns: patterns, threads: threads, scale: 0.001, seed: 1))
  }

  @Test("refill and phase run at 1, 2, 4, 8 and 16 threads, and take time at each")
  func crowded() throws {
    let counts = [1, 2, 4, 8, 16]
    let timings = try arm([.refill, .phase], threads: counts).run()
    #expect(
      timings.map(\.pattern) == counts.map { _ in "refill" } + counts.map { _ in "phase" })
    #expect(timings.map(\.threads) == counts + counts)
    for timing in timings {
      #expect(timing.nsPerPair > 0, "\(timing)")
      #expect(timing.p50NS == nil && timing.p99NS == nil && timing.p999NS == nil)
    }
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
