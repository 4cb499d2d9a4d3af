import Results
import Statistics

extension CoefficientKind {
  static let diagnoseDSR = Diagnose.coefficient("dsr")
}

/// Rows, coefficients and checks of a finished diagnosis.
struct DiagnoseAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: DiagnoseConfiguration
  /// Each routing's outcome.
  var outcomes: [(routing: ServiceRouting, outcome: DiagnoseArm.Outcome)]

  /// The published rate of the broken service: 1 of 20 epochs drained.
  static let publishedDSR = 0.05
  static let publishedEpochs = 20

  init(_ configuration: DiagnoseConfiguration, _ arms: Finished<DiagnoseArm>) {
    self.configuration = configuration
    outcomes = arms.map { ($0.arm.service.routing, $0.outcome) }
  }

  /// One row a routing and epoch.
  var rows: [DiagnoseRow] { outcomes.flatMap(\.outcome.rows) }

  /// One row a routing and line that pins.
  var siteRows: [DiagnoseSiteRow] {
    outcomes.flatMap { routing, outcome in
      outcome.sites.map { site in
        let closes = site.closes.map { Double($0) }
        let nanoseconds = site.nanoseconds.map { Double($0) }
        return DiagnoseSiteRow(
          routing: routing, file: site.fileID, line: site.line, closes: outcome.closes,
          epochsPinned: site.epochsPinned, objects: site.objects, byteCount: site.byteCount,
          // No quantile of nothing.
          pastMedianCloses: try? quantile(of: closes, at: 0.5),
          pastP95Closes: try? quantile(of: closes, at: 0.95), pastMaximumCloses: closes.last,
          pastMedianNS: try? quantile(of: nanoseconds, at: 0.5),
          pastP95NS: try? quantile(of: nanoseconds, at: 0.95), pastMaximumNS: nanoseconds.last,
          nearMissCloses: configuration.workload.nearMissCloses, nearMisses: site.nearMisses,
          mismatches: site.mismatches, verdict: site.verdict)
      }
    }
  }

  /// The rate of each routing.
  var coefficients: [Coefficient] {
    let epochs = configuration.workload.epochs
    let broken = configuration.workload.alwaysPins ? 1 / Double(epochs) : nil
    return outcomes.map { routing, outcome in
      Coefficient(
        .diagnoseDSR, at: ["routing": routing], Double(outcome.drained) / Double(outcome.closes),
        predicted: routing == .fixed ? 1 : broken,
        published: routing == .broken && epochs == Self.publishedEpochs ? Self.publishedDSR : nil)
    }
  }
}
