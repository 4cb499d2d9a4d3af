import Statistics
import Testing

@Suite struct BinomialDistributionTests {
  // Trials, probability, and successes with their mass and upper tail: scipy.stats.binom 1.17.1.
  private static let references: [(Int, Double, [(Int, Double, Double)])] = [
    (
      10, 0.3,
      [(0, 0.0282475249, 0.9717524751), (3, 0.266827932, 0.3503892816), (10, 5.9049e-06, 0)]
    ),
    (
      6_250, 0.01,
      [
        (30, 1.8766197244140595e-06, 0.9999964973977384),
        (62, 0.050747611591043594, 0.49170104662295144),
        (100, 2.6831420662128082e-06, 4.130024534998251e-06),
      ]
    ),
    (
      100_000, 0.5,
      [
        (49_500, 1.7000124003180936e-05, 0.9992088200605742),
        (50_000, 0.0025231262141967386, 0.4987384368929022),
        (50_500, 1.700012400317946e-05, 0.0007741798154225831),
      ]
    ),
    (
      100_000, 1e-5,
      [
        (0, 0.3678776017665722, 0.6321223982334279), (1, 0.36788128057937847, 0.26424111765404956),
        (5, 0.0030654933990540683, 0.0005941235060020693),
      ]
    ),
    (
      200, 0.97,
      [
        (180, 2.339536691299407e-06, 0.9999968359823207),
        (194, 0.16308598866309443, 0.4432292123284072), (200, 0.0022612410099957653, 0),
      ]
    ),
  ]

  @Test("Masses and upper tails agree with their references to 10 digits")
  func references() throws {
    for (trials, probability, values) in Self.references {
      let binomial = try BinomialDistribution(trials: trials, probability: probability)
      for (successes, mass, tail) in values {
        let massError = relativeError(binomial.mass(at: successes), mass)
        let tailError = relativeError(binomial.exceeding(successes), tail)
        #expect(massError < 1e-10 && tailError < 1e-10, "\(trials), \(probability), \(successes)")
      }
    }
  }

  @Test("Expectations are those of the distribution")
  func expectation() throws {
    let binomial = try BinomialDistribution(trials: 6_250, probability: 0.01)
    #expect(relativeError(binomial.expectation { Double($0) }, 62.5) < 1e-12)
    // Ten to a slab, the last one partly filled.
    let slabs = binomial.expectation { Double(($0 + 9) / 10) }
    #expect(relativeError(slabs, 6.699997818403078) < 1e-10)
  }

  @Test("Certain and impossible trials have one outcome")
  func ends() throws {
    for (probability, successes) in [(0.0, 0), (1.0, 12)] {
      let binomial = try BinomialDistribution(trials: 12, probability: probability)
      #expect(binomial.mass(at: successes) == 1)
      #expect(binomial.exceeding(successes) == 0 && binomial.exceeding(successes - 1) == 1)
      #expect(binomial.expectation { Double($0) } == Double(successes))
    }
    #expect(try BinomialDistribution(trials: 0, probability: 0.5).mass(at: 0) == 1)
    #expect(throws: StatisticsError.self) {
      try BinomialDistribution(trials: -1, probability: 0.5)
    }
    #expect(throws: StatisticsError.self) {
      try BinomialDistribution(trials: 1, probability: 1.5)
    }
  }
}
