import Results
import Statistics

/// Rows, coefficients and checks of a finished p-sweep.
package struct PSweepAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: PSweepConfiguration
  /// One row an arm.
  package var rows: [PSweepRow] = []
  /// The time series of all arms.
  package var samples: [PSweepSample] = []

  /// Growth up to this is a plateau: what the kernel's counter and a heap's cache may move.
  package static let plateauBytes = 128 * 1_024

  /// Analyses finished arms.
  package init(
    _ configuration: PSweepConfiguration, _ arms: [(arm: PSweepArm, outcome: PSweepArm.Outcome)]
  ) throws {
    self.configuration = configuration
    for (arm, outcome) in arms {
      samples += Self.samples(of: arm, outcome)
      rows.append(try row(of: arm, outcome))
    }
  }

  private static func samples(of arm: PSweepArm, _ outcome: PSweepArm.Outcome) -> [PSweepSample] {
    outcome.samples.map { sample in
      var row = PSweepSample()
      row.p = arm.p
      row.reuse = arm.reuse
      row.seed = arm.seed
      row.request = sample.request
      row.epochsClosed = sample.epochsClosed
      row.rssBytes = sample.residentBytes
      row.committedBytes = sample.committedBytes
      row.retainedSlabs = sample.retainedSlabs
      row.liveBytes = sample.sessions * ParameterRules.slotSize(of: arm.sessionSize)
      row.sessions = sample.sessions
      return row
    }
  }

  private func row(of arm: PSweepArm, _ outcome: PSweepArm.Outcome) throws -> PSweepRow {
    let requests = outcome.samples.map { Double($0.request) }
    let resident = try LinearFit(x: requests, y: outcome.samples.map { Double($0.residentBytes) })
    let slabs = try LinearFit(x: requests, y: outcome.samples.map { Double($0.retainedSlabs) })
    let first = outcome.samples[0]
    let last = outcome.samples[outcome.samples.count - 1]
    var row = PSweepRow()
    row.p = arm.p
    row.reuse = arm.reuse
    row.seed = arm.seed
    row.requests = arm.requests
    row.epochsClosed = outcome.epochsClosed
    row.sessions = outcome.sessions
    row.rssGrowthBytes = last.residentBytes - first.residentBytes
    row.committedGrowthBytes = last.committedBytes - first.committedBytes
    row.retainedSlabs = last.retainedSlabs
    row.liveBytes = outcome.sessions * ParameterRules.slotSize(of: arm.sessionSize)
    row.slopeBytesPerRequest = resident.slope
    row.rSquared = arm.p > 0 ? resident.rSquared : nil
    row.rSquaredSlabs = arm.p > 0 ? slabs.rSquared : nil
    row.rSquaredExpected = configuration.theory(reuse: arm.reuse).expectedRSquared(p: arm.p)
    row.growthPerPBytes = arm.p > 0 ? Double(row.rssGrowthBytes) / arm.p : nil
    row.boundRatio =
      outcome.pinnedCloses > 0 ? Double(last.retainedSlabs) / Double(outcome.pinnedCloses) : nil
    let isFlat =
      try resident.slopeInterval().contains(0) || row.rssGrowthBytes <= Self.plateauBytes
    row.behavior = isFlat ? .plateau : .linear
    row.wallSeconds = outcome.wallSeconds
    return row
  }

  /// The rows of one reuse mode and p.
  package func rows(_ reuse: ReuseMode, p: Double) -> [PSweepRow] {
    rows.filter { $0.reuse == reuse && $0.p == p }
  }
}
