import Results
import Testing

@testable import Experiments

@Suite struct RedisAnalysisTests {
  private func configuration(
    keys: Int = 1_000, fraction: Double = 0.5, seed: UInt64 = 1
  ) -> RedisConfiguration {
    var configuration = RedisConfiguration.standard
    configuration.keys = keys
    configuration.fraction = fraction
    configuration.seed = seed
    return configuration
  }

  @Test("a half of the odd pattern is every second key, as published")
  func odd() {
    #expect(configuration(keys: 8).deletedKeys(.odd) == [1, 3, 5, 7])
    #expect(configuration(keys: 9, fraction: 1.0 / 3).deletedKeys(.odd) == [2, 5, 8])
    #expect(configuration(keys: 8).deletedKeys(.sequential) == [0, 1, 2, 3])
  }

  @Test("every pattern deletes the fraction, each key once", arguments: DeletionPattern.allCases)
  func counts(pattern: DeletionPattern) {
    for (index, fraction) in [0.01, 0.3, 0.5, 0.77, 0.999].enumerated() {
      let configuration = configuration(fraction: fraction, seed: UInt64(index))
      let keys = configuration.deletedKeys(pattern)
      #expect(keys.count == configuration.deletedCount, "fraction \(fraction)")
      #expect(zip(keys, keys.dropFirst()).allSatisfy(<), "fraction \(fraction)")
      #expect(keys.allSatisfy { (0..<1_000).contains($0) }, "fraction \(fraction)")
      #expect(keys == configuration.deletedKeys(pattern))
    }
  }

  @Test(
    "the predicted share is what keys in slabs by their order show",
    arguments: DeletionPattern.allCases)
  func prediction(pattern: DeletionPattern) {
    for capacity in [1, 2, 4, 7] {
      for fraction in [0.5, 0.75, 0.9] {
        let configuration = configuration(keys: 60_000, fraction: fraction, seed: 7)
        let deleted = Set(configuration.deletedKeys(pattern))
        let slabs = configuration.keys / capacity
        let drained = (0..<slabs).count { slab in
          (0..<capacity).allSatisfy { deleted.contains(slab * capacity + $0) }
        }
        let predicted = configuration.predictedDrainedShare(pattern, capacity: capacity)
        // A random share of 8,571 slabs or more has a standard deviation of at most 0.0054.
        let tolerance = pattern == .random ? 0.022 : 0.001
        #expect(
          abs(Double(drained) / Double(slabs) - predicted) <= tolerance,
          "\(pattern) C=\(capacity) fraction=\(fraction)")
        if predicted == 0 { #expect(drained == 0) }
      }
    }
  }

  private func sizeClass(
    _ size: Int, regions: Int, live: Int, slabs: Int, created: Int
  ) -> MallocStatistics.SizeClass {
    MallocStatistics.SizeClass(
      size: size, regionsPerSlab: regions, slabByteCount: size * regions, liveRegions: live,
      slabs: slabs, createdSlabs: created)
  }

  private func outcome(
    _ pattern: DeletionPattern, after: MallocStatistics.SizeClass, rss: Int
  ) -> RedisRun.Outcome {
    let small = sizeClass(16, regions: 256, live: 2_000, slabs: 8, created: 9)
    let loaded = [small, sizeClass(1_024, regions: 4, live: 10_000, slabs: 2_500, created: 2_501)]
    func snapshot(
      _ phase: RedisPhase, _ classes: [MallocStatistics.SizeClass], _ rss: Int
    ) -> RedisRun.Snapshot {
      RedisRun.Snapshot(
        phase: phase, classes: classes, keys: 0, usedMemoryBytes: 1_000, rssBytes: rss)
    }
    return RedisRun.Outcome(
      pattern: pattern, allocatorVersion: "5.3.0",
      snapshots: [
        snapshot(.loaded, loaded, 20_000_000), snapshot(.deleted, [small, after], 20_000_000),
        snapshot(.purged, [small, after], rss),
      ])
  }

  @Test("drained slabs are those that were there and those made since, less those that are left")
  func drained() throws {
    let analysis = RedisAnalysis(
      configuration(keys: 10_000),
      [
        outcome(
          .odd, after: sizeClass(1_024, regions: 4, live: 5_000, slabs: 2_400, created: 2_531),
          rss: 19_900_000)
      ])
    let summary = try #require(RedisSummary(analysis.rows, .odd))
    #expect(summary.className == "1024" && summary.capacity == 4)
    #expect(summary.loaded.drainedSlabs == 0 && summary.purged.drainedSlabs == 130)
    #expect(summary.drainedBytes == 130 * 4_096)
    #expect(summary.purged.utilization == 5_000.0 / 9_600)
    #expect(summary.purged.structuralSlabs == 2_400 - 1_250)
    #expect(summary.deletedShare == 0.5)
    #expect(summary.totalPurged.liveObjects == 7_000 && summary.totalPurged.slabs == 2_408)
    #expect(summary.totalPurged.usedMemoryBytes == 1_000)
    // 130 of 2,500 slabs where none should drain, and 0.5 % less RSS.
    #expect(analysis.checks.map(\.outcome) == [.pass, .fail, .pass])
  }

  @Test(
    "the checks pass on what is predicted and fail on what is not",
    arguments: [
      (DeletionPattern.odd, 2_500, 20_000_000, [ReproductionCheck.Outcome.pass, .pass, .pass]),
      (.odd, 2_500, 18_000_000, [.pass, .pass, .fail]),
      (.random, 2_344, 19_360_000, [.pass, .pass, .pass]),
      (.random, 2_500, 20_000_000, [.pass, .fail, .pass]),
      (.sequential, 1_250, 14_880_000, [.pass, .pass, .pass]),
      (.sequential, 1_500, 15_904_000, [.pass, .fail, .pass]),
      (.sequential, 1_250, 20_000_000, [.pass, .pass, .fail]),
    ])
  func checks(
    pattern: DeletionPattern, slabs: Int, rss: Int, outcomes: [ReproductionCheck.Outcome]
  ) throws {
    let analysis = RedisAnalysis(
      configuration(keys: 10_000),
      [
        outcome(
          pattern, after: sizeClass(1_024, regions: 4, live: 5_000, slabs: slabs, created: 2_501),
          rss: rss)
      ])
    #expect(analysis.checks.map(\.outcome) == outcomes)
    let names = try analysis.coefficients().map(\.coefficient)
    #expect(names == ["drained_share", "utilization", "rss_ratio"])
  }

  @Test("a redis-server is known by what it says of itself")
  func program() throws {
    let program = try #require(
      RedisProgram(
        path: "/x",
        saying: "Redis server v=7.0.15 sha=0:0 malloc=jemalloc-5.3.0 bits=64 build=0\n"))
    #expect(program.version == "7.0.15" && program.allocator == "jemalloc-5.3.0")
    #expect(program.needsDebugOption)
    let old = RedisProgram(path: "/x", saying: "Redis server v=6.0.16 sha=0:0 malloc=libc bits=64")
    #expect(old?.needsDebugOption == false && old?.allocator == "libc")
    #expect(RedisProgram(path: "/x", saying: "true (GNU coreutils) 9.1") == nil)
    #expect(RedisProgram(path: "/x", saying: "") == nil)
  }
}
