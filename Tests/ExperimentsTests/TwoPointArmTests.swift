import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct TwoPointArmTests {
  /// The lifetimes that an arm draws, epoch by epoch: session objects among the epoch's objects.
  private func sessionsByEpoch(_ arm: TwoPointArm) -> [Int] {
    var random = Xoshiro256StarStar(seed: arm.seed)
    return (0..<arm.workload.requests / arm.workload.requestsPerEpoch).map { _ in
      (0..<arm.workload.requestsPerEpoch * arm.workload.objectsPerRequest).count { _ in
        random.bernoulli(arm.workload.sessionFraction)
      }
    }
  }

  @Test("Both routings see the same objects, those that the seed says", arguments: [1, 2, 3])
  func sameSequence(seed: UInt64) throws {
    let configuration = Small.twoPoint(seed: seed)
    let analysis = try Small.analysis(configuration)
    let sessions = sessionsByEpoch(configuration.arms[0])
    let slot = 256
    let mixed = try #require(analysis.rows(.mixed, .strict).first)
    let isolated = try #require(analysis.rows(.isolated, .strict).first)
    // The persistent epoch holds every session object; mixed, the last epochs are still open and
    // their objects are not retained yet.
    #expect(isolated.liveBytes == sessions.reduce(0, +) * slot, "seed \(seed)")
    #expect(
      mixed.liveBytes == sessions.dropLast(configuration.workload.closeLag).reduce(0, +) * slot,
      "seed \(seed)")
    #expect(mixed.epochsClosed == 16 && isolated.epochsClosed == 16)
    let objects = sessions.count * 600
    let score = try binomialZ(
      successes: sessions.reduce(0, +), trials: objects, expected: 1.0 / 3)
    #expect(abs(score) <= 4, "seed \(seed)")
  }

  @Test("Isolated, every request slab comes back and nothing is lost to structure")
  func isolated() throws {
    let analysis = try Small.analysis(Small.twoPoint(routing: [.isolated], repeats: 3))
    for row in analysis.rows {
      #expect(row.boundaryRecycleRate == 1 && row.boundarySlabs > 0, "seed \(row.seed)")
      #expect(row.structuralBytes == 0, "seed \(row.seed)")
      #expect(row.retainedSlabs == (row.liveBytes / 256 + 15) / 16, "seed \(row.seed)")
    }
    for sample in analysis.samples { #expect(sample.structuralBytes == 0) }
  }

  @Test("Mixed, most slabs are pinned at their boundary and structure grows with every close")
  func mixed() throws {
    let analysis = try Small.analysis(Small.twoPoint(routing: [.mixed], repeats: 3))
    for row in analysis.rows {
      let rate = try #require(row.boundaryRecycleRate)
      #expect(rate < 0.05, "seed \(row.seed)")
      #expect(row.structuralBytes > 0, "seed \(row.seed)")
      #expect(row.retainedSlabs == row.boundarySlabs - row.boundaryRecycled, "seed \(row.seed)")
      let series = analysis.samples.filter { $0.seed == row.seed }.map(\.structuralBytes)
      // Four epochs are behind the current one before the first is closed.
      #expect(Array(series.prefix(4)) == [0, 0, 0, 0])
      #expect(zip(series.dropFirst(3), series.dropFirst(4)).allSatisfy { $0 < $1 })
    }
    let slabs = analysis.rows.reduce(0) { $0 + $1.boundarySlabs }
    let recycled = analysis.rows.reduce(0) { $0 + $1.boundaryRecycled }
    let score = try binomialZ(
      successes: recycled, trials: slabs,
      expected: analysis.configuration.workload.theory.mixedBoundaryRateWithLastSlab)
    #expect(abs(score) <= 4)
  }

  @Test("One seed gives the same figures twice, another seed others")
  func determinism() throws {
    let configuration = Small.twoPoint(seed: 8)
    let first = try Small.analysis(configuration)
    let second = try Small.analysis(configuration)
    #expect(exactFields(first.rows) == exactFields(second.rows))
    #expect(exactFields(first.samples) == exactFields(second.samples))
    let other = try Small.analysis(Small.twoPoint(seed: 9))
    #expect(other.rows[1].liveBytes != first.rows[1].liveBytes)
  }

  @Test("The published ratio counts recycled over recycled and created slabs")
  func recycleRate() throws {
    for row in try Small.analysis(Small.twoPoint()).rows {
      #expect(
        row.recycleRate == Double(row.slabsRecycled) / Double(row.slabsRecycled + row.slabsCreated))
      #expect(row.slabCapacity == 16 && row.objectSize == 256)
    }
  }

  @Test("An arm survives the way to its process and back")
  func codable() throws {
    let arm = Small.twoPoint(seed: .max).arms[0]
    let text = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
    let result = try #require(try ArmProcess.run(kind: TwoPointArm.kind, description: text))
    let outcome = try JSONDecoder().decode(TwoPointArm.Outcome.self, from: result)
    let here = try arm.run()
    #expect(outcome.samples.map(\.structuralSlabs) == here.samples.map(\.structuralSlabs))
  }
}

@Suite struct TwoPointPoolTests {
  @Test("The pool's live objects are bounded, and so is what is retained", arguments: [1, 2])
  func bounded(seed: UInt64) throws {
    let configuration = Small.pool(seed: seed)
    let analysis = try Small.analysis(configuration)
    #expect(analysis.rows.count == 24)
    for row in analysis.rows {
      let place = "seed \(seed) \(row.variant)"
      #expect(row.liveObjects == 300 && row.boundMargin >= 0, "\(place)")
      #expect(row.peakRetainedSlabs <= 320, "\(place)")
      #expect(row.boundaryRecycleRatePredicted == nil, "\(place)")
      if row.routing == .isolated {
        #expect(row.boundaryRecycled == row.boundarySlabs, "\(place)")
        #expect(row.retainedSlabs <= 20, "\(place)")
      }
    }
    // With every request 6 of 300 sessions go: nothing lives through four epochs.
    let fast = analysis.rows.filter { $0.churn == .request && $0.reclaim == .late }
    #expect(fast.allSatisfy { $0.retainedSlabs == 0 || $0.routing == .isolated })
  }

  @Test("Each reading of the churn replaces as many sessions as it says")
  func replacements() {
    let pool = Small.pool().pool
    func sum(_ churn: PoolChurn) -> Int {
      (0..<4_000).reduce(0) { $0 + pool.replacements(churn, at: $1, requestsPerEpoch: 200) }
    }
    #expect(sum(.request) == 24_000)
    #expect(sum(.epoch) == 120)
    #expect(sum(.thousandRequests) == 24)
    for churn in PoolChurn.allCases {
      #expect(
        sum(churn) == pool.replacements(churn, requests: 4_000, requestsPerEpoch: 200))
    }
  }

  @Test("Reclaimed at closes only, the same slabs are retained and none is recycled late")
  func reclaim() throws {
    var configuration = Small.pool([.epoch], reuse: [.strict])
    configuration.pool.churnFraction = 0.3
    let analysis = try Small.analysis(configuration)
    let mixed = analysis.samples.filter { $0.routing == .mixed }
    let late = mixed.filter { $0.reclaim == .late }
    let atClose = mixed.filter { $0.reclaim == .atClose }
    #expect(late.map(\.retainedSlabs) == atClose.map(\.retainedSlabs))
    #expect(zip(late, atClose).allSatisfy { $0.slabsRecycled >= $1.slabsRecycled })
    #expect(late.map(\.slabsRecycled) != atClose.map(\.slabsRecycled))
  }

  @Test("Slabs by class add up to those of the allocator at the end")
  func classes() throws {
    let analysis = try Small.analysis(Small.pool([.thousandRequests]))
    for row in analysis.rows {
      let classes = analysis.classes.filter {
        $0.routing == row.routing && $0.reuse == row.reuse && $0.reclaim == row.reclaim
          && $0.requests == row.requests
      }
      #expect(classes.reduce(0) { $0 + $1.slabsCreated } == row.slabsCreated)
      #expect(classes.reduce(0) { $0 + $1.slabsRecycled } == row.slabsRecycled)
      #expect(Set(classes.map(\.sizeClass)) == [96, 128, 192, 256, 384, 512])
    }
  }
}
