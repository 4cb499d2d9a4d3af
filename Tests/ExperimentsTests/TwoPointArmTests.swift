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
