import Exhibits
import Results

/// What finite lifetimes do to the growth of retained slabs; nil without rows.
func lifetimesFinding(_ rows: [LifetimesRow]) -> Finding? {
  if rows.isEmpty { return nil }
  return Finding(
    lifetimesHeadline(rows),
    sentences: [
      levelSentence(rows), growthSentence(rows), dichotomySentence(rows), monitorSentence(rows),
      coverageSentence(
        rows, cause: "the share that intervals of 95 % miss, points of one path together"),
    ])
}

/// Where growth ends, as a headline.
func lifetimesHeadline(_ rows: [LifetimesRow]) -> String {
  let last = rows.filter { $0.metric == .levelEpochs }.map(\.point.measured).max()
  let grows = rows.contains { $0.metric == .growthExponent && $0.point.ciLow ?? 0 > 0 }
  let level = last.map {
    "Where sessions have a mean lifetime, retained slabs are level after "
      + "\(Figures.count(Int($0.rounded()))) epochs at the latest"
  }
  let growth = grows ? "where they have none, retained slabs grow for ever" : nil
  let parts = [level, growth].compactMap(\.self)
  return parts.isEmpty
    ? "Retained slabs by the lifetime of sessions" : parts.joined(separator: "; ")
}

private func levelSentence(_ rows: [LifetimesRow]) -> String? {
  let times = rows.filter { $0.metric == .levelEpochs }.map { row in
    "\(Figures.count(Int(row.point.measured.rounded()))) epochs for \(row.lifetime.rawValue) "
      + "lifetimes"
      + (row.point.predicted.map { " (closed form \(Figures.count(Int($0.rounded()))))" } ?? "")
  }
  guard !times.isEmpty else { return nil }
  return "Where the mean lifetime E[W] is finite, growth is a transient: retained slabs level at "
    + "p E[W], which is Little's law, and 95 % of that are reached after "
    + listed(times) + "."
}

private func growthSentence(_ rows: [LifetimesRow]) -> String? {
  guard let row = rows.first(where: { $0.metric == .growthExponent }) else { return nil }
  let point = row.point
  return "With \(row.lifetime.rawValue) lifetimes E[W] is infinite and they never level: they grow "
    + "as t^\(Figures.decimal(point.measured, 3)) (closed form "
    + "\(Figures.decimal(point.predicted, 3)), 95 % interval "
    + "\(Figures.decimal(point.ciLow, 3)) to \(Figures.decimal(point.ciHigh, 3))), without bound "
    + "and far below linear."
}

private func dichotomySentence(_ rows: [LifetimesRow]) -> String? {
  guard rows.contains(where: { $0.metric == .levelEpochs }),
    rows.contains(where: { $0.metric == .growthExponent })
  else { return nil }
  return "So the dichotomy lies at E[W] and not at the single violation: objects that all die in "
    + "the end leave no fixed share of all closed granules pinned, which the pinning growth "
    + "theorem asks for, and linear growth without end needs sessions that never die."
}

private func monitorSentence(_ rows: [LifetimesRow]) -> String? {
  let claims = rows.filter { $0.metric == .growthClaims && $0.lifetime == .exponential }
  guard let share = Figures.average(claims.map(\.point.measured)) else { return nil }
  return "On the level second half of the exponential runs, a least-squares slope with its usual "
    + "95 % interval claims growth in \(Figures.percent(share, 0)) of the runs, where 2.5 % would "
    + "be nominal: successive counts share their sessions, and the interval takes them for "
    + "independent."
}
