import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let nsPerOperation = CoefficientKind(
    Profiler.name, "ns_per_op", unit: "ns", isExact: false)
}

/// Rows, coefficients and checks of a finished measurement of the profiler.
struct ProfilerAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: ProfilerConfiguration
  /// One row a process and operation.
  var rows: [ProfilerRow] = []

  /// Flattens the outcomes of finished arms.
  init(
    _ configuration: ProfilerConfiguration,
    _ arms: [(arm: ProfilerArm, outcome: ProfilerArm.Outcome)]
  ) {
    self.configuration = configuration
    for (arm, outcome) in arms {
      for timing in outcome.timings {
        rows.append(
          ProfilerRow(
            operation: timing.operation, mode: timing.mode, threads: timing.threads,
            liveObjects: timing.liveObjects, round: arm.round, nsPerOp: timing.nanoseconds))
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
  func coefficients() throws -> [Coefficient] {
    var seen: Set<Parameters> = []
    return try rows.compactMap { row in
      let point: Parameters = [
        "operation": row.operation, "mode": row.mode, "threads": row.threads,
        "live_objects": row.liveObjects,
      ]
      guard seen.insert(point).inserted else { return nil }
      return try Coefficient(
        .nsPerOperation, at: point,
        medianOf: times(row.operation, row.mode, threads: row.threads, live: row.liveObjects))
    }
  }

  /// What the profiler must show on a machine that has nothing else to do.
  func checks() throws -> [ReproductionCheck] {
    var result: [ReproductionCheck] = []
    func limit(_ statement: String, _ value: Double?, _ limit: Double, _ unit: String) {
      guard let value else { return }
      result.append(
        ReproductionCheck(
          Profiler.name, statement, measured: "\(Figures.decimal(value, 2)) \(unit)",
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
            Profiler.name,
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
      "a sweep of \(configuration.workload.granules) open granules takes at most 50 ms",
      try typical("sweep", "production").map { $0 * 1e-6 }, 50, "ms")
    return result
  }

  private func diagnosticChecks(_ operation: String) throws -> [ReproductionCheck] {
    guard let few = configuration.workload.liveObjects.min(),
      let many = configuration.workload.liveObjects.max(),
      let one = try typical(operation, "diagnostic", live: few),
      let other = try typical(operation, "diagnostic", live: many)
    else { return [] }
    var result = [
      ReproductionCheck(
        Profiler.name, "diagnostic: \(operation) takes at most 25 ns, median, one thread",
        measured: "\(Figures.decimal(one, 1)) ns with \(few) live objects", holds: one <= 25)
    ]
    if few < many {
      result.append(
        ReproductionCheck(
          Profiler.name,
          "diagnostic: \(operation) costs at most twice as much with \(many) live objects as with "
            + "\(few)",
          measured: "\(Figures.decimal(other, 1)) ns against \(Figures.decimal(one, 1)) ns",
          holds: other <= 2 * one))
    }
    return result
  }
}
