import Foundation
import Results
import Statistics
import Testing

@testable import Experiments

@Suite struct TheoryTests {
  private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * abs(b)
  }

  @Test("Growth per p is what 99,500 sessions take: a slab and its record, or what slots share")
  func growthPerP() throws {
    let configuration = PSweepConfiguration.standard
    let ring = configuration.workload.theory(reuse: .ring)
    let strict = configuration.workload.theory(reuse: .strict)
    #expect(ring.closes == 100_000 && ring.closesBeforeFirstSample == 500 && ring.capacity == 10)
    // 99,500 * (4,096 + 64) = 413,920,000
    #expect(close(try strict.growthPerP(0.5), 413_920_000))
    #expect(close(try strict.boundRatio(0.01), 1))
    // 16 slots of 6,250 sessions in 625 slabs each; after 500 closes 31 or 32 in 4 each.
    #expect(close(try ring.growthPerP(1), (10_000 - 64) * 4_160))
    #expect(close(try ring.boundRatio(1), 0.1))
    // Each slot's last slab is partly filled, 0.45 of a slab in the mean: 0.1 + 16 * 0.45 / 1,000.
    #expect(close(try ring.boundRatio(0.01), 0.1072, 1e-4))
    // 390.6 MiB a unit of p over the whole run, without records.
    let whole = ViolationTheory(
      reuse: .strict, closes: 100_000, closesBeforeFirstSample: 0,
      slabSize: 4_096 - ViolationTheory.recordSize, capacity: 10)
    #expect(close(try whole.growthPerP(1) / 1_048_576, 390.625))
  }

  @Test("The expected path and its R-squared are those of simulated ring slots")
  func ringPath() throws {
    let closes = (1...24).map { $0 * 100 }
    for p in [0.02, 0.3] {
      let path = try RetainedPath(reuse: .ring, p: p, closes: closes, capacity: 10)
      let seed: UInt64 = 31
      var random = Xoshiro256StarStar(seed: seed)
      let x = closes.map(Double.init)
      var sums = [Double](repeating: 0, count: closes.count)
      var residuals: [Double] = []
      let paths = 400
      for _ in 0..<paths {
        var sessions = [Int](repeating: 0, count: 16)
        var y: [Double] = []
        for close in 1...2_400 {
          sessions[(close - 1) % 16] += random.bernoulli(p) ? 1 : 0
          if close % 100 == 0 { y.append(Double(sessions.reduce(0) { $0 + ($1 + 9) / 10 })) }
        }
        sums = zip(sums, y).map { $0 + $1 }
        residuals.append(1 - (try #require(try LinearFit(x: x, y: y).rSquared)))
      }
      for (sum, mean) in zip(sums, path.means) {
        #expect(abs(sum / Double(paths) - mean) < 0.04 * mean + 0.3, "seed \(seed), p \(p)")
      }
      let expected = 1 - (try #require(path.expectedRSquared))
      let measured = try mean(of: residuals)
      let deviation = try sampleDeviation(of: residuals) / Double(paths).squareRoot()
      // A quotient of expectations is not quite the expectation of quotients.
      #expect(
        abs(measured - expected) < 4 * deviation + 0.03 * expected,
        "seed \(seed), p \(p): \(measured), expected \(expected)")
    }
  }

  @Test("Where nothing is random the path is the staircase, and strict ones keep the closed form")
  func certainPath() throws {
    let closes = (1...20).map { $0 * 16 }
    let path = try RetainedPath(reuse: .ring, p: 1, closes: closes, capacity: 10)
    let staircase = (1...20).map { Double(16 * (($0 + 9) / 10)) }
    for (mean, step) in zip(path.means, staircase) { #expect(abs(mean - step) < 1e-9) }
    let fit = try LinearFit(x: closes.map(Double.init), y: staircase)
    #expect(abs((path.expectedRSquared ?? 0) - (fit.rSquared ?? 1)) < 1e-9)
    let strict = try RetainedPath(
      reuse: .strict, p: 0.1, closes: (1...200).map { $0 * 500 }, capacity: 10)
    let expected = try #require(
      PSweepConfiguration.standard.workload.theory(reuse: .strict).expectedRSquared(p: 0.1))
    #expect(close(1 - (strict.expectedRSquared ?? 0), 1 - expected, 0.02))
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

  @Test("The more seeds, the nearer the mean residual has to be to its expectation")
  func residualFactor() {
    let factors = [1, 2, 5, 20, 100].map(PSweepAnalysis.residualFactor)
    #expect(factors == factors.sorted(by: >))
    #expect(factors[0] < 5 && factors[2] > 2 && factors[4] < 1.25 && factors[4] > 1.19)
  }
}
