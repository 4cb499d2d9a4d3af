import Statistics
import Testing

@testable import Recordings

@Suite struct DurationHistogramTests {
  @Test func `survival is that of the product-limit estimate`() {
    // Kaplan and Meier by hand: ends at 6, 7, 10, 15, 19, 25 and cuts at 6, 9, 10, 11, 17, 20.
    var histogram = DurationHistogram()
    for end in [6, 7, 10, 15, 19, 25] as [UInt64] { histogram.recordEnded(end) }
    for cut in [6, 9, 10, 11, 17, 20] as [UInt64] { histogram.recordOpen(cut) }
    let survival = Dictionary(
      uniqueKeysWithValues: histogram.survival.map { ($0.through, $0.share) })
    var share = 1.0
    for (time, atRisk) in [(6, 12.0), (7, 10.0), (10, 8.0), (15, 5.0), (19, 3.0), (25, 1.0)] {
      share *= 1 - 1 / atRisk
      #expect(abs(survival[UInt64(time)]! - share) < 1e-12)
    }
    #expect(histogram.quantile(1) == 25)
    #expect(histogram.quantile(0.1) == 7)
  }

  @Test func `every duration lies in its bucket, and buckets join`() {
    var generator = Xoshiro256StarStar(seed: 4)
    for _ in 0..<10_000 {
      let value = generator.next() >> generator.nextBounded(64)
      let index = DurationHistogram.index(of: value)
      let (from, through) = DurationHistogram.bounds(of: index)
      #expect(from <= value && value <= through)
      #expect(Double(through - from) <= Double(from) / 16)
      if through < .max { #expect(DurationHistogram.bounds(of: index + 1).from == through + 1) }
    }
  }

  @Test func `a quantile that was not reached is nil`() {
    var histogram = DurationHistogram()
    #expect(histogram.quantile(0.5) == nil)
    histogram.recordEnded(3, times: 4)
    histogram.recordOpen(9, times: 6)
    #expect(histogram.quantile(0.4) == 3)
    #expect(histogram.quantile(0.5) == nil)
    histogram.recordOpen(5, times: .max)
    histogram.recordOpen(5, times: .max)
    #expect(histogram.open == .max)
  }
}
