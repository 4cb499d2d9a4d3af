import Testing

@testable import drainbench

@Suite struct RandomArgumentsTests {
  @Test("random words never crash and end in a request or in one sentence and status 64")
  func totality() {
    let seed: UInt64 = 20_240_611
    var random = SplitMix(state: seed)
    var outcomes = (requests: 0, errors: 0)
    for round in 0..<20_000 {
      let words = Self.words(&random)
      let result = Sample.run(words)
      let place: Comment = "seed \(seed), round \(round): \(words)"
      do {
        let request = try Sample.tool.parse(words)
        outcomes.requests += 1
        #expect(result.status != .usage, place)
        if case .run(_, let invocation) = request, invocation.command == "psweep" {
          #expect(invocation[Sample.p].allSatisfy { 0 <= $0 && $0 <= 1 }, place)
          #expect(1...10_000_000 ~= invocation[Sample.requests], place)
          #expect(invocation[Sample.jobs].map { 1...256 ~= $0 } ?? true, place)
          #expect(!invocation[Sample.out].isEmpty, place)
        }
      } catch {
        outcomes.errors += 1
        #expect(result.status == .usage && result.output.isEmpty, place)
        #expect(result.errors.split(separator: "\n").count == 2, place)
        #expect(result.errors.hasPrefix("drainbench"), place)
      }
    }
    #expect(outcomes.requests > 1_000 && outcomes.errors > 1_000)
  }

  @Test("the order of options and the spelling of their values change nothing")
  func orderAndSpelling() throws {
    let seed: UInt64 = 7
    var random = SplitMix(state: seed)
    for round in 0..<500 {
      let requests = Int.random(in: 1...10_000_000, using: &random)
      let scale = Double.random(in: 0.001...8, using: &random)
      let fractions = (0..<3).map { _ in Double.random(in: 0...1, using: &random) }
      var options = [
        ["requests", "\(requests)"], ["scale", "\(scale)"], ["reuse", "strict"],
        ["p", fractions.map { "\($0)" }.joined(separator: ",")],
      ]
      options.shuffle(using: &random)
      let words = options.flatMap { option in
        Bool.random(using: &random)
          ? ["--\(option[0])", option[1]] : ["--\(option[0])=\(option[1])"]
      }
      let invocation = try Sample.psweep.parse(words)
      let place: Comment = "seed \(seed), round \(round): \(words)"
      #expect(invocation[Sample.requests] == requests, place)
      #expect(invocation[Sample.scale] == scale, place)
      #expect(invocation[Sample.p] == fractions, place)
      #expect(invocation[Sample.reuse] == .strict, place)
    }
  }

  private static func words(_ random: inout SplitMix) -> [String] {
    let options = Sample.psweep.allOptions.flatMap(\.spellings) + ["--x", "-", "--", "---", "--="]
    let values = [
      "0", "1", "0.5", "-1", "1e9", "1e999", "nan", "ring", "strict", "ring,strict", ",", "0,1", "",
      "4096", "results", "a b", "\u{1B}[2J", "é", "\u{301}", "👩‍👩‍👧", "=", "18446744073709551616",
    ]
    var words: [String] = []
    if Int.random(in: 0..<8, using: &random) > 0 {
      words.append(Sample.tool.commands.randomElement(using: &random)!.name)
    }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: words.append(options.randomElement(using: &random)!)
      case 1: words.append(values.randomElement(using: &random)!)
      case 2:
        words.append(
          options.randomElement(using: &random)! + "=" + values.randomElement(using: &random)!)
      default:
        let length = Int.random(in: 0...6, using: &random)
        let scalars = (0..<length).map { _ in
          Character(Unicode.Scalar(UInt8.random(in: 1...127, using: &random)))
        }
        words.append(String(scalars))
      }
    }
    return words
  }
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
