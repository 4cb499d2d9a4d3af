import Exhibits
import Results
import Statistics

/// Rows and checks of a finished granules experiment.
struct GranulesAnalysis: Sendable {
  var configuration: GranulesConfiguration
  /// The rows, arm by arm.
  var rows: [GranulesRow] = []
  private var arms: [(arm: GranulesArm, runs: [GranulesArm.Run])]

  /// Analyses finished arms.
  init(_ configuration: GranulesConfiguration, _ arms: Finished<GranulesArm>) throws {
    self.configuration = configuration
    self.arms = arms.map { ($0.arm, $0.outcome) }
    for (arm, runs) in self.arms { try add(arm, SeededRuns(arm.seeds, runs)) }
  }

  private mutating func add(_ arm: GranulesArm, _ runs: SeededRuns<GranulesArm.Run>) throws {
    let theory = configuration.theory(of: arm)
    let closes = configuration.workload.closes
    for (index, sample) in runs.runs[0].samples.enumerated() {
      try add(
        arm, after: sample.closes, .retainedGranules,
        GridPoint(
          meanOf: runs.values { Double($0.samples[index].retained) },
          theory.retainedLaw(after: sample.closes)))
    }
    try add(
      arm, after: closes, .structuralBytes,
      GridPoint(
        meanOf: runs.values { Double($0.samples[$0.samples.count - 1].structuralBytes) },
        theory.structuralLaw(after: closes)))
    try add(
      arm, after: closes, .dsr,
      GridPoint(meanOf: runs.values { Double($0.drained) / Double(closes) }, theory.dsrLaw))
    let ratios = runs.values(\.boundRatio)
    if !ratios.isEmpty {
      // A guard holds back a random number of granules for each that is pinned: no closed form.
      try add(
        arm, after: closes, .boundRatio,
        GridPoint(meanOf: ratios, predicted: arm.granule == .guards ? nil : 1))
    }
  }

  private mutating func add(
    _ arm: GranulesArm, after closes: Int, _ metric: GranulesRow.Metric, _ point: GridPoint
  ) {
    rows.append(
      GranulesRow(
        granule: arm.granule, lifetime: arm.lifetime, p: arm.p, closes: closes, metric: metric,
        point: point))
  }

  /// What a run must show.
  @Checks func checks() throws -> [ReproductionCheck] {
    // Kinds of granule see the same draws.
    let runs = arms.filter { $0.arm.granule == configuration.granules.first }
    try Granules.check(
      draws: "epochs are pinned", runs.map { ($0.runs.map(\.pinned).total, $0.arm.p) })
    for (name, lives, age) in [
      ("short", \GranulesArm.Run.shortLives, configuration.workload.shortLife),
      ("mean", \.meanLives, configuration.workload.pinLife),
    ] {
      try Granules.check(
        draws: "pins end within a \(name) life",
        runs.map { arm, runs in
          let life = configuration.workload.life(of: arm.lifetime)
          return (runs.map { $0[keyPath: lives] }.total, 1 - life.survival(age))
        })
    }
    // Kinds of granule, and the samples of a run, see the same pins.
    Granules.checks(coverageOf: rows.filter { $0.metric != .boundRatio }) {
      "\($0.lifetime) \($0.p)"
    }
    configuration.granules.compactMap(boundCheck)
    configuration.granules.compactMap(drainedCheck)
  }

  /// The pinning growth theorem, sample by sample: R(t) is at least the number of closed granules
  /// whose own pin is live, and no more for the kinds that only their own pin holds.
  private func boundCheck(_ granule: GranuleKind) -> ReproductionCheck? {
    let samples = arms.filter { $0.arm.granule == granule }.flatMap(\.runs).flatMap(\.samples)
    if samples.isEmpty { return nil }
    let isExact = granule != .guards
    let broken = samples.count { isExact ? $0.retained != $0.pinned : $0.retained < $0.pinned }
    return Granules.check(
      "\(granule.rawValue): R(t) is \(isExact ? "exactly" : "at least") the number of closed "
        + "granules with a live pin of their own, in every sample",
      measured: "\(samples.count - broken) of \(samples.count) samples", holds: broken == 0)
  }

  /// The bound under drainability: without pins, memory in use stays within one open granule and
  /// the cache.
  private func drainedCheck(_ granule: GranuleKind) -> ReproductionCheck? {
    let drained = arms.filter { $0.arm.granule == granule && $0.arm.p == 0 }
    guard let arm = drained.first?.arm,
      let peak = drained.flatMap(\.runs).map(\.peakCommittedBytes).max()
    else { return nil }
    let bound = configuration.theory(of: arm).drainedBoundByteCount
    return Granules.check(
      "\(granule.rawValue): without pins memory stays within one open granule and the cache, "
        + Figures.inKib(Double(bound)),
      measured: "peak \(Figures.inKib(Double(peak)))", holds: peak <= bound)
  }

  /// R(t) over the theorem's bound, by kind of granule and lifetime of pins.
  var coefficients: [Coefficient] {
    rows.coefficients(Granules.coefficients) {
      ["granule": $0.granule, "lifetime": $0.lifetime, "p": $0.p]
    }
  }
}

extension GranulesArm.Run {
  /// Granules retained over granules pinned, summed over the samples; nil when none was pinned.
  var boundRatio: Double? {
    let pinned = samples.reduce(0) { $0 + $1.pinned }
    return pinned > 0 ? Double(samples.reduce(0) { $0 + $1.retained }) / Double(pinned) : nil
  }
}
