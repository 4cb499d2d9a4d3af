import Exhibits
import Results
import Statistics

extension ThresholdAnalysis {
  private var longest: Int { configuration.samples * configuration.closesPerSample }

  private func point(
    _ metric: ThresholdRow.Metric, _ reuse: ReuseMode, _ signal: GrowthSignal, p: Double
  ) -> GridPoint? {
    rows.first {
      $0.metric == metric && $0.reuse == reuse && $0.signal == signal && $0.p == p
        && $0.rule == .levels && $0.epochs == longest
    }?.point
  }

  /// What a run must show.
  func checks(published: PublishedFigures) throws -> [ReproductionCheck] {
    // Signals and lengths of a reuse mode and p are of the same runs.
    Threshold.checks(coverageOf: rows) { "\($0.reuse) \($0.p)" } + (try monitorChecks())
      + [counterCheck] + askedCheck + (try meanCheck()) + publishedCheck(published)
      + configuration.reuse.flatMap(slabChecks)
  }

  /// The monitor itself, on series of a few unit steps, against what its rules come to.
  private func monitorChecks() throws -> [ReproductionCheck] {
    let lengths = configuration.requests.map { $0 / configuration.workload.sampleEvery }
    var needs = needs
    var series = 0
    var contradictions = (levels: 0, increments: 0)
    for samples in lengths {
      let missed = Set(try needs.detection(samples: samples).missedGaps)
      let critical = try StudentT(degreesOfFreedom: Double(samples - 2)).quantile(0.975)
      for gap in 1..<samples {
        let step = Array(repeating: 0.0, count: gap) + Array(repeating: 1, count: samples - gap)
        if try GrowthMonitor.claimsGrowth(step, .levels) == missed.contains(gap) {
          contradictions.levels += 1
        }
        // A step in each of the first gaps: increments of 1, and then of 0.
        let share = Double(gap) / Double(samples - 1)
        let steps = (0..<samples).map { Double(min($0, gap)) }
        let error = (share * (1 - share) / Double(samples - 2)).squareRoot()
        let claims = try GrowthMonitor.claimsGrowth(steps, .increments)
        if claims != (share > critical * error) { contradictions.increments += 1 }
        series += 1
      }
    }
    return [
      Threshold.check(
        "the rule on levels misses a single step in the gaps that the closed form names, and no other",
        measured: "\(series - contradictions.levels) of \(series) series",
        holds: contradictions.levels == 0),
      Threshold.check(
        "the rule on increments claims growth from as many steps on as Student's t asks for",
        measured: "\(series - contradictions.increments) of \(series) series",
        holds: contradictions.increments == 0),
    ]
  }

  /// Pages counted in steps, from wherever a step may begin, are as many in the mean as there are.
  private var counterCheck: ReproductionCheck {
    let pages = configuration.stepSize / Platform.pageSize
    let wrong = (0..<2 * pages).count { page in
      let sum = (0..<pages).reduce(0) { sum, phase in
        sum
          + GrowthMonitor.counted(
            page * Platform.pageSize, inSteps: configuration.stepSize,
            phase: phase * Platform.pageSize)
      }
      return sum != page * pages * Platform.pageSize
    }
    return Threshold.check(
      "RSS in steps is RSS in the mean over the places at which a step may begin",
      measured: "\(2 * pages - wrong) of \(2 * pages) values", holds: wrong == 0)
  }

  /// The monitor is asked when it is said to be.
  private var askedCheck: [ReproductionCheck] {
    if asked.times == 0 { return [] }
    return [
      Threshold.check(
        "the monitor of every run is asked after the requests that the configuration and the closed "
          + "form name",
        measured: "\(asked.inTime) of \(asked.times) runs", holds: asked.inTime == asked.times)
    ]
  }

  /// The distribution of new slabs against the mean slabs of the samples, which are counted in
  /// another way.
  private func meanCheck() throws -> [ReproductionCheck] {
    let lengths = configuration.requests.map { $0 / configuration.workload.sampleEvery }
    let errors = try configuration.reuse.flatMap { reuse in
      try configuration.p.flatMap { p in
        try lengths.compactMap { try configuration.theory(reuse, p: p).meanError(samples: $0) }
      }
    }
    guard let worst = errors.max() else { return [] }
    return [
      Threshold.check(
        "the distribution of the slabs that come between two samples has the mean by which the "
          + "expected slabs grow, to a millionth",
        measured: "\(errors.count) points, at most \(Figures.scientific(worst)) of it apart",
        holds: worst <= 1e-6)
    ]
  }

  /// The least p that a single run of retained slabs has to show.
  static let leastP = 0.001

  @Checks private func slabChecks(_ reuse: ReuseMode) -> [ReproductionCheck] {
    if configuration.longestRun.requests >= 200_000,
      let power = point(.power, reuse, .retainedSlabs, p: Self.leastP)
    {
      Threshold.check(
        "\(reuse.rawValue): retained slabs show p = \(Self.leastP) in one run of "
          + "\(configuration.longestRun.requests) requests with power 0.95 or more",
        measured: "\(Figures.decimal(power.measured, 3)) of \(power.seeds) runs",
        holds: power.measured >= ThresholdTheory.wantedPower)
    }
    if let alarms = point(.power, reuse, .retainedSlabs, p: 0) {
      Threshold.check(
        "\(reuse.rawValue): retained slabs raise no false alarm at p = 0",
        measured: "\(Figures.decimal(alarms.measured, 3)) of \(alarms.seeds) runs",
        holds: alarms.measured == 0)
    }
  }

  /// The published R-squared at p = 0.01 is one that counting in steps produces.
  private func publishedCheck(_ published: PublishedFigures) -> [ReproductionCheck] {
    let p = 0.01
    guard let figure = published.point(at: p)?.rSquared,
      let least = point(.rSquaredLeast, .ring, .rssSteps, p: p),
      let greatest = point(.rSquaredGreatest, .ring, .rssSteps, p: p)
    else { return [] }
    return [
      Threshold.check(
        "ring: the published R-squared of \(figure) at p = \(p) is within what counting RSS in "
          + "steps of \(Figures.inKib(Double(configuration.stepSize))) gives",
        measured:
          "\(Figures.decimal(least.measured, 3)) to \(Figures.decimal(greatest.measured, 3)) over "
          + "\(least.seeds) runs",
        holds: least.measured <= figure && figure <= greatest.measured)
    ]
  }

  /// Power and R-squared at the end of the longest run.
  var coefficients: [Coefficient] {
    rows.filter { $0.rule == .levels && $0.epochs == longest }
      .coefficients(Threshold.coefficients) { ["p": $0.p, "reuse": $0.reuse, "metric": $0.signal] }
  }
}
