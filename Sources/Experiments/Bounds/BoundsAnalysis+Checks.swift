import Exhibits
import Foundation
import Results
import Statistics

extension BoundsAnalysis {
  /// What a run must show.
  @Checks var checks: [ReproductionCheck] {
    Bounds.checks(coverageOf: rows)
    Bounds.check(certaintiesOf: "levels and ratios", rows)
    countingCheck
    drainedCheck
    plateauChecks
    betweenCheck
    linearCheck
    burstCheck
    amplificationCheck
    closingCheck
    orderCheck
    serviceChecks
    horizonCheck
  }

  private func groups(_ question: BoundsQuestion) -> [Group] {
    groups.filter { $0.question == question }
  }

  private func point(_ group: Group, _ metric: BoundsRow.Metric) -> GridPoint? {
    rows.first {
      $0.question == group.question && $0.setting == group.setting && $0.metric == metric
    }?.point
  }

  /// A slab that is retained holds a live object, so there are never more slabs than objects.
  private var countingCheck: ReproductionCheck? {
    let runs = groups.flatMap(\.outcomes)
    let compared = runs.reduce(0) { $0 + $1.compared }
    let breaches = runs.reduce(0) { $0 + $1.breaches }
    let sampled = runs.flatMap(\.samples)
    let wrong = sampled.count { $0.retained > $0.live }
    return Bounds.check(
      "retained slabs never exceed live objects, after any close of any run",
      measured: "\(breaches) of \(Figures.count(compared)) closes of \(runs.count) runs, "
        + "\(wrong) of \(Figures.count(sampled.count)) samples in the file",
      holds: compared > 0 && breaches == 0 && wrong == 0)
  }

  /// Theorem 2: open epochs times their slabs at the fullest, and the cache.
  private var drainedCheck: ReproductionCheck? {
    let runs = groups(.drained)
    guard let mixed = runs.first(where: { $0.setting["routing"] == Routing.mixed.rawValue }) else {
      return nil
    }
    let bound = openSlabs + BoundsTheory.cachedSlabs
    let most = mixed.outcomes.map(\.greatestCommitted).max() ?? 0
    let drained = runs.flatMap(\.outcomes).allSatisfy { $0.drained == $0.closes }
    let left = mixed.outcomes.map(\.greatestRetained).max() ?? 0
    return Bounds.check(
      "where all closed epochs drain, none of their slabs is retained and committed slabs stay "
        + "within the open epoch's and the cache's: \(openSlabs) + \(BoundsTheory.cachedSlabs)",
      measured: "at most \(left) retained, \(most) committed",
      holds: drained && left == 0 && most > 0 && most <= bound)
  }

  private var openSlabs: Int {
    (configuration.requestObjects + configuration.capacity) / configuration.capacity
  }

  /// How far the mean of independent values lies above 0, as the normal value of the probability of
  /// Student's t; nil where nothing varies.
  private func score(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = try? mean(of: values),
      let deviation = try? sampleDeviation(of: values), deviation > 0,
      let student = try? StudentT(degreesOfFreedom: Double(values.count - 1))
    else { return nil }
    let statistic = mean / deviation * Double(values.count).squareRoot()
    let normal = try? StandardNormal.quantile(student.cumulative(-statistic.magnitude))
    return normal.map { statistic < 0 ? $0 : -$0 }
  }

  private func increments(_ group: Group, from low: Int = 2, to high: Int = 4) -> [Double] {
    group.outcomes.map { run in
      let count = run.samples.count
      return Double(
        run.samples[count * high / 4 - 1].retained - run.samples[count * low / 4 - 1].retained)
    }
  }

  /// Normal deviations that chance may cause. A normal value lies beyond 4 in one case of 16,000: of
  /// the two dozen that are asked about here, one run in 700 has one beyond where all closed forms
  /// hold.
  static let scoreLimit = 4.0

  /// Violated in every epoch, and level all the same.
  @Checks private var plateauChecks: [ReproductionCheck] {
    for group in groups(.plateau) where group.setting["reuse"] == ReuseMode.strict.rawValue {
      let p = group.setting["p"].flatMap(Double.init) ?? 0
      let increments = increments(group)
      // Of fixed lifetimes at p = 1 nothing is left to chance, and nothing may move.
      let isLevel =
        score(increments).map { abs($0) <= Self.scoreLimit }
        ?? increments.allSatisfy { $0 == 0 }
      let drained = group.outcomes.reduce(0) { $0 + $1.drained }
      let closes = group.outcomes.reduce(0) { $0 + $1.closes }
      Bounds.check(
        "\(group.setting.csvField ?? ""): "
          + (p == 1 ? "no close drains, and retained slabs" : "retained slabs")
          + " do not move over the last half of the run",
        measured: "\(drained) of \(Figures.count(closes)) closes drained; mean increment "
          + Figures.decimal(try? mean(of: increments), 2)
          + (score(increments).map { ", \(Figures.decimal($0, 2)) normal deviations" } ?? ""),
        holds: isLevel && (p < 1 || drained == 0) && group.outcomes.allSatisfy { $0.sessions > 0 })
    }
  }

  /// Neither level nor linear.
  private var betweenCheck: ReproductionCheck? {
    guard let group = groups(.between).first, let ratio = point(group, .incrementRatio) else {
      return nil
    }
    let (low, high) = (ratio.ciLow ?? ratio.measured, ratio.ciHigh ?? ratio.measured)
    // Without chance an increment above 0 is infinitely many errors above.
    let above = score(increments(group)) ?? (ratio.measured > 0 ? .infinity : 0)
    return Bounds.check(
      "\(group.setting.csvField ?? ""): retained slabs keep growing and fall behind linear growth: "
        + "successive doublings add more than 0, and less than twice as much as before",
      measured:
        "the last increment lies \(Figures.decimal(above, 1)) normal deviations above 0; over "
        + "the one before \(Figures.decimal(ratio.measured, 3)), 95 % from "
        + "\(Figures.decimal(low, 3)) to \(Figures.decimal(high, 3)), closed form "
        + Figures.decimal(ratio.predicted, 3),
      holds: above > Self.scoreLimit && low > 0 && high < 2)
  }

  private var linearCheck: ReproductionCheck? {
    guard let group = groups(.linear).first, let ratio = point(group, .doublingRatio) else {
      return nil
    }
    let (low, high) = (ratio.ciLow ?? ratio.measured, ratio.ciHigh ?? ratio.measured)
    return Bounds.check(
      "sessions that never die: retained slabs double with the run, and each is a live object",
      measured: "\(Figures.decimal(ratio.measured, 4)), 95 % from \(Figures.decimal(low, 4)) to "
        + Figures.decimal(high, 4),
      holds: low > 1.5 && high < 2.5
        && group.outcomes.allSatisfy { $0.greatestRetained == $0.greatestLive })
  }

  private var burstCheck: ReproductionCheck? {
    guard let group = groups(.burst).first else { return nil }
    let left = group.outcomes.compactMap(\.samples.last?.retained).max() ?? 0
    let most = group.outcomes.map(\.greatestRetained).max() ?? 0
    return Bounds.check(
      "a burst of violations is a cost of its own time: nothing is retained when its sessions have "
        + "died",
      measured: "at most \(most) slabs, \(left) at the end", holds: most > 0 && left == 0)
  }

  private var amplificationCheck: ReproductionCheck? {
    let capacity = Double(configuration.capacity)
    let points = groups.compactMap { point($0, .amplification)?.measured }
    guard let most = points.max() else { return nil }
    return Bounds.check(
      "retained slots are at most C = \(configuration.capacity) times the live objects, and at "
        + "least as many",
      measured: "from \(Figures.decimal(points.min(), 3)) to \(Figures.decimal(most, 3)) in "
        + "\(points.count) settings",
      holds: points.allSatisfy { $0 >= 1 && $0 <= capacity * (1 + 1e-12) })
  }

  /// Shorter epochs are no remedy: they never leave fewer slabs to a session than longer ones.
  private var closingCheck: ReproductionCheck? {
    let points = groups(.closing).compactMap { group -> (objects: Int, point: GridPoint)? in
      guard let objects = group.setting["objects"].flatMap({ Int($0) }),
        let point = point(group, .slabsPerSession)
      else { return nil }
      return (objects, point)
    }.sorted { $0.objects < $1.objects }
    guard let shortest = points.first, let longest = points.last, points.count > 1 else {
      return nil
    }
    return Bounds.check(
      "closing more often does not help: an epoch of \(shortest.objects) objects leaves at least "
        + "as many slabs to a session as one of \(longest.objects)",
      measured: points.map { "\($0.objects): \(Figures.decimal($0.point.measured, 3))" }
        .joined(separator: ", "),
      holds: shortest.point.measured >= longest.point.measured
        && groups(.closing).allSatisfy { isLinear($0) })
  }

  /// Whether retained slabs double with the run.
  ///
  /// Sessions that never die come to epochs independently, so the closed form of the ratio is 2, and
  /// what lies between it and the measured one is chance alone.
  private func isLinear(_ group: Group) -> Bool {
    guard let ratio = point(group, .doublingRatio), let expected = ratio.predicted,
      abs(expected - 2) <= 1e-9
    else { return false }
    return ratio.score.map { abs($0) <= Self.scoreLimit } ?? (ratio.measured == 2)
  }

  private var orderCheck: ReproductionCheck? {
    let groups = groups(.order)
    guard !groups.isEmpty else { return nil }
    return Bounds.check(
      "whatever the order of an epoch's allocations, retained slabs grow with the run",
      measured: groups.map { group in
        "\(group.setting.csvField ?? ""): "
          + Figures.decimal(point(group, .doublingRatio)?.measured, 3)
      }.joined(separator: ", "),
      holds: groups.allSatisfy { isLinear($0) })
  }

  @Checks private var serviceChecks: [ReproductionCheck] {
    for group in groups(.service) {
      let routing = group.setting["routing"] ?? ""
      let increments = increments(group)
      let drained = group.outcomes.reduce(0) { $0 + $1.drained }
      let closes = group.outcomes.reduce(0) { $0 + $1.closes }
      Bounds.check(
        "the \(routing) connection service is level over the second half of "
          + "\(configuration.serviceEpochs) epochs",
        measured: "DSR \(Figures.percent(Double(drained) / Double(max(1, closes)))), structural "
          + Figures.inKib(point(group, .structuralBytes)?.measured ?? 0) + ", mean increment "
          + Figures.decimal(try? mean(of: increments), 1) + " slabs",
        holds: score(increments).map { abs($0) <= Self.scoreLimit }
          ?? increments.allSatisfy { $0 == 0 })
    }
  }

  private var horizonCheck: ReproductionCheck? {
    guard let group = groups(.horizon).first, let plateau = point(group, .plateau),
      let predicted = plateau.predicted
    else { return nil }
    // The mean over so many lifetimes T / (2 W) of a Poisson count of mean N, which forgets within
    // a lifetime, deviates by sqrt(2 N W / (T / 2)) at most.
    let half = Double(configuration.horizon) / 2
    let deviation =
      (2 * predicted * Double(configuration.meanLifetime) / half).squareRoot()
      / Double(group.outcomes.count).squareRoot()
    let most = group.outcomes.map(\.greatestRetained).max() ?? 0
    return Bounds.check(
      "over \(Figures.count(configuration.horizon)) closes, each of them pinned, retained slabs "
        + "stay at p E[W] within \(Figures.decimal(Self.scoreLimit, 0)) normal deviations",
      measured: "mean \(Figures.decimal(plateau.measured, 2)), closed form "
        + "\(Figures.decimal(predicted, 2)), at most \(most) at any time",
      holds: abs(plateau.measured - predicted) <= Self.scoreLimit * deviation
        && group.outcomes.allSatisfy { $0.drained == 0 })
  }
}

extension BoundsTheory {
  /// Empty slabs that a heap keeps of a size class.
  static let cachedSlabs = 32
}
