import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct TheoryTests {
  private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  @Test("Growth per p is what 99,500 sessions take: a slab and its record, or a tenth of both")
  func growthPerP() throws {
    let configuration = PSweepConfiguration.standard
    let ring = configuration.workload.theory(reuse: .ring)
    let strict = configuration.workload.theory(reuse: .strict)
    #expect(ring.closes == 100_000 && ring.closesBeforeFirstSample == 500)
    #expect(ring.capacity == 10)
    // 99,500 * (4,096 + 64) = 413,920,000
    #expect(close(try strict.growthPerP(0.1), 413_920_000))
    // Of 16 slots with 6,250 sessions, less the 64 slabs that 500 sessions fill.
    #expect(close(try ring.growthPerP(1), (10_000 - 64) * 4_160))
    #expect(close(try strict.boundRatio(0.01), 1))
    #expect(close(try ring.boundRatio(1), 0.1))
    // Each ring slot's last slab is filled in part.
    #expect(abs(try ring.boundRatio(0.01) - 0.1072) < 5e-5)
    // 390.6 MiB a unit of p over the whole run, without records.
    let whole = ViolationTheory(
      reuse: .strict, closes: 100_000, closesBeforeFirstSample: 0,
      slabSize: 4_096 - ViolationTheory.recordSize, capacity: 10)
    #expect(close(try whole.growthPerP(1) / 1_048_576, 390.625))
  }

  @Test("Capacity is whole slots of the class that an object gets")
  func capacity() {
    var configuration = PSweepConfiguration.standard
    let slots = [
      (8, 64), (64, 64), (65, 96), (129, 192), (384, 384), (385, 512), (768, 768),
    ]
    for (size, slot) in slots {
      configuration.workload.sessionSize = size
      #expect(ParameterRules.slotSize(of: size) == slot)
      #expect(configuration.workload.theory(reuse: .ring).capacity == 4_096 / slot)
    }
  }

  @Test("Expected R-squared is 1 - 4(1-p)/(5 m p)")
  func expectedRSquared() throws {
    let theory = PSweepConfiguration.standard.workload.theory(reuse: .strict)
    #expect(theory.expectedRSquared(p: 0) == nil)
    #expect(theory.expectedRSquared(p: 1) == 1)
    // 4 * 0.99 / (5 * 1,000) and 4 * 0.5 / (5 * 50,000)
    #expect(close(1 - (try #require(theory.expectedRSquared(p: 0.01))), 0.000792, 1e-9))
    #expect(close(1 - (try #require(theory.expectedRSquared(p: 0.5))), 0.000008, 1e-9))
  }

  @Test("Bernoulli paths leave the residual that the closed form expects", arguments: [0.1, 0.5])
  func simulatedRSquared(p: Double) throws {
    let steps = 1_000
    let paths = 600
    let seed: UInt64 = 20
    var random = Xoshiro256StarStar(seed: seed)
    let x = (1...steps).map(Double.init)
    var residuals: [Double] = []
    for _ in 0..<paths {
      var count = 0.0
      let y = x.map { _ in
        count += random.bernoulli(p) ? 1 : 0
        return count
      }
      residuals.append(1 - (try #require(try LinearFit(x: x, y: y).rSquared)))
    }
    var theory = PSweepConfiguration.standard.workload.theory(reuse: .strict)
    theory.closes = steps
    let expected = 1 - (try #require(theory.expectedRSquared(p: p)))
    let deviation = try sampleDeviation(of: residuals) / Double(paths).squareRoot()
    let measured = try mean(of: residuals)
    // The form is of first order in 1 / (m p), so a few per cent are left to the second.
    #expect(
      abs(measured - expected) <= 4 * deviation + 0.02 * expected,
      "seed \(seed): \(measured), expected \(expected), deviation of the mean \(deviation)")
    // The scatter that `residualFactor` allows for.
    #expect(
      abs(deviation * Double(paths).squareRoot() / measured - 0.62) < 0.15, "seed \(seed)")
  }

  @Test("The residual of many seeds may be twice its expectation, of one seed five times")
  func residualFactor() {
    #expect(PSweepAnalysis.residualFactor(seeds: 1) == 5)
    #expect(PSweepAnalysis.residualFactor(seeds: 4) == 3)
    #expect(PSweepAnalysis.residualFactor(seeds: 5) == 2)
    #expect(PSweepAnalysis.residualFactor(seeds: 100) == 2)
  }
}
