import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let nsPerOperation = Profiler.coefficient("ns_per_op", unit: "ns", isExact: false)
}

/// Rows, coefficients and checks of a finished measurement of the profiler.
struct ProfilerAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: ProfilerConfiguration
  /// One row a process and operation.
  var rows: [ProfilerRow]

  /// Flattens the outcomes of finished arms.
  init(_ configuration: ProfilerConfiguration, _ arms: Finished<ProfilerArm>) {
    self.configuration = configuration
    rows = arms.flatMap(\.outcome)
  }

  private func times(
    _ operation: String, _ mode: String, threads: Int = 1, live: Int? = nil
  ) -> [Double] {
    rows.filter {
      $0.operation == operation && $0.mode == mode && $0.threads == threads
        && (live == nil || $0.liveObjects == live)
    }.map(\.nsPerOp)
  }

  private func typical(
    _ operation: String, _ mode: String, threads: Int = 1, live: Int? = nil
  ) throws -> Double? {
    let values = times(operation, mode, threads: threads, live: live)
    return values.isEmpty ? nil : try median(of: values)
  }

  /// Median times in nanoseconds with percentile-bootstrap intervals.
  func coefficients() throws -> [Coefficient] {
    try firsts(rows.map(\.point)).map { point in
      try Coefficient(
        .nsPerOperation, at: point, medianOf: rows.filter { $0.point == point }.map(\.nsPerOp))
    }
  }

  /// What the profiler must show on a machine that has nothing else to do.
  @Checks func checks() throws -> [ReproductionCheck] {
    for operation in ["register", "deregister"] {
      limit(
        "production: \(operation) takes at most 2 ns, median, one thread",
        try typical(operation, "production"), 2, "ns")
      // Within a process both counted in the same memory.
      let gains = zip(
        times(operation, "production"), times(operation, "production", threads: 2)
      ).map { 2 * $0 / $1 }
      if !gains.isEmpty {
        let gain = try median(of: gains)
        Profiler.check(
          "production: two threads \(operation) at least 1.8 times as often as one",
          measured: "\(Figures.decimal(gain, 2)) times", holds: gain >= 1.8)
      }
      try diagnosticChecks(operation)
    }
    if let absent = try typical("pair", "absent") {
      // Within a round both ran in turns, so that drift of the machine met both.
      let added = zip(times("pair", "production"), times("pair", "absent")).map { $0 - $1 }
      limit(
        "production: an allocation and a free take at most 3 ns more with the observer",
        added.isEmpty ? nil : try median(of: added), 3,
        "ns more than \(Figures.decimal(absent, 2)) ns")
    }
    limit(
      "a sweep of \(configuration.workload.granules) open granules takes at most 50 ms",
      try typical("sweep", "production").map { $0 * 1e-6 }, 50, "ms")
  }

  /// The check that a figure is at most a limit; nil where it was not measured.
  private func limit(
    _ statement: String, _ value: Double?, _ limit: Double, _ unit: String
  ) -> ReproductionCheck? {
    value.map {
      Profiler.check(statement, measured: "\(Figures.decimal($0, 2)) \(unit)", holds: $0 <= limit)
    }
  }

  @Checks private func diagnosticChecks(_ operation: String) throws -> [ReproductionCheck] {
    if let few = configuration.workload.liveObjects.min(),
      let many = configuration.workload.liveObjects.max(),
      let one = try typical(operation, "diagnostic", live: few),
      let other = try typical(operation, "diagnostic", live: many)
    {
      Profiler.check(
        "diagnostic: \(operation) takes at most 25 ns, median, one thread",
        measured: "\(Figures.decimal(one, 1)) ns with \(few) live objects", holds: one <= 25)
      if few < many {
        Profiler.check(
          "diagnostic: \(operation) costs at most twice as much with \(many) live objects as with "
            + "\(few)",
          measured: "\(Figures.decimal(other, 1)) ns against \(Figures.decimal(one, 1)) ns",
          holds: other <= 2 * one)
      }
    }
  }
}
