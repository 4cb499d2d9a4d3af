import Statistics
import Testing

@testable import Recordings

@Suite struct LifetimeLawTests {
  /// The lives of epochs that each stay retained for a drawn number of epochs, looked at after a
  /// run.
  private func lives(
    _ lifetime: Lifetime, p: Double = 1, epochs: UInt64, seed: UInt64
  ) -> [EpochLedger.Life] {
    var generator = Xoshiro256StarStar(seed: seed)
    return (0..<epochs).map { number in
      let isPinned = generator.bernoulli(p)
      let drawn = lifetime.draw(using: &generator).rounded(.up)
      let at = isPinned ? UInt64(min(drawn, 1e15)) : 0
      let last = epochs - number - 1
      return EpochLedger.Life(
        number: number, drainedAt: at <= last ? at : nil, lastLag: last)
    }
  }

  @Test func `fixed lifetimes level off at their length`() {
    let law = LifetimeLaw(lives(.fixed(40), epochs: 1_000, seed: 1), epochs: 1_000)
    #expect(law.verdict == .plateau(epochs: 40, levelAfter: 38))
    #expect(law.retained(after: 20) == 20)
    #expect(law.retained(after: 100_000) == 40)
  }

  @Test func `a share p of pinned epochs levels off at p times the length`() {
    let law = LifetimeLaw(lives(.fixed(40), p: 0.25, epochs: 4_000, seed: 2), epochs: 4_000)
    guard case .plateau(let epochs, _) = law.verdict else {
      Issue.record("no plateau: \(law.verdict)")
      return
    }
    #expect(abs(epochs - 10) < 1)
  }

  @Test func `exponential lifetimes level off at their mean`() {
    let law = LifetimeLaw(
      lives(.exponential(mean: 60), epochs: 3_000, seed: 3), epochs: 3_000)
    guard case .plateau(let epochs, let level) = law.verdict else {
      Issue.record("no plateau: \(law.verdict), \(law.tail)")
      return
    }
    // ceil(W) has the mean 60.5; 95 % of it after 60 ln 20 = 180 epochs.
    #expect(abs(epochs - 60.5) < 5)
    #expect(abs(level - 180) < 40)
  }

  @Test func `objects that never die make growth of one epoch for each p`() {
    let law = LifetimeLaw(
      lives(.fixed(.greatestFiniteMagnitude), p: 0.5, epochs: 1_000, seed: 4), epochs: 1_000)
    guard case .growth(let slope, let exponent) = law.verdict else {
      Issue.record("no growth: \(law.verdict)")
      return
    }
    #expect(exponent == 1)
    #expect(abs(slope - 0.5) < 0.05)
    #expect(abs(law.retained(after: 10_000) - 5_000) < 500)
  }

  @Test func `a Pareto tail below 1 grows as a power of time`() {
    let law = LifetimeLaw(
      lives(.pareto(minimum: 1, shape: 0.5), epochs: 20_000, seed: 5), epochs: 20_000)
    guard case .growth(_, let exponent) = law.verdict else {
      Issue.record("no growth: \(law.verdict), \(law.tail)")
      return
    }
    #expect(abs(exponent - 0.5) < 0.1)
    // R(t) of the closed form: the sum of a^-0.5 is 2 sqrt(t) + zeta(1/2), and 1 for age 0.
    let expected = 2 * 80_000.0.squareRoot() - 1.46 + 1
    #expect(abs(law.retained(after: 80_000) / expected - 1) < 0.1)
  }

  @Test func `a run too short for a verdict has none`() {
    #expect(LifetimeLaw([], epochs: 0).verdict == .undecided)
    #expect(LifetimeLaw([], epochs: 0).retained(after: 100) == 0)
    let law = LifetimeLaw(lives(.fixed(40), epochs: 6, seed: 6), epochs: 6)
    #expect(law.retained(after: 3) == 3)
  }
}
