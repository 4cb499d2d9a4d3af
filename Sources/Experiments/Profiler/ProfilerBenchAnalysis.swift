import Exhibits
import Results
import Statistics

/// Rows, coefficients and checks of a finished measurement of the profiler.
package struct ProfilerBenchAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: ProfilerBenchConfiguration
  /// One row a process and operation.
  package var rows: [ProfilerRow] = []

  /// Flattens the outcomes of finished arms.
  package init(
    _ configuration: ProfilerBenchConfiguration,
    _ arms: [(arm: ProfilerBenchArm, outcome: ProfilerBenchArm.Outcome)]
  ) {
    self.configuration = configuration
    for (arm, outcome) in arms {
      for timing in outcome.timings {
        var row = ProfilerRow()
        row.operation = timing.operation
        row.mode = timing.mode
        row.threads = timing.threads
        row.liveObjects = timing.liveObjects
        row.round = arm.round
        row.nsPerOp = timing.nanoseconds
        rows.append(row)
      }
    }
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
  package func coefficients() throws -> [Coefficient] {
    var seen: [String] = []
    var result: [Coefficient] = []
    for row in rows {
      let parameter =
        "operation=\(row.operation) mode=\(row.mode) threads=\(row.threads) "
        + "live_objects=\(row.liveObjects)"
      if seen.contains(parameter) { continue }
      seen.append(parameter)
      let values = times(row.operation, row.mode, threads: row.threads, live: row.liveObjects)
      var coefficient = Coefficient()
      coefficient.experiment = ProfilerBenchConfiguration.experiment
      coefficient.coefficient = "ns_per_op"
      coefficient.parameter = parameter
      coefficient.value = try median(of: values)
      if values.count > 1 {
        let interval = try bootstrapInterval(values, seed: 1, statistic: median(of:))
        coefficient.ciLow = interval.low
        coefficient.ciHigh = interval.high
      }
      coefficient.unit = "ns"
      result.append(coefficient)
    }
    return result
  }

  /// What the profiler must show on a machine that has nothing else to do.
  package func checks() throws -> [ReproductionCheck] {
    var result: [ReproductionCheck] = []
    func limit(_ statement: String, _ value: Double?, _ limit: Double, _ unit: String) {
      guard let value else { return }
      result.append(
        ReproductionCheck(
          "profiler", statement, measured: "\(Figures.decimal(value, 2)) \(unit)",
          holds: value <= limit))
    }
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
        result.append(
          ReproductionCheck(
            "profiler",
            "production: two threads \(operation) at least 1.8 times as often as one",
            measured: "\(Figures.decimal(gain, 2)) times", holds: gain >= 1.8))
      }
      result += try diagnosticChecks(operation)
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
      "a sweep of \(configuration.granules) open granules takes at most 50 ms",
      try typical("sweep", "production").map { $0 * 1e-6 }, 50, "ms")
    return result
  }

  private func diagnosticChecks(_ operation: String) throws -> [ReproductionCheck] {
    guard let few = configuration.liveObjects.min(), let many = configuration.liveObjects.max(),
      let one = try typical(operation, "diagnostic", live: few),
      let other = try typical(operation, "diagnostic", live: many)
    else { return [] }
    var result = [
      ReproductionCheck(
        "profiler", "diagnostic: \(operation) takes at most 25 ns, median, one thread",
        measured: "\(Figures.decimal(one, 1)) ns with \(few) live objects", holds: one <= 25)
    ]
    if few < many {
      result.append(
        ReproductionCheck(
          "profiler",
          "diagnostic: \(operation) costs at most twice as much with \(many) live objects as with "
            + "\(few)",
          measured: "\(Figures.decimal(other, 1)) ns against \(Figures.decimal(one, 1)) ns",
          holds: other <= 2 * one))
    }
    return result
  }
}
