import Exhibits
import Results
import Statistics

/// The drainability satisfaction rate against 1 - p.
func dsrTable(_ rows: [DSRRow]) -> Table {
  var table = Table(
    "dsr", "Drainability satisfaction rate against the violation fraction",
    [
      .number("p"), .number("closes"), .number("drained"), .number("pinned"), .number("DSR"),
      .number("95 % low"), .number("95 % high"), .number("1 - p"),
      .number("largest deviation"),
    ])
  for p in distinct(rows.map(\.p)) {
    let group = rows.filter { $0.p == p }
    let closes = group.reduce(0) { $0 + $1.closes }
    let drained = group.reduce(0) { $0 + $1.drained }
    let interval = try? wilsonInterval(successes: drained, trials: closes)
    let deviations = group.compactMap {
      try? binomialZ(successes: $0.drained, trials: $0.closes, expected: $0.dsrExpected).magnitude
    }
    table.append([
      Figures.probability(p), Figures.count(closes), Figures.count(drained),
      Figures.count(closes - drained), Figures.decimal(Double(drained) / Double(closes), 5),
      Figures.decimal(interval?.low, 5), Figures.decimal(interval?.high, 5),
      Figures.decimal(1 - p, 2), Figures.decimal(deviations.max(), 2),
    ])
  }
  table.notes = [
    "Sums over \(Set(rows.map(\.seed)).count) seeds, Wilson intervals. The deviation is that of "
      + "one seed's run, in binomial standard deviations."
  ]
  return table
}
