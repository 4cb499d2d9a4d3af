import Exhibits
import Results

/// Rows and checks of the runs without growth.
struct ThresholdLoadAnalysis {
  let configuration: ThresholdConfiguration
  private(set) var rows: [ThresholdLoadRow] = []

  init(_ configuration: ThresholdConfiguration, _ finished: Finished<ThresholdLoadArm>) throws {
    self.configuration = configuration
    for load in LoadKind.allCases {
      for closes in configuration.loadCloses {
        let own = finished.filter { $0.arm.load == load && $0.arm.closes == closes }
        if own.isEmpty { continue }
        let runs = SeededRuns(own, seeds: \.seeds)
        for signal in GrowthSignal.allCases {
          for rule in GrowthRule.allCases {
            rows.append(
              ThresholdLoadRow(
                load: load, signal: signal, rule: rule, epochs: closes, metric: .falseAlarms,
                point: try GridPoint(
                  rateOver: runs.outcomes { $0[signal]?[rule] == true }, predicted: nil)))
          }
        }
      }
    }
  }

  /// What the runs must show: of drained epochs nothing is retained, whatever the load.
  @Checks var checks: [ReproductionCheck] {
    let points = rows.filter { $0.load == .varying && $0.signal == .retainedSlabs }.map(\.point)
    if let worst = points.map(\.measured).max() {
      Threshold.check(
        "under a varying load retained slabs raise no false alarm, by either rule and over "
          + listed(configuration.loadCloses.map { Figures.count($0) }) + " closes",
        measured: "\(Figures.percent(worst, 1)) of the runs at most, RSS "
          + Figures.percent(
            rows.filter { $0.load == .varying && $0.signal == .rss && $0.rule == .levels }
              .map(\.point.measured).max(), 0),
        holds: worst == 0)
    }
    // With half of the nulls claimed, a rule tells nothing; the rule on increments is meant to be
    // one that does.
    let asked = rows.filter { $0.rule == .increments && $0.point.seeds >= 20 }
    if let most = asked.map({ $0.point.ciLow ?? 0 }).max() {
      Threshold.check(
        "the rule on increments claims growth of no signal in more than 10 % of the runs without",
        measured: asked.map {
          "\($0.load.rawValue) \($0.signal.title) \(Figures.percent($0.point.measured, 1))"
        }.joined(separator: ", "), holds: most <= 0.1)
    }
  }
}
