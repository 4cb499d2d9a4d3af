import Exhibits
import Results

extension DiagnoseAnalysis {
  /// What the diagnosis must show.
  var checks: [ReproductionCheck] {
    outcomes.flatMap { $0.routing == .broken ? brokenChecks($0.outcome) : fixedChecks($0.outcome) }
  }

  @Checks private func brokenChecks(_ outcome: DiagnoseArm.Outcome) -> [ReproductionCheck] {
    if configuration.workload.alwaysPins {
      let epochs = configuration.workload.epochs
      let expected = epochs - 1
      Diagnose.check(
        "broken: every epoch with a new connection is pinned, \(expected) of \(epochs)",
        measured: "\(outcome.pinned) of \(outcome.closes) pinned, DSR "
          + Figures.percent(Double(outcome.drained) / Double(outcome.closes)),
        holds: outcome.pinned == expected && outcome.closes == epochs)
    }
    let site = outcome.sites.first
    Diagnose.check(
      "broken: the summary names one line, the one that accepts connections, with "
        + "every pinned epoch",
      measured: outcome.sites.map { "\($0.fileID):\($0.line) pinned \($0.epochsPinned) epochs" }
        .joined(separator: "; "),
      holds: outcome.pinned == 0
        ? outcome.sites.isEmpty
        : outcome.sites.count == 1 && site?.line == outcome.acceptLine
          && site?.epochsPinned == outcome.pinned)
    Diagnose.check(
      "broken: lifetime deltas are the service's own, in closes and nanoseconds",
      measured: "\(outcome.knownCloses.count) connections outlived their epoch",
      holds: (site?.closes ?? []) == outcome.knownCloses
        && (site?.nanoseconds ?? []) == outcome.knownNanoseconds)
    objectsCheck(outcome)
    livesCheck(outcome)
    quantileCheck
    nothingLeft(outcome, "broken")
  }

  /// The service's own count of objects: those of requests, and connections from the second epoch on.
  private func objectsCheck(_ outcome: DiagnoseArm.Outcome) -> ReproductionCheck {
    let workload = configuration.workload
    let expected =
      workload.epochs * workload.requestsPerEpoch * workload.requestObjects
      + (workload.epochs - 1) * workload.connectionsPerEpoch
    return Diagnose.check(
      "broken: the service allocates what its workload says",
      measured: "\(outcome.objects) objects",
      holds: outcome.objects == expected)
  }

  /// Connections live as long as they should: as many are live after each epoch as the uniform
  /// distributions of arrivals and lives say, within 4.5 deviations.
  private func livesCheck(_ outcome: DiagnoseArm.Outcome) -> ReproductionCheck? {
    let workload = configuration.workload
    let requests = workload.requestsPerEpoch
    let lives = Double(workload.longestConnection - workload.shortestConnection + 1)
    let scores = outcome.rows.map { row in
      var (expected, variance) = (0.0, 0.0)
      for age in 0..<max(0, row.epoch - 1) {
        // Of one that arrived before request r of its epoch, `age` epochs ago.
        let share =
          (0..<requests).reduce(0.0) { sum, request in
            let needed = (age + 1) * requests - request
            return sum
              + min(1, max(0, Double(workload.longestConnection - needed + 1) / lives))
          } / Double(requests)
        expected += Double(workload.connectionsPerEpoch) * share
        variance += Double(workload.connectionsPerEpoch) * share * (1 - share)
      }
      return (Double(row.liveObjects) - expected).magnitude / max(variance.squareRoot(), 0.1)
    }
    return scores.max().map { worst in
      Diagnose.check(
        "broken: as many connections are live after each epoch as their lives say, within 4.5 "
          + "deviations",
        measured: "largest deviation \(Figures.decimal(worst, 2))", holds: worst <= 4.5)
    }
  }

  /// Of the deltas, half are at most the median and 95 % at most the 95th percentile, and not more
  /// than another one needs.
  private var quantileCheck: ReproductionCheck? {
    let wrong = zip(outcomes.flatMap(\.outcome.sites), siteRows).count { site, row in
      let deltas = site.closes.map { Double($0) }
      let isRight = [(row.pastMedianCloses, 0.5), (row.pastP95Closes, 0.95)].allSatisfy {
        value, share in
        guard let value else { return deltas.isEmpty }
        let below = Double(deltas.count { $0 < value }), upTo = Double(deltas.count { $0 <= value })
        return below <= share * Double(deltas.count) + 1 && upTo >= share * Double(deltas.count - 1)
      }
      return !isRight
    }
    return siteRows.isEmpty
      ? nil
      : Diagnose.check(
        "broken: medians and 95th percentiles divide the lifetime deltas as they should",
        measured: "\(siteRows.count - wrong) of \(siteRows.count) lines", holds: wrong == 0)
  }

  private func fixedChecks(_ outcome: DiagnoseArm.Outcome) -> [ReproductionCheck] {
    [
      Diagnose.check(
        "fixed: DSR is 100 % and no line pins",
        measured: "\(outcome.drained) of \(outcome.closes) drained, \(outcome.sites.count) sites",
        holds: outcome.drained == outcome.closes && outcome.sites.isEmpty),
      nothingLeft(outcome, "fixed"),
    ]
  }

  private func nothingLeft(_ outcome: DiagnoseArm.Outcome, _ name: String) -> ReproductionCheck {
    Diagnose.check(
      "\(name): every object is freed at the end, and no slab is retained",
      measured: "\(outcome.liveAtEnd) live objects, \(outcome.retainedAtEnd) retained slabs",
      holds: outcome.liveAtEnd == 0 && outcome.retainedAtEnd == 0)
  }
}
