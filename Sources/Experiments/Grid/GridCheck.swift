import Exhibits
import Results

extension ReproductionCheck {
  /// The check that every grid has to pass: at 90 % or more of its points the 95 % interval of the
  /// measured mean holds the closed form.
  ///
  /// - Parameters:
  ///   - experiment: the experiment's name.
  ///   - subject: what the points are, such as `retained slabs`.
  ///   - rows: the points; those without a closed form or an interval are left out.
  init(_ experiment: String, coverageOf subject: String, _ rows: [some GridRow]) {
    let coverage = GridCoverage(rows)
    self.init(
      experiment,
      "\(subject): the mean's 95 % interval holds the closed form at "
        + "\(Figures.decimal(GridCoverage.requiredShare * 100, 0)) % or more of the grid points",
      measured: "\(coverage.agreeing) of \(coverage.points) points"
        + (coverage.share.map { " (\(Figures.decimal($0 * 100, 1)) %)" } ?? ""),
      holds: coverage.holds)
  }
}
