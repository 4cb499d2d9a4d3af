import Exhibits
import Results

extension CoefficientKind {
  static let rssGrowthRatio = CoefficientKind(
    Churn.name, "rss_growth_ratio", unit: "1", isExact: false)
}

/// Rows, coefficients and checks of a finished churn run.
struct ChurnAnalysis: Sendable {
  /// The configuration that ran.
  var configuration: ChurnConfiguration
  /// One row a sample.
  var rows: [ChurnRow]

  /// Growth of RSS that the published run saw at most.
  static let publishedGrowthLimit = 0.024

  init(_ configuration: ChurnConfiguration, _ outcome: ChurnArm.Outcome) {
    self.configuration = configuration
    rows = outcome.samples.map { sample in
      ChurnRow(
        cycle: sample.cycle, rssBytes: sample.rssBytes, committedBytes: sample.committedBytes,
        liveObjects: sample.liveObjects, slabsCreated: sample.slabsCreated,
        slabsRecycled: sample.slabsRecycled)
    }
  }

  /// RSS at the end over RSS after the fill, less 1.
  var rssGrowth: Double {
    guard let first = rows.first, let last = rows.last, first.rssBytes > 0 else { return 0 }
    return Double(last.rssBytes) / Double(first.rssBytes) - 1
  }

  /// The growth of RSS.
  var coefficients: [Coefficient] {
    [
      Coefficient(
        .rssGrowthRatio, at: ["cycles": configuration.cycles], rssGrowth, predicted: 0,
        published: Self.publishedGrowthLimit)
    ]
  }

  /// What a reproduction must show.
  var checks: [ReproductionCheck] {
    let committed = Set(rows.map(\.committedBytes))
    return [
      ReproductionCheck(
        "churn", "committed bytes do not move after the fill, over \(configuration.cycles) cycles",
        measured: committed.sorted().map { Figures.inMib(Double($0)) }.joined(separator: ", "),
        holds: committed.count == 1),
      ReproductionCheck(
        "churn", "RSS grows by at most 2.4 % after the fill", measured: Figures.percent(rssGrowth),
        holds: rssGrowth <= Self.publishedGrowthLimit),
    ]
  }
}
