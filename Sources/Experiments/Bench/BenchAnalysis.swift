import Results
import Statistics

extension CoefficientKind {
  static let nsPerPair = Bench.coefficient("ns_per_pair", unit: "ns", isExact: false)
  static let timeRatio = Bench.coefficient("time_ratio", isExact: false)
}

/// Rows and comparisons of a finished benchmark.
struct BenchAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: BenchConfiguration
  /// One row a process, pattern and thread count.
  var rows: [BenchRow]
  /// The same of resident memory, where the system tells.
  var memory: [BenchMemory]

  /// Flattens the outcomes of finished arms.
  init(_ configuration: BenchConfiguration, _ arms: Finished<BenchArm>) {
    self.configuration = configuration
    rows = arms.flatMap(\.outcome.rows)
    memory = arms.flatMap(\.outcome.memory)
  }

  /// Median times in nanoseconds, and ratios of this project's to each other allocator's, with
  /// percentile-bootstrap intervals of the ratio of medians.
  func coefficients() throws -> [Coefficient] {
    var result: [Coefficient] = []
    for pattern in configuration.workload.patterns {
      for threads in pattern.threadCounts {
        let own = times(BenchRow.ownAllocator, pattern, threads)
        for allocator in configuration.names {
          let times = times(allocator, pattern, threads)
          if times.isEmpty { continue }
          let point: Parameters = ["pattern": pattern, "threads": threads, "allocator": allocator]
          result.append(try Coefficient(.nsPerPair, at: point, medianOf: times))
          guard BenchRow.isReference(allocator), !own.isEmpty else { continue }
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

  private func times(_ allocator: String, _ pattern: BenchPattern, _ threads: Int) -> [Double] {
    rows.filter {
      $0.allocator == allocator && $0.pattern == pattern.rawValue && $0.threads == threads
    }.map(\.nsPerPair)
  }
}
