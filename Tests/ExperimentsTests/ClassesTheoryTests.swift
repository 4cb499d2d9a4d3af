import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct ClassesTheoryTests {
  @Test("The fewest slabs for independent live objects are those of their exact distribution")
  func fewestSlabs() {
    let seed: UInt64 = 11
    var random = Xoshiro256StarStar(seed: seed)
    for round in 0..<40 {
      var live = LiveCount()
      /// P(L = n) by convolution.
      var masses = [1.0]
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let objects = Int.random(in: 0...9, using: &random)
        let probability = [0, 1, Double.random(in: 0...1, using: &random)][
          Int.random(in: 0...2, using: &random)]
        live.add(objects, liveWithProbability: probability)
        for _ in 0..<objects {
          masses = (0...masses.count).map { n in
            (n < masses.count ? masses[n] * (1 - probability) : 0)
              + (n > 0 ? masses[n - 1] * probability : 0)
          }
        }
      }
      let capacity = Int.random(in: 1...7, using: &random)
      let expected = masses.enumerated().reduce(0) {
        $0 + $1.element * Double(($1.offset + capacity - 1) / capacity)
      }
      let mean = masses.enumerated().reduce(0) { $0 + $1.element * Double($1.offset) }
      #expect(abs(live.mean - mean) < 1e-9, "seed \(seed), round \(round)")
      #expect(
        abs(live.fewestSlabs(capacity: capacity) - expected) < 1e-9,
        "seed \(seed), round \(round), capacity \(capacity)")
    }
  }

  @Test("Certain objects fill whole slabs without rounding")
  func certain() {
    var live = LiveCount()
    live.add(1_024, liveWithProbability: 1)
    #expect(live.fewestSlabs(capacity: 16) == 64)
    live.add(1, liveWithProbability: 1)
    #expect(live.fewestSlabs(capacity: 16) == 65)
    #expect(LiveCount().fewestSlabs(capacity: 16) == 0)
  }

  @Test("Lifetimes are drawn as often above an age as their survival says")
  func survival() throws {
    let seed: UInt64 = 5
    var random = Xoshiro256StarStar(seed: seed)
    for lifetime in [
      EpochLifetime.none, .lasting(.exponential(mean: 7)), .lasting(.fixed(4)), .endless,
    ] {
      let draws = (0..<4_000).map { _ in lifetime.draw(&random) ?? .max }
      for age in [0, 1, 3, 4, 20] {
        let z = try binomialZ(
          successes: draws.count { $0 > age }, trials: draws.count,
          expected: lifetime.survival(age))
        #expect(abs(z) < 4.5, "seed \(seed), \(lifetime) at \(age)")
      }
    }
  }

  @Test("There are as many divisions as Bell's numbers say, each of all classes once")
  func divisionCounts() {
    #expect((0...5).map { divisions(of: Array(0..<$0)).count } == [1, 1, 2, 5, 15, 52])
    for division in divisions(of: LifetimeClass.allCases) {
      #expect(Set(division.joined()) == Set(LifetimeClass.allCases))
      #expect(division.joined().count == LifetimeClass.allCases.count)
      #expect(!division.contains { $0.isEmpty })
    }
    #expect(Set(divisions(of: [1, 2, 3, 4])).count == 15)
  }

  @Test("One object that is never freed pins one slab an epoch, wherever it falls")
  func oneSurvivor() {
    let workload = Small.classes.workload
    let theory = ClassesTheory(workload)
    let kind: [LifetimeClass] = [.request, .process]
    #expect(workload.processObjects == 1)
    #expect(abs(theory.retainedSlabs(of: kind, after: 32) - 32) < 1e-9)
    // 32 live objects need 2 slabs of 16.
    #expect(abs(theory.structuralBytes(of: [kind], after: 32) - 30 * 4_096) < 1e-5)
    #expect(theory.structuralBytes(of: [[.process]], after: 32) == 0)
    #expect(theory.structuralBytes(of: [[.request]], after: 32) == 0)
    #expect(theory.dsr(of: [kind]) == 0)
    #expect(theory.dsr(of: [[.request]]) == 1)
    #expect(theory.dsr(of: [[.process]]) == nil)
  }

  @Test("A class alone leaves a slab empty with the power of its objects' chance to be dead")
  func homogeneous() {
    var workload = Small.classes.workload
    workload.sessionObjects = 16
    workload.sessionSpan = 1
    let theory = ClassesTheory(workload)
    let expected = (0..<10).reduce(0.0) { sum, age in
      sum + 1 - pow(1 - exp(-Double(age) / Double(workload.sessionLife)), 16)
    }
    #expect(abs(theory.retainedSlabs(of: [.session], after: 10) - expected) < 1e-9)
  }

  @Test("The best division among some kinds of granule is the least of all of them")
  func best() {
    var workload = Small.classes.workload
    workload.epochs = 16
    let theory = ClassesTheory(workload)
    func bytes(_ kinds: [[LifetimeClass]]) -> Double {
      theory.structuralBytes(of: kinds, after: workload.epochs)
    }
    let best = theory.bestDivisions(1...5)
    #expect(best.map(\.count) == [1, 2, 3, 4, 5])
    for other in divisions(of: LifetimeClass.allCases) {
      #expect(bytes(other) >= bytes(best[other.count - 1]) - 1e-6)
    }
  }
}
