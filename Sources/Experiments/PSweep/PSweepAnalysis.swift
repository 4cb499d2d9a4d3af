import Results
import Statistics

/// Rows, coefficients and checks of a finished p-sweep.
struct PSweepAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: PSweepConfiguration
  /// One row an arm.
  var rows: [PSweepRow] = []
  /// The time series of all arms.
  var samples: [PSweepSample] = []
  private var expected = ExpectedRSquared()

  /// Growth up to this is a plateau: what the kernel's counter and a heap's cache may move.
  static let plateauBytes = 128 * 1_024

  /// Analyses finished arms.
  init(_ configuration: PSweepConfiguration, _ arms: Finished<ViolationRun>) throws {
    self.configuration = configuration
    for (arm, outcome) in arms {
      rows.append(try row(of: arm, outcome))
      // The series of other session sizes have no column that would tell them apart.
      if arm.workload == configuration.workload { samples += Self.samples(of: arm, outcome) }
    }
  }

  private static func samples(of arm: ViolationRun, _ outcome: ViolationRun.Outcome)
    -> [PSweepSample]
  {
    outcome.samples.map { sample in
      PSweepSample(
        p: arm.p, reuse: arm.reuse, seed: arm.seed, request: sample.request,
        epochsClosed: sample.epochsClosed, rssBytes: sample.rssBytes,
        committedBytes: sample.committedBytes, retainedSlabs: sample.retainedSlabs,
        liveBytes: sample.sessions * arm.workload.sessionSlot, sessions: sample.sessions)
    }
  }

  private mutating func row(
    of arm: ViolationRun, _ outcome: ViolationRun.Outcome
  ) throws -> PSweepRow {
    let requests = outcome.samples.map { Double($0.request) }
    let resident = try LinearFit(x: requests, y: outcome.samples.map { Double($0.rssBytes) })
    let slabs = try LinearFit(x: requests, y: outcome.samples.map { Double($0.retainedSlabs) })
    let first = outcome.samples[0]
    let last = outcome.samples[outcome.samples.count - 1]
    let growth = last.rssBytes - first.rssBytes
    let isFlat = try resident.slopeInterval().contains(0) || growth <= Self.plateauBytes
    return PSweepRow(
      p: arm.p, reuse: arm.reuse, seed: arm.seed, requests: arm.workload.requests,
      epochsClosed: outcome.epochsClosed, sessions: outcome.sessions,
      rssGrowthBytes: growth,
      committedGrowthBytes: last.committedBytes - first.committedBytes,
      retainedSlabs: last.retainedSlabs,
      liveBytes: outcome.sessions * arm.workload.sessionSlot,
      slopeBytesPerRequest: resident.slope, rSquared: arm.p > 0 ? resident.rSquared : nil,
      rSquaredSlabs: arm.p > 0 ? slabs.rSquared : nil,
      rSquaredExpected: try expected.value(arm.workload, arm.reuse, p: arm.p),
      // Of the smallest p there is no number for it.
      growthPerPBytes: arm.p > 0 && (Double(growth) / arm.p).isFinite
        ? Double(growth) / arm.p : nil,
      boundRatio: outcome.pinnedCloses > 0
        ? Double(last.retainedSlabs) / Double(outcome.pinnedCloses) : nil,
      behavior: isFlat ? .plateau : .linear, wallSeconds: outcome.wallSeconds,
      sessionSize: arm.workload.sessionSize,
      slabCapacity: arm.workload.theory(reuse: arm.reuse).capacity)
  }

  /// The rows of one reuse mode and p.
  func rows(_ reuse: ReuseMode, p: Double) -> [PSweepRow] {
    rows(reuse).filter { $0.p == p }
  }

  /// The rows of one reuse mode, those of other session sizes excepted.
  func rows(_ reuse: ReuseMode) -> [PSweepRow] {
    rows.filter { $0.reuse == reuse && $0.sessionSize == configuration.workload.sessionSize }
  }
}

/// R-squared to expect of a line through retained slabs at the samples, computed once a setting.
struct ExpectedRSquared: Sendable {
  private struct Setting: Hashable {
    var reuse: ReuseMode
    var p: Double
    var capacity: Int
  }

  private var known: [Setting: Double?] = [:]

  /// The value of one workload; nil at p = 0, where nothing grows.
  ///
  /// - Complexity: O(n^2 C) for n samples and C sessions a slab, at the first call of a setting.
  mutating func value(
    _ workload: ViolationWorkload, _ reuse: ReuseMode, p: Double
  ) throws -> Double? {
    let setting = Setting(
      reuse: reuse, p: p, capacity: workload.slabSize / workload.sessionSlot)
    if let value = known[setting] { return value }
    let closes = (1...workload.requests / workload.sampleEvery).map {
      $0 * workload.sampleEvery / workload.requestsPerEpoch
    }
    let value =
      p > 0
      ? try RetainedPath(reuse: reuse, p: p, closes: closes, capacity: setting.capacity)
        .expectedRSquared : nil
    known[setting] = .some(value)
    return value
  }
}
