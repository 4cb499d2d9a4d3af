import Results

/// What an experiment found, in one paragraph that is computed from its rows.
public struct Finding: Sendable, Equatable {
  /// The experiment.
  public var experiment: String
  /// The paragraph.
  public var text: String

  /// A finding.
  public init(_ experiment: String, _ text: String) {
    self.experiment = experiment
    self.text = text
  }
}

/// How the points of a grid stand to their closed form, as a sentence.
///
/// - Parameters:
///   - rows: the points; those without a closed form or an interval are left out.
///   - cause: why those differ that do, for the sentence's end.
func coverageSentence(_ rows: [some GridRow], cause: String? = nil) -> String {
  let coverage = GridCoverage(rows)
  guard let share = coverage.share else { return "No point has a closed form to stand beside." }
  let sentence =
    "The closed form lies within the 95 % interval of the mean at \(Figures.count(coverage.agreeing)) "
    + "of \(Figures.count(coverage.points)) grid points (\(Figures.percent(share, 1)))"
  guard coverage.agreeing < coverage.points else { return sentence + "." }
  let worst = rows.filter { $0.point.agrees == false }
    .compactMap { $0.point.relativeResidual?.magnitude }.max()
  return sentence
    + (worst.map { "; where it does not, they differ by \(Figures.percent($0)) at most" } ?? "")
    + (cause.map { ": \($0)" } ?? "") + "."
}
