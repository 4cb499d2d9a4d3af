import TestSupport
import Foundation
import Statistics
import Testing

@testable import Exhibits

@Suite struct ScaleTests {
  @Test("Steps are 1, 2 or 5 times a power of ten, and never more of them than there is room for")
  func steps() {
    let seed: UInt64 = 11
    var random = Xoshiro256StarStar(seed: seed)
    for _ in 0..<2_000 {
      let low = Double.random(in: -1e6...1e6, using: &random)
      let high = low + pow(10, Double.random(in: -6...9, using: &random))
      let limit = Int.random(in: 2...12, using: &random)
      let step = Ticks.step(from: low, to: high, atMost: limit)
      let mantissa = step / pow(10, (log10(step) + 1e-9).rounded(.down))
      #expect(
        [1, 2, 5].contains { abs(mantissa - $0) < 1e-6 }, "seed \(seed): \(low)...\(high): \(step)")
      #expect((high - low) / step <= Double(limit) * (1 + 1e-6), "seed \(seed): \(low)...\(high)")
    }
  }

  @Test("Every value has a place between the ends, in order, on linear and logarithmic axes")
  func places() {
    let seed: UInt64 = 12
    var random = Xoshiro256StarStar(seed: seed)
    for round in 0..<500 {
      let values = (0..<20).map { _ in pow(10, Double.random(in: -4...8, using: &random)) }.sorted()
      for axis in [Axis.linear("x"), .logarithmic("x"), .linear("x", startsAtZero: false)] {
        let scale = Scale(axis, values: values, tickLimit: 6)
        let shares = values.compactMap(scale.share)
        #expect(shares.count == values.count, "seed \(seed), round \(round)")
        #expect(shares.allSatisfy { -1e-9...1 + 1e-9 ~= $0 }, "seed \(seed), round \(round)")
        #expect(shares == shares.sorted(), "seed \(seed), round \(round)")
        #expect(scale.ticks.count >= 2, "seed \(seed), round \(round): \(scale.domain)")
        #expect(
          Set(scale.ticks.map(\.label)).count == scale.ticks.count,
          "seed \(seed), round \(round): \(scale.ticks)")
        #expect(scale.ticks.allSatisfy { -1e-9...1 + 1e-9 ~= scale.share(of: $0.value) ?? -1 })
      }
    }
  }

  @Test("An axis of bytes counts in one binary unit and has round labels in it")
  func bytes() {
    let scale = Scale(.linear("growth", .bytes()), values: [0, 41 * 1_048_576], tickLimit: 8)
    #expect(scale.title == "growth, MiB")
    #expect(scale.ticks.map(\.label) == ["0", "10", "20", "30", "40", "50"])
    #expect(scale.domain.upperBound == 50 * 1_048_576)
  }

  @Test("A logarithmic axis marks 1, 2 and 5, or whole decades where there is less room")
  func logarithmic() {
    let wide = Scale(.logarithmic("p"), values: [0.01, 0.3], tickLimit: 8)
    #expect(wide.ticks.map(\.label) == ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5"])
    let narrow = Scale(.logarithmic("p"), values: [0.001, 800], tickLimit: 7)
    #expect(
      narrow.ticks.map(\.label) == ["0.001", "0.01", "0.1", "1", "10", "100", "1,000"])
    let few = Scale(.logarithmic("p"), values: [1e-9, 1e9], tickLimit: 5)
    #expect(few.ticks.count <= 5 && few.ticks.count >= 2)
  }

  @Test("What has no logarithm has no place on a logarithmic axis, and does not stretch it")
  func noLogarithm() {
    let scale = Scale(.logarithmic("x"), values: [0, -5, .nan, 1, 100], tickLimit: 5)
    #expect(scale.ticks.first?.value == 1 && scale.ticks.last?.value == 100)
    #expect(scale.domain.lowerBound > 0.8 && scale.domain.upperBound < 120)
    #expect(scale.share(of: 0) == nil && scale.share(of: -1) == nil)
    #expect(scale.share(of: .infinity) == nil)
    #expect(abs((scale.share(of: 10) ?? 0) - 0.5) < 1e-9)
  }

  @Test("A constant, and nothing at all, still have an axis")
  func degenerate() {
    for values in [[], [0.0], [7.0], [-3.0, -3.0]] {
      for axis in [Axis.linear("x"), .logarithmic("x"), .linear("x", startsAtZero: false)] {
        let scale = Scale(axis, values: values, tickLimit: 5)
        #expect(scale.domain.lowerBound < scale.domain.upperBound)
        #expect(scale.ticks.count >= 2, "\(values): \(scale.ticks)")
      }
    }
  }

  @Test("Labels in a chart have three digits and the unit that suits them")
  func labels() {
    #expect(NumberStyle.bytes().label(41.4 * 1_048_576) == "41.4\u{A0}MiB")
    #expect(NumberStyle.bytes().label(0) == "0\u{A0}bytes")
    #expect(NumberStyle.nanoseconds.label(1_463) == "1.46\u{A0}µs")
    #expect(NumberStyle.percent.label(0.00152) == "0.152\u{A0}%")
    #expect(NumberStyle.count.label(36_782) == "36,782")
    #expect(NumberStyle.count.label(1_234_567) == "1.23\u{A0}million")
    #expect(NumberStyle.plain().label(-0.5) == "\u{2212}0.500")
    #expect(NumberStyle.text(-1_000, step: 500) == "\u{2212}1,000")
    #expect(NumberStyle.text(-1e-12, step: 0.1) == "0.0")
    #expect(NumberStyle.text(0.30000000000000004, step: 0.1) == "0.3")
  }
}
