import Statistics
import Testing

@Suite struct JackknifeTests {
  @Test("Of the mean, the interval is Student's t interval")
  func mean() throws {
    let values = [4.0, 6, 5, 7, 3, 9]
    let jackknife = try jackknifeInterval(values) { (rest) throws(StatisticsError) in
      try Statistics.mean(of: rest)
    }
    let student = try meanInterval(of: values)
    #expect(relativeError(jackknife.low, student.low) < 1e-12)
    #expect(relativeError(jackknife.high, student.high) < 1e-12)
  }

  @Test("Of a ratio of means, it is the reference's")
  func ratio() throws {
    let pairs: [(Double, Double)] = [(4, 2), (6, 2.5), (5, 1.5), (7, 4), (3, 1), (9, 3)]
    let interval = try jackknifeInterval(pairs) { (rest) throws(StatisticsError) in
      try Statistics.mean(of: rest.map(\.0)) / Statistics.mean(of: rest.map(\.1))
    }
    // numpy 2 and scipy.stats.t 1.17.1
    #expect(relativeError(interval.low, 1.627468588158687) < 1e-12)
    #expect(relativeError(interval.high, 3.2296742689841698) < 1e-12)
  }

  @Test("One sample is too few, and a statistic has to be finite")
  func faults() {
    #expect(throws: StatisticsError.tooFewPoints(count: 1, required: 2)) {
      try jackknifeInterval([1.0]) { _ in 1 }
    }
    #expect(throws: StatisticsError.self) { try jackknifeInterval([1.0, 2]) { _ in .nan } }
  }
}
