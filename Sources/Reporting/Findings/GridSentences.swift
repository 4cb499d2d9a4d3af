import Results

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

/// Phrases as one, with commas and an "and".
func listed(_ phrases: [String]) -> String {
  guard let last = phrases.last else { return "" }
  return phrases.count == 1 ? last : phrases.dropLast().joined(separator: ", ") + " and " + last
}
