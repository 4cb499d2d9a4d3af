import Results
import Statistics

/// A monitor that knows a series of equidistant samples and nothing else.
enum GrowthMonitor {
  /// Whether it claims growth.
  ///
  /// The rule on levels treats the residuals of the line as independent. Those of a count that only
  /// ever grows are not, so its interval is too narrow: one step in the midst of a series is enough
  /// for a claim. The rule on increments asks for steps that keep coming.
  static func claimsGrowth(_ values: [Double], _ rule: GrowthRule) throws(StatisticsError) -> Bool {
    switch rule {
    case .levels:
      let places = values.indices.map(Double.init)
      return try LinearFit(x: places, y: values).slopeInterval().low > 0
    case .increments:
      return try meanInterval(of: zip(values.dropFirst(), values).map { $0 - $1 }).low > 0
    }
  }

  /// A count that is kept in steps: the whole steps of what is there.
  ///
  /// The kernel kept RSS in one counter a processor and added it to the shared one by the batch;
  /// a batch of 32 pages makes the published figures multiples of 128 KiB.
  /// - Parameters:
  ///   - bytes: the exact count.
  ///   - phase: what the counter held before, from 0 up to but not including `step`.
  static func counted(_ bytes: Int, inSteps step: Int, phase: Int) -> Int {
    (bytes + phase) / step * step
  }
}
