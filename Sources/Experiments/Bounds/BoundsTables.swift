import Exhibits
import Results

extension Sequence where Element == BoundsRow {
  /// The point of a question and setting.
  func point(
    _ question: BoundsQuestion, _ setting: Parameters, _ metric: BoundsRow.Metric
  ) -> GridPoint? {
    first { $0.question == question && $0.setting == setting && $0.metric == metric }?.point
  }

  /// The settings of a question, in the order of the file.
  func settings(_ question: BoundsQuestion) -> [Parameters] {
    firsts(filter { $0.question == question }.map(\.setting))
  }
}

private func cell(_ point: GridPoint?, _ digits: Int) -> String {
  Figures.decimal(point?.measured, digits)
}

/// The tables, those without rows left out.
func boundsTables(_ rows: [BoundsRow]) -> [Table] {
  [regimeTable(rows), amplificationTable(rows), remedyTable(rows), slopesTable(rows)]
    .filter { !$0.rows.isEmpty }
}

/// Whether retained slabs level, by how long sessions live.
private func regimeTable(_ rows: [BoundsRow]) -> Table {
  let questions: [BoundsQuestion] = [
    .drained, .plateau, .horizon, .service, .between, .linear, .burst,
  ]
  let lines = questions.flatMap { question in
    rows.settings(question).map { (question: question, setting: $0) }
  }
  func point(
    _ line: (question: BoundsQuestion, setting: Parameters), _ metric: BoundsRow.Metric
  ) -> GridPoint? { rows.point(line.question, line.setting, metric) }
  return Table(
    "bounds-regimes", "Level, linear, or between: retained slabs by how long sessions live",
    of: lines,
    [
      .text("question") { $0.question.rawValue },
      .text("setting") { $0.setting.csvField ?? "" },
      .number("DSR") { Figures.percent(point($0, .dsr)?.measured) },
      .number("level, slabs") { cell(point($0, .plateau), 1) },
      .number("closed form", "closed form of level") {
        Figures.decimal(point($0, .plateau)?.predicted, 1)
      },
      .number("R(2t) / R(t)") { cell(point($0, .doublingRatio), 4) },
      .number("95 % low") { Figures.decimal(point($0, .doublingRatio)?.ciLow, 4) },
      .number("95 % high") { Figures.decimal(point($0, .doublingRatio)?.ciHigh, 4) },
      .number("closed form", "closed form of R(2t) / R(t)") {
        Figures.decimal(point($0, .doublingRatio)?.predicted, 4)
      },
      .number("added, last over earlier doubling") { cell(point($0, .incrementRatio), 3) },
      .number("closed form", "closed form of added") {
        Figures.decimal(point($0, .incrementRatio)?.predicted, 3)
      },
      .number("most slabs / most live") { cell(point($0, .slabsPerObject), 3) },
    ],
    notes: [
      "R(2t) / R(t) compares the end with half of the run: 1 is level, 2 linear. What a doubling "
        + "adds, over what the doubling before added, is 2 where growth is linear and falls to 0 "
        + "where it ends. Level is the mean over the second half. \(seedNote(rows.seeds))"
    ])
}

/// Retained slots for each live object.
private func amplificationTable(_ rows: [BoundsRow]) -> Table {
  Table(
    "bounds-amplification", "What pinning adds: retained slots for each live object",
    of: rows.filter { $0.metric == .amplification },
    [
      .text("question") { $0.question.rawValue },
      .text("setting") { $0.setting.csvField ?? "" },
      .number("slots per object") { cell($0.point, 3) },
      .number("95 % low") { Figures.decimal($0.point.ciLow, 3) },
      .number("95 % high") { Figures.decimal($0.point.ciHigh, 3) },
      .number("closed form") { Figures.decimal($0.point.predicted, 3) },
    ],
    notes: [
      "At most C, the slots of a slab. Where a share f of the objects never dies it is "
        + "(1 - (1-f)^C) / f."
    ])
}

/// Closing more often, and ordering allocations.
private func remedyTable(_ rows: [BoundsRow]) -> Table {
  Table(
    "bounds-remedies", "Closing more often and reordering: retained slabs for each session",
    of: rows.filter { $0.metric == .slabsPerSession },
    [
      .text("question") { $0.question.rawValue },
      .text("setting") { $0.setting.csvField ?? "" },
      .number("slabs per session") { cell($0.point, 4) },
      .number("95 % low") { Figures.decimal($0.point.ciLow, 4) },
      .number("95 % high") { Figures.decimal($0.point.ciHigh, 4) },
      .number("closed form") { Figures.decimal($0.point.predicted, 4) },
      .number("R(2t) / R(t)") {
        cell(rows.point($0.question, $0.setting, .doublingRatio), 3)
      },
    ],
    notes: [
      "Sessions never die; objects are those of an epoch. Allocated together, the sessions of an "
        + "epoch share slabs: the factor falls, and growth stays linear."
    ])
}

/// Slopes of retained slabs at every p.
private func slopesTable(_ rows: [BoundsRow]) -> Table {
  Table(
    "bounds-slopes", "The p-sweep's slope of retained slabs, last quarter over first",
    of: rows.filter { $0.metric == .slopeRatio },
    [
      .text("setting") { $0.setting.csvField ?? "" },
      .number("ratio") { cell($0.point, 4) },
      .number("95 % low") { Figures.decimal($0.point.ciLow, 4) },
      .number("95 % high") { Figures.decimal($0.point.ciHigh, 4) },
      .number("closed form") { Figures.decimal($0.point.predicted, 4) },
    ],
    notes: [
      "Of means over \(rows.filter { $0.metric == .slopeRatio }.seeds) seeds. In ring reuse at "
        + "small p each slot takes its first slab early and fills it later, which bends the first "
        + "quarter. At p = 1 nothing varies, and there is no interval."
    ])
}

/// Retained slabs against live objects over all samples.
func countingTable(_ samples: [BoundsSample]) -> Table {
  let questions = BoundsQuestion.allCases.filter { question in
    samples.contains { $0.question == question }
  }
  func of(_ question: BoundsQuestion) -> [BoundsSample] {
    samples.filter { $0.question == question }
  }
  return Table(
    "bounds-counting", "Retained slabs against live objects", of: questions,
    [
      .text("question") { $0.rawValue },
      .number("samples") { Figures.count(of($0).count) },
      .number("with more slabs than objects") { question in
        Figures.count(of(question).count { $0.retainedSlabs > $0.liveObjects })
      },
      .number("most slabs per object") { question in
        Figures.decimal(
          of(question).filter { $0.liveObjects > 0 }
            .map { Double($0.retainedSlabs) / Double($0.liveObjects) }.max(), 3)
      },
      .number("most slabs") { Figures.count(of($0).map(\.retainedSlabs).max() ?? 0) },
      .number("most live objects") { Figures.count(of($0).map(\.liveObjects).max() ?? 0) },
    ],
    notes: ["A retained slab holds a live object, so there are never more slabs than objects."])
}
