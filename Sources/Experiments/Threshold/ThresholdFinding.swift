import Exhibits
import Results

/// From which p on a monitor sees growth; nil without rows.
func thresholdFinding(_ rows: [ThresholdRow], published: PublishedFigures) -> Finding? {
  if rows.isEmpty { return nil }
  return Finding(
    thresholdHeadline(rows),
    sentences: [
      leastSentence(rows), needSentence(rows), linearitySentence(rows, published),
      alarmSentence(rows), ruleSentence(rows),
      coverageSentence(
        rows.filter(\.isPower),
        cause: "the share that intervals of 95 % miss, lengths of one run together"),
    ])
}

/// What the signals show, as a headline.
func thresholdHeadline(_ rows: [ThresholdRow]) -> String {
  let reuse = modes(rows).last ?? .strict
  let parts = [GrowthSignal.retainedSlabs, .rssSteps].compactMap { signal in
    leastP(rows, reuse, signal, .levels).map {
      "\(signal.title) \(signal == .retainedSlabs ? "show" : "shows") p = \(Figures.fraction($0))"
    }
  }
  return parts.isEmpty
    ? "What a monitor sees of growth"
    : "After \(Figures.count(rows.map(\.epochs).max() ?? 0)) epochs with \(reuse.rawValue) reuse, "
      + parts.joined(separator: ", ") + " and more"
}

/// The least p from which on all measured powers after the longest series are at least 95 %.
func leastP(
  _ rows: [ThresholdRow], _ reuse: ReuseMode, _ signal: GrowthSignal, _ rule: GrowthRule
) -> Double? {
  let longest = rows.map(\.epochs).max()
  let powers = rows.filter {
    $0.metric == .power && $0.reuse == reuse && $0.signal == signal && $0.rule == rule
      && $0.epochs == longest && $0.p > 0
  }.sorted { $0.p > $1.p }
  return powers.prefix { $0.point.measured >= 0.95 }.last?.p
}

private func modes(_ rows: [ThresholdRow]) -> [ReuseMode] {
  ReuseMode.allCases.filter { mode in rows.contains { $0.reuse == mode } }
}

private func leastSentence(_ rows: [ThresholdRow]) -> String? {
  let phrases = modes(rows).map { reuse in
    let parts = GrowthSignal.allCases.compactMap { signal in
      leastP(rows, reuse, signal, .levels).map { "\(Figures.fraction($0)) in \(signal.title)" }
    }
    return parts.isEmpty ? nil : "\(listed(parts)) with \(reuse.rawValue) reuse"
  }.compactMap(\.self)
  guard !phrases.isEmpty, let longest = rows.map(\.epochs).max() else { return nil }
  return "In one run of \(Figures.count(longest)) epochs a monitor that claims growth when the "
    + "95 % interval of the slope lies above 0 sees, in 95 % of the runs or more, violation "
    + "fractions from \(listed(phrases))."
}

private func needSentence(_ rows: [ThresholdRow]) -> String? {
  let phrases = modes(rows).compactMap { reuse -> String? in
    let products = GrowthSignal.allCases.compactMap { signal -> String? in
      // The least p has the longest wait, and samples cut it least.
      let row = rows.filter {
        $0.metric == .powerAtNeed && $0.reuse == reuse && $0.signal == signal
      }.min { $0.p < $1.p }
      return row.map { "\(Figures.general($0.p * Double($0.epochs), 3)) for \(signal.title)" }
    }
    return products.isEmpty ? nil : "\(listed(products)) with \(reuse.rawValue) reuse"
  }
  guard !phrases.isEmpty else { return nil }
  return "What a signal needs is a number of sessions, so that the epochs to wait fall as 1/p: p "
    + "times the epochs for a power of 95 % is about \(listed(phrases)), at the least p that shows."
}

private func linearitySentence(_ rows: [ThresholdRow], _ published: PublishedFigures) -> String? {
  let p = 0.01
  func value(_ metric: ThresholdRow.Metric, _ signal: GrowthSignal) -> Double? {
    rows.first {
      $0.metric == metric && $0.reuse == .ring && $0.signal == signal && $0.p == p
    }?.point.measured
  }
  guard let figure = published.point(at: p)?.rSquared,
    let least = value(.rSquaredLeast, .rssSteps),
    let greatest = value(.rSquaredGreatest, .rssSteps)
  else { return nil }
  let isWithin = least <= figure && figure <= greatest
  let exact = value(.rSquaredLeast, .retainedSlabs)
  return "At p = \(p), RSS counted in steps gives single runs an R-squared of "
    + "\(Figures.decimal(least, 3)) to \(Figures.decimal(greatest, 3)), and the published "
    + "\(Figures.decimal(figure, 3)) lies \(isWithin ? "within" : "outside") that range"
    + (exact.map { "; retained slabs never fall below \(Figures.decimal($0, 3))" } ?? "") + "."
}

private func alarmSentence(_ rows: [ThresholdRow]) -> String? {
  let alarms = rows.filter { $0.metric == .power && $0.p == 0 && $0.rule == .levels }
  guard !alarms.isEmpty else { return nil }
  let shares = GrowthSignal.allCases.compactMap { signal -> String? in
    let points = alarms.filter { $0.signal == signal }.map(\.point)
    guard let worst = points.map(\.measured).max() else { return nil }
    let bound = points.compactMap(\.ciHigh).max()
    return "\(Figures.percent(worst, 1)) for \(signal.title)"
      + (bound.map { " (95 % bound \(Figures.percent($0, 1)))" } ?? "")
  }
  return "False alarms at p = 0, at the length with most of them: \(listed(shares))."
}

private func ruleSentence(_ rows: [ThresholdRow]) -> String? {
  let parts = modes(rows).compactMap { reuse in
    leastP(rows, reuse, .retainedSlabs, .increments).map {
      "\(Figures.fraction($0)) with \(reuse.rawValue) reuse"
    }
  }
  guard !parts.isEmpty else { return nil }
  return "The slope's interval takes residuals for independent, which those of a growing count are "
    + "not: a single step in mid-run is enough for a claim, and a start-up step would be one too. "
    + "Asked for increments that keep coming, with a 95 % interval of their mean above 0, retained "
    + "slabs show p from " + listed(parts) + "."
}

/// What few long runs show, and how little of a rate that is.
private func longSentence(_ rows: [ThresholdLoadRow]) -> String? {
  guard let runs = rows.map(\.point.seeds).min(), let high = rows.compactMap(\.point.ciHigh).max()
  else { return nil }
  let alarms = rows.map {
    "\($0.signal.title) \(Int(($0.point.measured * Double($0.point.seeds)).rounded()))"
  }
  return "Over \(Figures.count(rows[0].epochs)) closes with every epoch drained, of \(runs) runs: "
    + "\(listed(alarms)); so few leave rates up to \(Figures.percent(high, 0)) possible."
}

/// How often a monitor is wrong about a service that does not grow; nil without rows.
func falseAlarmFinding(_ rows: [ThresholdLoadRow]) -> Finding? {
  let levels = rows.filter { $0.rule == .levels }
  guard let shortest = levels.map(\.epochs).min(), let longest = levels.map(\.epochs).max() else {
    return nil
  }
  func rate(_ load: LoadKind, _ signal: GrowthSignal, _ rule: GrowthRule, _ epochs: Int) -> String {
    Figures.percent(
      rows.first {
        $0.load == load && $0.signal == signal && $0.rule == rule && $0.epochs == epochs
      }?.point.measured, 0)
  }
  func phrases(_ load: LoadKind, _ rule: GrowthRule, _ epochs: Int) -> String {
    listed(GrowthSignal.allCases.map { "\($0.title) \(rate(load, $0, rule, epochs))" })
  }
  return Finding(
    "On a service whose load varies and that does not grow, the slope's interval claims growth of "
      + "RSS in \(rate(.varying, .rss, .levels, shortest)) of the runs, and of retained slabs in "
      + rate(.varying, .retainedSlabs, .levels, shortest),
    sentences: [
      "False alarms over \(Figures.count(shortest)) closes with every epoch drained: "
        + "\(phrases(.varying, .levels, shortest)). Where requests end a few closes late, retained "
        + "slabs follow the load too: \(phrases(.late, .levels, shortest)).",
      "Asked for increments that keep coming, the monitor claims growth of "
        + "\(phrases(.varying, .increments, shortest)), and with late requests of "
        + "\(phrases(.late, .increments, shortest)).",
      longest > shortest ? longSentence(levels.filter { $0.epochs == longest }) : nil,
    ])
}
