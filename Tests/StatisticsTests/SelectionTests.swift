import Statistics
import Testing

@Suite struct SelectionTests {
  @Test(
    "a selection has its size, ascends and stays below the total",
    arguments: 1...30 as ClosedRange<UInt64>)
  func shape(seed: UInt64) {
    var random = Xoshiro256StarStar(seed: seed)
    let total = Int(random.nextBounded(200))
    let count = total == 0 ? 0 : Int(random.nextBounded(UInt64(total + 1)))
    var chosen: [Int] = []
    random.select(count, of: total) { chosen.append($0) }
    #expect(chosen.count == count, "seed \(seed)")
    #expect(zip(chosen, chosen.dropFirst()).allSatisfy(<), "seed \(seed)")
    #expect(chosen.allSatisfy { (0..<total).contains($0) }, "seed \(seed)")
  }

  @Test("every pair of numbers is chosen alike often")
  func uniform() {
    var random = Xoshiro256StarStar(seed: 11)
    var counts: [[Int]: Int] = [:]
    let draws = 30_000
    for _ in 0..<draws {
      var chosen: [Int] = []
      random.select(2, of: 6) { chosen.append($0) }
      counts[chosen, default: 0] += 1
    }
    #expect(counts.count == 15)
    // Chi-squared with 14 degrees of freedom is above 36.1 once in a thousand seeds.
    let expected = Double(draws) / 15
    let chiSquared = counts.values.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(chiSquared < 36.1)
  }
}
