import Statistics
import Testing

/// A generator that plays back words, to reach the edges that a seed would not.
private struct Playback: RandomNumberGenerator {
  var words: [UInt64]
  var consumed = 0

  mutating func next() -> UInt64 {
    defer { consumed += 1 }
    return words[consumed]
  }
}

@Suite("Random generators")
struct RandomGeneratorTests {
  @Test("SplitMix64 gives the published words of seed 1234567")
  func splitMixReference() {
    var generator = SplitMix64(seed: 1_234_567)
    let words = (0..<5).map { _ in generator.next() }
    #expect(
      words == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test("xoshiro256** gives the published words of state 1, 2, 3, 4")
  func xoshiroReference() {
    var generator = Xoshiro256StarStar(state: (1, 2, 3, 4))
    let words = (0..<10).map { _ in generator.next() }
    #expect(
      words == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
        607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
        10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
      ])
  }

  @Test("A seed fills the state of xoshiro256** with the first words of SplitMix64")
  func seeding() {
    let generator = Xoshiro256StarStar(seed: 1_234_567)
    #expect(
      generator.state == (
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431
      ))
  }

  // The reference state is the transition's 256 x 256 matrix over GF(2), built one unit vector at
  // a time in Python and squared 128 times, applied to 1, 2, 3, 4.
  @Test("A jump is 2^128 steps")
  func jump() {
    var generator = Xoshiro256StarStar(state: (1, 2, 3, 4))
    generator.jump()
    #expect(
      generator.state == (
        0x8c7a_1539_56b5_f3d1, 0x701f_1a71_3401_d85e,
        0x6527_f66a_6546_9085, 0x8386_b786_c440_8050
      ))
  }

  @Test("nextUnit stays in [0, 1) and takes the 53 high bits")
  func unitEdges() {
    var generator = Playback(words: [0, .max, 1 << 11, 1 << 63, (1 << 11) - 1])
    let units = (0..<5).map { _ in generator.nextUnit() }
    #expect(units == [0, 1 - 0x1p-53, 0x1p-53, 0.5, 0])
  }

  @Test("bernoulli never succeeds at 0, always at 1, and consumes one word each time")
  func bernoulliEdges() {
    for word in [0, UInt64.max] {
      var generator = Playback(words: [word, word])
      let (never, always) = (generator.bernoulli(0), generator.bernoulli(1))
      #expect(!never && always)
      #expect(generator.consumed == 2)
    }
  }

  @Test("bernoulli succeeds at its rate", arguments: [0.01, 0.05, 0.25, 0.5, 0.9])
  func bernoulliRate(p: Double) throws {
    let seed: UInt64 = 11
    var generator = Xoshiro256StarStar(seed: seed)
    let trials = 50_000
    let successes = (0..<trials).count { _ in generator.bernoulli(p) }
    let z = try binomialZ(successes: successes, trials: trials, expected: p)
    #expect(z.magnitude < 4, "seed \(seed), p \(p): \(z) deviations")
  }

  // For n = 3 the words whose product's low half is below 2^64 mod 3 = 1 are rejected: only 0.
  @Test("nextBounded rejects the words that would bias it")
  func boundedRejects() {
    var generator = Playback(words: [0, .max])
    let outcome = generator.nextBounded(3)
    #expect(outcome == 2)
    #expect(generator.consumed == 2)
  }

  @Test("nextBounded is uniform over its outcomes", arguments: [1, 2, 3, 7, 10] as [UInt64])
  func boundedUniform(n: UInt64) throws {
    let seed: UInt64 = 5
    var generator = Xoshiro256StarStar(seed: seed)
    let trials = 20_000
    var counts = [Int](repeating: 0, count: Int(n))
    for _ in 0..<trials { counts[Int(generator.nextBounded(n))] += 1 }
    for (outcome, count) in counts.enumerated() {
      let z = try binomialZ(successes: count, trials: trials, expected: 1 / Double(n))
      #expect(z.magnitude < 4.5, "seed \(seed), n \(n), outcome \(outcome): \(z) deviations")
    }
  }
}
