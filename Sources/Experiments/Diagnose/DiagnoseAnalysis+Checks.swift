import Exhibits
import Results

extension DiagnoseAnalysis {
  /// What the diagnosis must show.
  var checks: [ReproductionCheck] {
    outcomes.flatMap { $0.routing == .broken ? brokenChecks($0.outcome) : fixedChecks($0.outcome) }
  }

  private func brokenChecks(_ outcome: DiagnoseArm.Outcome) -> [ReproductionCheck] {
    var result: [ReproductionCheck] = []
    if configuration.workload.alwaysPins {
      let epochs = configuration.workload.epochs
      let expected = epochs - 1
      result.append(
        ReproductionCheck(
          "diagnose",
          "broken: every epoch with a new connection is pinned, \(expected) of "
            + "\(epochs)",
          measured: "\(outcome.pinned) of \(outcome.closes) pinned, DSR "
            + Figures.percent(Double(outcome.drained) / Double(outcome.closes)),
          holds: outcome.pinned == expected && outcome.closes == epochs))
    }
    let site = outcome.sites.first
    result.append(
      ReproductionCheck(
        "diagnose",
        "broken: the summary names one line, the one that accepts connections, with "
          + "every pinned epoch",
        measured: outcome.sites.map { "\($0.fileID):\($0.line) pinned \($0.epochsPinned) epochs" }
          .joined(separator: "; "),
        holds: outcome.pinned == 0
          ? outcome.sites.isEmpty
          : outcome.sites.count == 1 && site?.line == outcome.acceptLine
            && site?.epochsPinned == outcome.pinned))
    result.append(
      ReproductionCheck(
        "diagnose", "broken: lifetime deltas are the service's own, in closes and nanoseconds",
        measured: "\(outcome.knownCloses.count) connections outlived their epoch",
        holds: (site?.closes ?? []) == outcome.knownCloses
          && (site?.nanoseconds ?? []) == outcome.knownNanoseconds))
    return result + [nothingLeft(outcome, "broken")]
  }

  private func fixedChecks(_ outcome: DiagnoseArm.Outcome) -> [ReproductionCheck] {
    [
      ReproductionCheck(
        "diagnose", "fixed: DSR is 100 % and no line pins",
        measured: "\(outcome.drained) of \(outcome.closes) drained, \(outcome.sites.count) sites",
        holds: outcome.drained == outcome.closes && outcome.sites.isEmpty),
      nothingLeft(outcome, "fixed"),
    ]
  }

  private func nothingLeft(_ outcome: DiagnoseArm.Outcome, _ name: String) -> ReproductionCheck {
    ReproductionCheck(
      "diagnose", "\(name): every object is freed at the end, and no slab is retained",
      measured: "\(outcome.liveAtEnd) live objects, \(outcome.retainedAtEnd) retained slabs",
      holds: outcome.liveAtEnd == 0 && outcome.retainedAtEnd == 0)
  }
}
