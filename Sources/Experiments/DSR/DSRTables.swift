import Exhibits
import Results
import Statistics

/// The drainability satisfaction rate against 1 - p.
func dsrTable(_ rows: [DSRRow]) -> Table {
  Table(
    "dsr", "Drainability satisfaction rate against the violation fraction",
    of: rows.groups(by: \.p).map { PooledDSR($0.rows, p: $0.key) },
    [
      .number("p") { Figures.probability($0.p) },
      .number("closes") { Figures.count($0.closes) },
      .number("drained") { Figures.count($0.drained) },
      .number("pinned") { Figures.count($0.closes - $0.drained) },
      .number("DSR") { Figures.decimal($0.rate, 5) },
      .number("95 % low") { Figures.decimal($0.interval?.low, 5) },
      .number("95 % high") { Figures.decimal($0.interval?.high, 5) },
      .number("1 - p") { Figures.decimal(1 - $0.p, 2) },
      .number("largest deviation") { Figures.decimal($0.deviations.map(\.magnitude).max(), 2) },
    ],
    notes: [
      "Sums over \(Set(rows.map(\.seed)).count) seeds, Wilson intervals. The deviation is that of "
        + "one seed's run, in binomial standard deviations."
    ])
}

/// The runs of one p together.
struct PooledDSR {
  let p: Double
  let closes: Int
  let drained: Int
  /// The 95 % Wilson interval of the rate; nil of no close.
  let interval: ConfidenceInterval?
  /// Each run's distance from 1 - p in binomial standard deviations, where it has one.
  let deviations: [Double]

  init(_ rows: [DSRRow], p: Double) {
    self.p = p
    closes = rows.reduce(0) { $0 + $1.closes }
    drained = rows.reduce(0) { $0 + $1.drained }
    interval = try? wilsonInterval(successes: drained, trials: closes)
    deviations = rows.compactMap {
      try? binomialZ(successes: $0.drained, trials: $0.closes, expected: $0.dsrExpected)
    }
  }

  var rate: Double { Double(drained) / Double(closes) }
}
