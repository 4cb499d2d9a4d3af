import Exhibits
import Results

/// Rows and checks of a finished churn run.
package struct ChurnAnalysis: Sendable {
  /// The configuration that ran.
  package var configuration: ChurnConfiguration
  /// One row a sample.
  package var rows: [ChurnRow]

  /// Growth of RSS that the published run saw at most.
  package static let publishedGrowthLimit = 0.024

  /// Flattens an outcome.
  package init(_ configuration: ChurnConfiguration, _ outcome: ChurnArm.Outcome) {
    self.configuration = configuration
    rows = outcome.samples.map { sample in
      var row = ChurnRow()
      row.cycle = sample.cycle
      row.rssBytes = sample.residentBytes
      row.committedBytes = sample.committedBytes
      row.liveObjects = sample.liveObjects
      row.slabsCreated = sample.slabsCreated
      row.slabsRecycled = sample.slabsRecycled
      return row
    }
  }

  /// RSS at the end over RSS after the fill, less 1.
  package var rssGrowth: Double {
    guard let first = rows.first, let last = rows.last, first.rssBytes > 0 else { return 0 }
    return Double(last.rssBytes) / Double(first.rssBytes) - 1
  }

  /// The growth of RSS as a coefficient.
  package var coefficients: [Coefficient] {
    var row = Coefficient()
    row.experiment = "churn"
    row.coefficient = "rss_growth_ratio"
    row.parameter = "cycles=\(configuration.cycles)"
    row.value = rssGrowth
    row.predicted = 0
    row.published = Self.publishedGrowthLimit
    row.unit = "1"
    return [row]
  }

  /// What a reproduction must show.
  package var checks: [ReproductionCheck] {
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
