import Exhibits
import Results

/// What the theorems leave open, as measured; nil unless levels were measured.
func boundsFinding(_ rows: [BoundsRow]) -> Finding? {
  guard let headline = boundsHeadline(rows) else { return nil }
  return Finding(
    headline,
    sentences: [
      countingSentence(rows), betweenSentence(rows), amplificationSentence(rows),
      serviceSentence(rows), remedySentence(rows), slopesSentence(rows), horizonSentence(rows),
      coverageSentence(rows, cause: "the share that intervals of 95 % miss"),
    ])
}

/// The plateau with no drained close, as a headline.
func boundsHeadline(_ rows: [BoundsRow]) -> String? {
  let level = rows.settings(.plateau).first { setting in
    rows.point(.plateau, setting, .dsr)?.measured == 0
      && rows.point(.plateau, setting, .doublingRatio)?.ciLow != nil
  }
  guard let level, let plateau = rows.point(.plateau, level, .plateau),
    let ratio = rows.point(.plateau, level, .doublingRatio)
  else { return nil }
  return "With a DSR of 0 retained slabs level at \(Figures.count(plateau.measured)), R(2t) / R(t) "
    + "\(Figures.decimal(ratio.measured, 3)): drainability is sufficient for bounded memory, and "
    + "not necessary"
}

private func countingSentence(_ rows: [BoundsRow]) -> String? {
  guard let most = rows.filter({ $0.metric == .slabsPerObject }).map(\.point.measured).max() else {
    return nil
  }
  return "A retained slab holds a live object, so R(t) is at most the number of live objects: the "
    + "most slabs over the most live objects is \(Figures.decimal(most, 3)) at most in all runs. "
    + "Memory that grows without bound has live objects that do."
}

private func betweenSentence(_ rows: [BoundsRow]) -> String? {
  guard let setting = rows.settings(.between).first,
    let ratio = rows.point(.between, setting, .incrementRatio), let low = ratio.ciLow,
    let high = ratio.ciHigh
  else { return nil }
  return "Between constant and linear there is a regime: where lifetimes have a Pareto tail of "
    + "exponent 0.9, a doubling of the run adds \(Figures.decimal(ratio.measured, 2)) of what the "
    + "doubling before added (95 % interval \(Figures.decimal(low, 2)) to "
    + "\(Figures.decimal(high, 2)), closed form \(Figures.decimal(ratio.predicted, 2))); linear "
    + "growth would add 2, growth that ends 0."
}

private func amplificationSentence(_ rows: [BoundsRow]) -> String? {
  let points = rows.filter { $0.metric == .amplification }.map(\.point.measured)
  guard let least = points.min(), let most = points.max() else { return nil }
  return "A structural leak is an amplification of live objects: from "
    + "\(Figures.decimal(least, 2)) to \(Figures.decimal(most, 2)) retained slots for each, where "
    + "C slots of a slab are the most that can be."
}

private func serviceSentence(_ rows: [BoundsRow]) -> String? {
  let broken: Parameters = ["routing": ServiceRouting.broken]
  guard let bytes = rows.point(.service, broken, .structuralBytes),
    let ratio = rows.point(.service, broken, .doublingRatio)
  else { return nil }
  return "The connection service of the paper's worked example, run on, is level: "
    + "\(NumberStyle.bytes().label(bytes.measured)) of structural bytes, R(2t) / R(t) "
    + "\(Figures.decimal(ratio.measured, 3)), as many connections leave as come."
}

private func remedySentence(_ rows: [BoundsRow]) -> String? {
  let closing = rows.settings(.closing).compactMap { setting in
    setting["objects"].flatMap(Int.init).flatMap { objects in
      rows.point(.closing, setting, .slabsPerSession).map { (objects, $0.measured) }
    }
  }.sorted { $0.0 < $1.0 }
  guard let shortest = closing.first, let longest = closing.last else { return nil }
  let orders = rows.settings(.order).filter { setting in
    rows.settings(.order).first?["f"] != setting["f"]
  }
  let ordered = orders.compactMap { setting in
    rows.point(.order, setting, .slabsPerSession).map {
      "\(setting["order"] ?? "") \(Figures.decimal($0.measured, 2))"
    }
  }
  return "Closing more often does not help: epochs of \(shortest.0) objects leave "
    + "\(Figures.decimal(shortest.1, 2)) slabs to a session, epochs of \(longest.0) "
    + Figures.decimal(longest.1, 2)
    + (ordered.isEmpty
      ? "."
      : ". Reordering an epoch's allocations changes the factor where an epoch has several "
        + "sessions, \(listed(ordered)) slabs to a session, and growth stays linear.")
}

private func slopesSentence(_ rows: [BoundsRow]) -> String? {
  let all = rows.filter { $0.metric == .slopeRatio }
  guard !all.isEmpty else { return nil }
  let bent = all.filter { abs(($0.point.predicted ?? 1) - 1) > 0.02 }.map {
    "\($0.setting.csvField ?? "") (\(Figures.decimal($0.point.measured, 3)), closed form "
      + "\(Figures.decimal($0.point.predicted, 3)))"
  }
  return "The p-sweep's slope of retained slabs in the last quarter over that in the first is "
    + "\(Figures.decimal(all.map(\.point.measured).min(), 3)) to "
    + "\(Figures.decimal(all.map(\.point.measured).max(), 3)) at \(all.count) p"
    + (bent.isEmpty ? "." : "; the closed form departs from 1 at \(listed(bent)).")
}

private func horizonSentence(_ rows: [BoundsRow]) -> String? {
  guard let setting = rows.settings(.horizon).first,
    let plateau = rows.point(.horizon, setting, .plateau),
    let ratio = rows.point(.horizon, setting, .doublingRatio)
  else { return nil }
  return "Over the longest run, each close pinned, retained slabs average "
    + "\(Figures.decimal(plateau.measured, 1)) (closed form "
    + "\(Figures.decimal(plateau.predicted, 1))), and end at \(Figures.decimal(ratio.measured, 2)) "
    + "of those at its half."
}
