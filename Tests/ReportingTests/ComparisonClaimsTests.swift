import TestSupport
import Exhibits
import Foundation
import Results
import Statistics
import Testing

@testable import Experiments
@testable import Reporting

@Suite struct ComparisonClaimsTests {
  private static let patterns = (1...8).map { "pattern-\($0)" }

  /// Rounds of a benchmark whose times are log-normal about 10 ns.
  ///
  /// - Parameters:
  ///   - noise: the deviation of the logarithm.
  ///   - factor: what the times of a row are multiplied by.
  private func bench(
    rounds: Int, noise: Double, allocators: [String] = [BenchRow.ownAllocator],
    _ generator: inout Xoshiro256StarStar, factor: (BenchRow) -> Double = { _ in 1 }
  ) throws -> String {
    var rows: [BenchRow] = []
    for round in 1...rounds {
      for allocator in allocators {
        for pattern in Self.patterns {
          var row = BenchRow.blank
          (row.allocator, row.pattern, row.threads, row.round) = (allocator, pattern, 1, round)
          let z = try StandardNormal.quantile(generator.nextUnit() + 0x1p-54)
          row.nsPerPair = 10 * factor(row) * exp(noise * z)
          rows.append(row)
        }
      }
    }
    return try BenchRow.csvText(of: rows)
  }

  @Test("Two runs of one program give no regression in 95 of 100 repetitions, over a whole file")
  func sameProgram() throws {
    let seed: UInt64 = 11
    var generator = Xoshiro256StarStar(seed: seed)
    let settings = ComparisonSettings(alpha: 0.05, thresholdPercent: 0)
    var claims = 0
    var regressions = 0
    for _ in 0..<100 {
      let found = try comparison(
        bench(rounds: 7, noise: 0.2, &generator), bench(rounds: 7, noise: 0.2, &generator),
        named: "bench.csv", settings: settings)
      regressions += found.count(of: .regression) > 0 ? 1 : 0
      claims += found.claims.contains { $0 != .none } ? 1 : 0
    }
    #expect(regressions <= 5, "seed \(seed): \(regressions)")
    let z = try binomialZ(successes: claims, trials: 100, expected: settings.alpha)
    #expect(z < 3, "seed \(seed): \(claims)")
  }

  @Test("A row that is 10 % slower in 10 rounds is flagged, and no other")
  func slower() throws {
    let seed: UInt64 = 12
    var generator = Xoshiro256StarStar(seed: seed)
    let found = try comparison(
      bench(rounds: 10, noise: 0.03, &generator),
      bench(rounds: 10, noise: 0.03, &generator) { $0.pattern == "pattern-3" ? 1.1 : 1 },
      named: "bench.csv")
    let moved = found.measurements.filter { $0.claim != .none }
    #expect(moved.map(\.key) == [["temporal-slab", "pattern-3", "1"]], "seed \(seed)")
    #expect(moved.first?.claim == .regression)
    #expect(moved.first?.ratio?.interval.contains(1.1) == true, "seed \(seed)")
    #expect(found.count(of: .regression) == 1)
    // The same the other way round is an improvement.
    let text = TableFormat.markdown.render(found.tables)
    #expect(text.contains("| regression |"))
  }

  @Test("A change below the threshold is no claim, however sure it is")
  func threshold() throws {
    var generator = Xoshiro256StarStar(seed: 13)
    let base = try bench(rounds: 10, noise: 0.001, &generator)
    let head = try bench(rounds: 10, noise: 0.001, &generator) { _ in 0.96 }
    #expect(try comparison(base, head, named: "bench.csv").claims.allSatisfy { $0 == .none })
    let strict = try comparison(
      base, head, named: "bench.csv",
      settings: ComparisonSettings(alpha: 0.05, thresholdPercent: 3))
    #expect(strict.claims.allSatisfy { $0 == .improvement })
  }

  @Test("Where the other allocators moved as well, a row has to move beyond all of them")
  func anotherMachine() throws {
    var generator = Xoshiro256StarStar(seed: 14)
    let names = [BenchRow.ownAllocator, "glibc", "jemalloc", "mimalloc"]
    let base = try bench(rounds: 10, noise: 0.03, allocators: names, &generator)
    let head = try bench(rounds: 10, noise: 0.03, allocators: names, &generator) { row in
      row.pattern == "pattern-1" && !row.isReference ? 2 : 1.3
    }
    let found = try comparison(base, head, named: "bench.csv")
    let own = found.measurements.filter { !$0.isReference }
    #expect(own.map(\.claim) == [.regression] + Array(repeating: .none, count: 7))
    #expect(own.map(\.followsReferences) == [false] + Array(repeating: true, count: 7))
    #expect(found.measurements.filter(\.isReference).allSatisfy { $0.claim == .none })
  }

  @Test("What moved no further than another allocator is not claimed, though that alone be chance")
  func disturbedRounds() throws {
    let names = [BenchRow.ownAllocator, "tcmalloc"]
    var generator = Xoshiro256StarStar(seed: 15)
    let base = try bench(rounds: 10, noise: 0.01, allocators: names, &generator) { row in
      // Three rounds of the other allocator's were disturbed in the base, eight in the head.
      row.isReference && row.round <= 3 ? 1.6 : 1
    }
    let head = try bench(rounds: 10, noise: 0.01, allocators: names, &generator) { row in
      row.isReference ? (row.round <= 8 ? 1.6 : 1) : (row.round <= 9 ? 1.5 : 1)
    }
    let found = try comparison(base, head, named: "bench.csv")
    let own = found.measurements.filter { !$0.isReference }
    #expect(own.allSatisfy { ($0.adjustedPValue ?? 1) <= 0.05 })
    #expect(own.allSatisfy { $0.claim == .none && $0.followsReferences })
  }

  @Test("Memory is claimed over all rows at once where each has too few seeds")
  func wholeColumn() throws {
    func rows(_ factor: Double) throws -> String {
      var rows: [PSweepRow] = []
      for p in stride(from: 0.1, to: 1, by: 0.1) {
        for seed in 1...5 {
          var row = PSweepRow.blank
          (row.p, row.seed) = (p, UInt64(seed))
          row.rssGrowthBytes = Int(factor * 1e6) + seed * 1_000
          rows.append(row)
        }
      }
      return try PSweepRow.csvText(of: rows)
    }
    let found = try comparison(try rows(1), try rows(1.5), named: "psweep.csv")
    #expect(found.measurements.allSatisfy { $0.adjustedPValue == nil && $0.claim == .none })
    let column = found.files[0].measured.first { $0.name == "rss_growth_bytes" }
    #expect(column?.whole?.claim == .regression)
    #expect(found.count(of: .regression) == 1)
    #expect(found.remarks.contains { $0.contains("too few repeats") })
    let time = found.files[0].measured.first { $0.name == "wall_seconds" }
    #expect(time?.whole == nil)
  }

  @Test("What is measured once a side, as a coefficient is, gives no claim, alone or together")
  func single() throws {
    func rows(_ factor: Double) throws -> String {
      try Coefficient.csvText(
        of: (1...40).map { index in
          var row = Coefficient.blank
          (row.experiment, row.coefficient, row.parameter) = (
            "psweep", "growth", Parameters(csvField: "p=\(index)")!
          )
          row.value = factor * Double(index)
          return row
        })
    }
    let found = try comparison(try rows(1), try rows(2), named: "coefficients.csv")
    #expect(found.claims.allSatisfy { $0 == .none })
    #expect(found.files[0].measured.allSatisfy { $0.whole == nil })
    #expect(found.tables.isEmpty)
  }

  @Test("CSV and JSON hold every measurement with its figures, and read back")
  func machineFormats() throws {
    var generator = Xoshiro256StarStar(seed: 15)
    let found = try comparison(
      bench(rounds: 6, noise: 0.1, &generator), bench(rounds: 6, noise: 0.1, &generator),
      named: "bench.csv")
    let text = try ComparisonRow.csvText(of: found.rows)
    let rows = try ComparisonRow.read(Array(text.utf8), file: "compare.csv")
    #expect(rows == found.rows)
    #expect(rows.count { $0.kind == "measurement" } == Self.patterns.count)
    let json = try JSONValue.parse(Array(found.json.utf8), file: "compare.json")
    guard case .object(let members) = json.kind, case .array(let files) = members["files"]?.kind
    else {
      Issue.record("\(found.json)")
      return
    }
    #expect(files.count == 1)
    #expect(members["alpha"] == 0.05)
  }
}
