import Results
import Statistics

extension CoefficientKind {
  static let nsPerPair = CoefficientKind(Bench.name, "ns_per_pair", unit: "ns", isExact: false)
  static let timeRatio = CoefficientKind(Bench.name, "time_ratio", unit: "1", isExact: false)
}

/// Rows and comparisons of a finished benchmark.
struct BenchAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: BenchConfiguration
  /// One row a process, pattern and thread count.
  var rows: [BenchRow] = []

  /// Flattens the outcomes of finished arms.
  init(
    _ configuration: BenchConfiguration, _ arms: [(arm: BenchArm, outcome: BenchArm.Outcome)]
  ) {
    self.configuration = configuration
    for (arm, outcome) in arms {
      for timing in outcome.timings {
        rows.append(
          BenchRow(
            allocator: arm.allocator.rawValue, pattern: timing.pattern.rawValue,
            threads: timing.threads, round: arm.round, nsPerPair: timing.nsPerPair,
            p50NS: timing.p50NS, p99NS: timing.p99NS, p999NS: timing.p999NS))
      }
    }
  }

  /// Median times in nanoseconds, and ratios of this project's to each other allocator's, with
  /// percentile-bootstrap intervals of the ratio of medians.
  func coefficients() throws -> [Coefficient] {
    var result: [Coefficient] = []
    for pattern in configuration.workload.patterns {
      for threads in pattern.threadCounts {
        let own = times(.temporalSlab, pattern, threads)
        for allocator in configuration.allocators {
          let times = times(allocator, pattern, threads)
          if times.isEmpty { continue }
          let point: Parameters = ["pattern": pattern, "threads": threads, "allocator": allocator]
          result.append(try Coefficient(.nsPerPair, at: point, medianOf: times))
          guard allocator != .temporalSlab, !own.isEmpty else { continue }
          result.append(
            Coefficient(
              .timeRatio, at: point, try median(of: own) / median(of: times),
              interval: min(own.count, times.count) > 1
                ? try bootstrapRatioInterval(
                  numerator: own, denominator: times, seed: 1, statistic: median(of:)) : nil))
        }
      }
    }
    return result
  }

  private func times(_ allocator: Allocator, _ pattern: BenchPattern, _ threads: Int) -> [Double] {
    rows.filter {
      $0.allocator == allocator.rawValue && $0.pattern == pattern.rawValue && $0.threads == threads
    }.map(\.nsPerPair)
  }
}
