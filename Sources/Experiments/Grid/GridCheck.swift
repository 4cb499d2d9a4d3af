import Exhibits
import Results

extension Experiment {
  /// The check that every grid has to pass: at 90 % or more of its points the 95 % interval of the
  /// measured mean holds the closed form.
  ///
  /// - Parameters:
  ///   - subject: what the points are, such as `retained slabs`.
  ///   - rows: the points; those without a closed form or an interval are left out.
  static func check(coverageOf subject: String, _ rows: [some GridRow]) -> ReproductionCheck {
    let coverage = GridCoverage(rows)
    return check(
      "\(subject): the mean's 95 % interval holds the closed form at "
        + "\(Figures.decimal(GridCoverage.requiredShare * 100, 0)) % or more of the grid points",
      measured: "\(coverage.agreeing) of \(coverage.points) points"
        + (coverage.share.map { " (\(Figures.decimal($0 * 100, 1)) %)" } ?? ""),
      holds: coverage.holds)
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
