import Statistics
import Testing

// Reference values are scipy.stats 1.17.1: expon, lognorm, pareto.
@Suite struct LifetimeTests {
  private struct Reference {
    var lifetime: Lifetime
    var mean: Double
    var survival: [Double]
    var quantiles: [Double]
  }

  private static let durations = [0.5, 100, 350, 1_000, 2_500, 40_000, 1e6]
  private static let probabilities = [0.001, 0.1, 0.5, 0.9, 0.999]

  private static let references = [
    Reference(
      lifetime: .exponential(mean: 1_000), mean: 1_000,
      survival: [
        0.9995001249791693, 0.9048374180359595, 0.7046880897187134, 0.36787944117144233,
        0.0820849986238988, 4.248354255291589e-18, 0,
      ],
      quantiles: [
        1.0005003335835334, 105.36051565782631, 693.1471805599452, 2302.5850929940457,
        6907.755278982136,
      ]),
    Reference(
      lifetime: .lognormal(median: 600, shape: 1), mean: 989.2327624200769,
      survival: [
        0.9999999999993298, 0.9634142480829571, 0.705055365460093, 0.30473658251023167,
        0.07677317943158571, 1.3363143400913273e-05, 5.919092863327107e-14,
      ],
      quantiles: [
        27.294831148592117, 166.5637451112059, 600, 2161.3346875674943, 13189.310387749698,
      ]),
    Reference(
      lifetime: .pareto(minimum: 1_000, shape: 0.9), mean: .infinity,
      survival: [
        1, 1, 1, 1, 0.4383832905540869, 0.03615313873979811, 0.0019952623149688794,
      ],
      quantiles: [
        1001.1122851681466, 1124.1950175948293, 2160.119477784612, 12915.496650148843,
        2154434.6900318824,
      ]),
    Reference(
      lifetime: .pareto(minimum: 300, shape: 1.5), mean: 900,
      survival: [
        1, 1, 0.7935600855193298, 0.1643167672515498, 0.041569219381653054,
        0.000649519052838329, 5.196152422706631e-06,
      ],
      quantiles: [
        300.20016681495076, 321.8297948685432, 476.2203155904598, 1392.4766500838339,
        29999.999999999975,
      ]),
  ]

  @Test("Means, tails and quantiles agree with their references to 12 digits")
  func references() throws {
    for reference in Self.references {
      let lifetime = reference.lifetime
      #expect(
        lifetime.mean == reference.mean || relativeError(lifetime.mean, reference.mean) < 1e-12)
      for (duration, expected) in zip(Self.durations, reference.survival) {
        let error = relativeError(lifetime.survival(beyond: duration), expected)
        #expect(error < 1e-12, "\(lifetime) beyond \(duration): error \(error)")
      }
      for (probability, expected) in zip(Self.probabilities, reference.quantiles) {
        let error = relativeError(try lifetime.quantile(probability), expected)
        #expect(error < 1e-12, "\(lifetime) at \(probability): error \(error)")
      }
    }
  }

  @Test("A fixed lifetime is survived up to its duration and not beyond")
  func fixed() throws {
    let lifetime = Lifetime.fixed(7)
    #expect(lifetime.mean == 7)
    #expect(lifetime.survival(beyond: 6.9) == 1 && lifetime.survival(beyond: 7) == 0)
    #expect(try lifetime.quantile(0.3) == 7)
    #expect(throws: StatisticsError.self) { try lifetime.quantile(1.5) }
  }

  @Test("Draws exceed each quantile as often as they should")
  func draws() throws {
    let trials = 20_000
    for (index, reference) in Self.references.enumerated() {
      let seed = UInt64(index)
      var generator = Xoshiro256StarStar(seed: seed)
      let draws = (0..<trials).map { _ in reference.lifetime.draw(using: &generator) }
      #expect(draws.allSatisfy { $0.isFinite && $0 > 0 })
      for probability in Self.probabilities {
        let limit = try reference.lifetime.quantile(probability)
        let z = try binomialZ(
          successes: draws.count { $0 <= limit }, trials: trials, expected: probability)
        #expect(z.magnitude < 4, "seed \(seed), \(reference.lifetime) at \(probability): \(z)")
      }
    }
  }

  @Test("Every lifetime takes one word of the generator")
  func words() {
    for lifetime in [Lifetime.fixed(1)] + Self.references.map(\.lifetime) {
      var drawn = Xoshiro256StarStar(seed: 3)
      _ = lifetime.draw(using: &drawn)
      var stepped = Xoshiro256StarStar(seed: 3)
      _ = stepped.next()
      #expect(drawn == stepped)
    }
  }
}
