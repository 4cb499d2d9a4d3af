import Exhibits
import Results
import Statistics

/// Rows, coefficients, checks and advice of a finished diagnosis.
package struct DiagnoseAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: DiagnoseConfiguration
  /// Each routing's outcome.
  package var outcomes: [(routing: ServiceRouting, outcome: DiagnoseArm.Outcome)]

  /// The published rate of the broken service: 1 of 20 epochs drained.
  package static let publishedDSR = 0.05

  /// Analyses finished arms.
  package init(
    _ configuration: DiagnoseConfiguration,
    _ arms: [(arm: DiagnoseArm, outcome: DiagnoseArm.Outcome)]
  ) {
    self.configuration = configuration
    outcomes = arms.map { ($0.arm.routing, $0.outcome) }
  }

  /// One row a routing and epoch.
  package var rows: [DiagnoseRow] {
    outcomes.flatMap { routing, outcome in
      outcome.samples.map { sample in
        var row = DiagnoseRow()
        row.routing = routing
        row.epoch = sample.epoch
        row.rssBytes = sample.residentBytes
        row.structuralBytes = sample.structuralBytes
        row.drained = sample.drained
        row.pinned = sample.pinned
        row.liveObjects = sample.liveObjects
        return row
      }
    }
  }

  /// The rate of each routing.
  package var coefficients: [Coefficient] {
    outcomes.map { routing, outcome in
      var row = Coefficient()
      row.experiment = DiagnoseConfiguration.experiment
      row.coefficient = "dsr"
      row.parameter = "routing=\(routing.rawValue)"
      row.value = Double(outcome.drained) / Double(outcome.closes)
      row.predicted = routing == .fixed ? 1 : predictedBrokenDSR
      row.published = routing == .broken && isPublishedSize ? Self.publishedDSR : nil
      row.unit = "1"
      return row
    }
  }

  private var isPublishedSize: Bool { configuration.epochs == 20 }

  /// Whether a connection always outlives its epoch, so that every epoch but the first is pinned.
  private var alwaysPins: Bool {
    configuration.shortestConnection >= configuration.requestsPerEpoch
  }

  private var predictedBrokenDSR: Double? { alwaysPins ? 1 / Double(configuration.epochs) : nil }

  /// What the diagnosis must show.
  package var checks: [ReproductionCheck] {
    outcomes.flatMap { $0.routing == .broken ? brokenChecks($0.outcome) : fixedChecks($0.outcome) }
  }

  private func brokenChecks(_ outcome: DiagnoseArm.Outcome) -> [ReproductionCheck] {
    var result: [ReproductionCheck] = []
    if alwaysPins {
      let expected = configuration.epochs - 1
      result.append(
        ReproductionCheck(
          "diagnose",
          "broken: every epoch with a new connection is pinned, \(expected) of "
            + "\(configuration.epochs)",
          measured: "\(outcome.pinned) of \(outcome.closes) pinned, DSR "
            + Figures.percent(Double(outcome.drained) / Double(outcome.closes)),
          holds: outcome.pinned == expected && outcome.closes == configuration.epochs))
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

  /// What follows from the sites that pin, a sentence each.
  package var advice: [String] {
    outcomes.flatMap { routing, outcome in
      outcome.sites.map { site in
        let place = "\(routing.rawValue): \(site.fileID):\(site.line)"
        let share = "\(site.epochsPinned) of \(outcome.closes) epochs"
        return site.isMismatch
          ? "\(place) pins \(share), and \(site.mismatches) of \(site.objects) objects live past "
            + "\(configuration.nearMissCloses) further closes: a routing mismatch; allocate them "
            + "in an epoch that lasts as long as they do"
          : "\(place) pins \(share), and \(site.nearMisses) of \(site.objects) objects die within "
            + "\(configuration.nearMissCloses) further closes: near misses; close the epoch later"
      }
    }
  }
}
