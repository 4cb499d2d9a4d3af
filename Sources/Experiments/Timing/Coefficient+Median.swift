import Results
import Statistics

extension Coefficient {
  /// The median of times, one a round, with its 95 % percentile-bootstrap interval when there are
  /// two or more.
  init(
    _ kind: CoefficientKind, at parameters: Parameters, medianOf times: [Double]
  ) throws(StatisticsError) {
    self.init(
      kind, at: parameters, try median(of: times),
      interval: times.count > 1
        ? try bootstrapInterval(times, seed: 1, statistic: median(of:)) : nil)
  }
}
