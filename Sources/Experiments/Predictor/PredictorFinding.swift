import Exhibits
import Results

/// How good a predictor has to be; nil unless some predictor halved structural bytes.
func predictorFinding(_ rows: [PredictorRow]) -> Finding? {
  let halving = rows.filter { $0.metric == .halvingRecall }
  guard let least = halving.map(\.point.measured).min(),
    let most = halving.map(\.point.measured).max()
  else { return nil }
  return Finding(
    "Recall of \(Figures.range(least, most, 2)) halves structural bytes, and only recall near 1 "
      + "restores DSR",
    sentences: [
      dsrSentence(rows),
      "Half of the structural bytes go at a recall of "
        + listed(
          LongGranule.allCases.compactMap { granule in
            let group = halving.filter { $0.longGranule == granule }
            guard let worst = group.min(by: { $0.precision < $1.precision }),
              let best = group.max(by: { $0.precision < $1.precision })
            else { return nil }
            return "\(Figures.decimal(best.point.measured, 3)) with precision "
              + "\(Figures.probability(best.precision)) and "
              + "\(Figures.decimal(worst.point.measured, 3)) with precision "
              + "\(Figures.probability(worst.precision)) where long-lived objects go to a "
              + "\(granule.rawValue) granule"
          })
        + ".",
      precisionSentence(rows),
      coverageSentence(rows, cause: "the share that intervals of 95 % miss"),
    ])
}

private func dsrSentence(_ rows: [PredictorRow]) -> String? {
  let recalls = griddedRecalls(rows).filter { $0 < 1 }
  let values = recalls.compactMap { recall -> (recall: Double, dsr: Double)? in
    let points = rows.filter { $0.recall == recall && $0.metric == .dsr }.map(\.point.measured)
    return Figures.average(points).map { (recall, $0) }
  }
  guard let first = values.first, let last = values.last else { return nil }
  return "DSR depends on recall alone, (1 - f(1 - r))^n for n objects an epoch and a fraction f "
    + "that lives long: from \(Figures.percent(first.dsr, 1)) at recall "
    + "\(Figures.probability(first.recall)) to \(Figures.percent(last.dsr, 1)) at "
    + "\(Figures.probability(last.recall)). One missed object pins an epoch, so DSR stays low "
    + "until 1 - r is below 1/(f n)."
}

/// What wrong predictions of a long life cost at full recall, by granule.
private func precisionSentence(_ rows: [PredictorRow]) -> String? {
  let bytes = NumberStyle.bytes()
  let clauses = LongGranule.allCases.compactMap { granule -> String? in
    let worst = rows.filter {
      $0.longGranule == granule && $0.recall == 1 && $0.metric == .structuralBytes
    }.min { $0.precision < $1.precision }
    return worst.map {
      "\(bytes.label($0.point.measured)) in a \(granule.rawValue) granule at precision "
        + Figures.probability($0.precision)
    }
  }
  guard clauses.count == LongGranule.allCases.count else { return nil }
  return
    "At full recall, wrong predictions cost a granule the slots of about one epoch's, for free "
    + "slots serve later objects while it is open; a granule that stays open pays that once, "
    + "granules that close once each: " + listed(clauses) + "."
}
