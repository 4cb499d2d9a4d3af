import Exhibits
import Results

/// Structural bytes against the quality of the predictor, and the recall that halves them.
func predictorTable(_ rows: [PredictorRow]) -> Table {
  let recalls = griddedRecalls(rows)
  var table = Table(
    "predictor", "Structural KiB by the predictor's precision and recall, and closed form",
    [.text("long-lived granule"), .number("precision")]
      + recalls.flatMap { recall -> [Table.Column] in
        let name = "recall \(Figures.probability(recall))"
        return [.number(name), .number("closed form", "\(name), closed form")]
      } + [
        .number("recall that halves"),
        .number("closed form", "closed form of the recall that halves"),
      ])
  for granule in LongGranule.allCases {
    for precision in distinct(rows.filter { $0.longGranule == granule }.map(\.precision)) {
      let group = rows.filter { $0.longGranule == granule && $0.precision == precision }
      let points = recalls.map { recall in
        group.first { $0.recall == recall && $0.metric == .structuralBytes }?.point
          ?? (recall == 0 ? rows.unpredicted : nil)
      }
      let halving = group.first { $0.metric == .halvingRecall }?.point
      // The run without a predictor has a precision that need not have run with others.
      if points.dropFirst().allSatisfy({ $0 == nil }) && recalls.count > 1 { continue }
      table.append(
        [granule.rawValue, Figures.probability(precision)]
          + points.flatMap { [Figures.kib($0?.measured), Figures.kib($0?.predicted)] } + [
            Figures.decimal(halving?.measured, 4), Figures.decimal(halving?.predicted, 4),
          ])
    }
  }
  table.notes = [
    seedNote(rows.seeds)
      + " Recall 0 is no prediction: every object goes to the epoch of its request."
  ]
  return table
}

/// DSR against recall; precision has no part in it.
func predictorDSRTable(_ rows: [PredictorRow]) -> Table {
  var table = Table(
    "predictor-dsr", "DSR of request epochs by the predictor's recall",
    [
      .number("recall"), .number("DSR"), .number("least"), .number("most"), .number("closed form"),
    ])
  for recall in griddedRecalls(rows) {
    let points = rows.filter { $0.recall == recall && $0.metric == .dsr }.map(\.point)
    table.append([
      Figures.probability(recall), Figures.percent(Figures.average(points.map(\.measured))),
      Figures.percent(points.map(\.measured).min()), Figures.percent(points.map(\.measured).max()),
      Figures.percent(points.first?.predicted),
    ])
  }
  table.notes = ["The mean over all precisions and granules, and the least and most of them."]
  return table
}

/// The recalls that ran with more than one precision or granule, and the run without a predictor;
/// not those at which structural bytes should be halved, which each have a recall of their own.
func griddedRecalls(_ rows: [PredictorRow]) -> [Double] {
  let halving = rows.filter { $0.metric == .halvingRecall }
  return distinct(rows.compactMap(\.recall)).filter { recall in
    !halving.contains { $0.point.predicted == recall }
  }
}

extension Sequence where Element == PredictorRow {
  /// Structural bytes without a predictor.
  var unpredicted: GridPoint? {
    first { $0.recall == 0 && $0.metric == .structuralBytes }?.point
  }
}
