import Results
import Statistics

/// Rows and comparisons of a finished benchmark.
package struct BenchAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: BenchConfiguration
  /// One row a process, pattern and thread count.
  package var rows: [BenchRow] = []

  /// Flattens the outcomes of finished arms.
  package init(
    _ configuration: BenchConfiguration, _ arms: [(arm: BenchArm, outcome: BenchArm.Outcome)]
  ) {
    self.configuration = configuration
    for (arm, outcome) in arms {
      for timing in outcome.timings {
        var row = BenchRow()
        row.allocator = arm.allocator.rawValue
        row.pattern = timing.pattern.rawValue
        row.threads = timing.threads
        row.round = arm.round
        row.nsPerPair = timing.nsPerPair
        row.p50NS = timing.p50NS
        row.p99NS = timing.p99NS
        row.p999NS = timing.p999NS
        rows.append(row)
      }
    }
  }

  /// The rows of one allocator, pattern and thread count, by round.
  package func rows(_ allocator: BenchAllocator, _ pattern: BenchPattern, threads: Int)
    -> [BenchRow]
  {
    rows.filter {
      $0.allocator == allocator.rawValue && $0.pattern == pattern.rawValue && $0.threads == threads
    }
  }

  /// Median times in nanoseconds, and ratios of this project's to each other allocator's, with
  /// percentile-bootstrap intervals of the ratio of medians.
  package func coefficients() throws -> [Coefficient] {
    var result: [Coefficient] = []
    for pattern in configuration.patterns {
      for threads in pattern.threadCounts {
        let own = rows(.temporalSlab, pattern, threads: threads).map(\.nsPerPair)
        for allocator in configuration.allocators {
          let times = rows(allocator, pattern, threads: threads).map(\.nsPerPair)
          if times.isEmpty { continue }
          var row = Coefficient()
          row.experiment = "bench"
          row.parameter =
            "pattern=\(pattern.rawValue) threads=\(threads) allocator=\(allocator.rawValue)"
          row.coefficient = "ns_per_pair"
          row.value = try median(of: times)
          row.unit = "ns"
          if times.count > 1 {
            let interval = try bootstrapInterval(times, seed: 1, statistic: median(of:))
            row.ciLow = interval.low
            row.ciHigh = interval.high
          }
          result.append(row)
          guard allocator != .temporalSlab, !own.isEmpty else { continue }
          row.coefficient = "time_ratio"
          row.unit = "1"
          row.value = try median(of: own) / row.value
          row.ciLow = nil
          row.ciHigh = nil
          if times.count > 1 {
            let interval = try bootstrapRatioInterval(
              numerator: own, denominator: times, seed: 1, statistic: median(of:))
            row.ciLow = interval.low
            row.ciHigh = interval.high
          }
          result.append(row)
        }
      }
    }
    return result
  }
}
