import Results

/// How the points of a grid stand to their closed form, as a sentence.
///
/// - Parameters:
///   - rows: the points; those without a closed form or an interval are left out.
///   - cause: why those differ that do, for the sentence's end.
package func coverageSentence(_ rows: [some GridRow], cause: String? = nil) -> String {
  let coverage = GridCoverage(rows)
  guard let share = coverage.share else { return "No point has a closed form to stand beside." }
  let sentence =
    "The closed form lies within the 95 % interval of the mean at \(Figures.count(coverage.agreeing)) "
    + "of \(Figures.count(coverage.points)) grid points (\(Figures.percent(share, 1)))"
  guard coverage.agreeing < coverage.points else { return sentence + "." }
  return sentence + (farthestMiss(rows).map { "; where it does not, \($0)" } ?? "")
    + (cause.map { ": \($0)" } ?? "") + "."
}

/// How far the points that miss their closed form are from it, in half-widths of their intervals: a
/// share of a closed form near 0 would say nothing.
private func farthestMiss(_ rows: [some GridRow]) -> String? {
  let misses = rows.map(\.point).filter { $0.agrees == false }
  let distances = misses.compactMap { point -> Double? in
    guard let low = point.ciLow, let high = point.ciHigh, let residual = point.residual, low < high
    else { return nil }
    return residual.magnitude / ((high - low) / 2)
  }
  let certain = misses.count - distances.count
  let clauses = [
    distances.max().map {
      "they are at most \(Figures.decimal($0, 2)) half-widths of the interval apart"
    },
    certain == 0
      ? nil
      : "at \(Figures.count(certain)) of them all seeds gave one figure, without the rare outcome "
        + "that the closed form counts",
  ]
  let known = clauses.compactMap(\.self)
  return known.isEmpty ? nil : known.joined(separator: ", and ")
}

/// Phrases as one, with commas and an "and".
package func listed(_ phrases: [String]) -> String {
  guard let last = phrases.last else { return "" }
  return phrases.count == 1 ? last : phrases.dropLast().joined(separator: ", ") + " and " + last
}
