import Exhibits
import Results

extension Experiment {
  /// The checks that every grid has to pass, one a metric: the 95 % intervals of measured means hold
  /// the closed forms about as often as 95 %, and the residuals scatter as the intervals say.
  ///
  /// - Parameters:
  ///   - rows: the points; those without a closed form or an interval are left out.
  ///   - group: names the draws behind a point, which several may share; each has its own otherwise.
  static func checks<Row: GridRow>(
    coverageOf rows: [Row], sharing group: ((Row) -> String)? = nil
  ) -> [ReproductionCheck] {
    Row.Metric.allCases.compactMap { metric in
      let points = rows.enumerated().filter { $0.element.metric == metric }
      let scores = GridScores(points.map(\.element)) { row in group?(row) ?? key(of: row) }
      return scores.coverage.points == 0 ? nil : check(metric.rawValue, scores)
    }
  }

  private static func key<Row: GridRow>(of row: Row) -> String {
    Row.columns.filter(\.identifies).map { $0.field(in: row) ?? "" }.joined(separator: " ")
  }

  private static func check(_ metric: String, _ scores: GridScores) -> ReproductionCheck {
    let coverage = scores.coverage
    let share = coverage.share.map { Figures.decimal($0 * 100, 1) } ?? Figures.none
    return check(
      "\(metric.replacing("_", with: " ")): the 95 % intervals hold the closed form at "
        + "\(Figures.decimal(scores.requiredShare * 100, 1)) % or more of the grid points, none is "
        + "off by more than \(Figures.decimal(scores.allowedScore, 1)) deviations, and their sum and "
        + "chi-square are within \(Figures.decimal(GridScores.allowedTotalScore, 0)) deviations of "
        + "what they should be; intervals of means follow from the differences between runs"
        + (scores.scatterScore == nil
          ? "" : ", or from the closed form's scatter, within as many deviations of the runs'"),
      measured: "\(coverage.agreeing) of \(coverage.points) points (\(share) %), largest "
        + "\(Figures.decimal(scores.largest, 2)), sum \(Figures.decimal(scores.sumScore, 2)) "
        + "deviations, chi-square \(Figures.decimal(scores.chiSquare, 1)) of \(scores.scored) groups "
        + "(\(Figures.decimal(scores.chiSquareScore, 2)) deviations)"
        + (scores.scatterScore.map { ", scatter \(Figures.decimal($0, 2)) deviations" } ?? "")
        + (scores.followsFromRuns ? "" : "; an interval does not follow from its runs"),
      holds: scores.holds)
  }

  /// The check that what no seed changes is what the closed form says; nil without such a point.
  ///
  /// - Parameters:
  ///   - subject: what the points are.
  ///   - rows: the points; those with an interval, without a closed form, or of one seed are left
  ///     out.
  ///   - tolerance: how far rounding may take the closed form.
  static func check(
    certaintiesOf subject: String, _ rows: [some GridRow], within tolerance: Double = 1e-9
  ) -> ReproductionCheck? {
    let distances = rows.map(\.point).filter { $0.ciLow == nil && $0.seeds > 1 }
      .compactMap(\.residual)
    guard let worst = distances.map(\.magnitude).max() else { return nil }
    return check(
      "\(subject): where all seeds give one figure, it is the closed form's",
      measured: "\(distances.count) points, at most \(Figures.general(worst, 2)) apart",
      holds: worst <= tolerance)
  }
}
