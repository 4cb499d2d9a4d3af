import Exhibits
import Results

/// Retained slabs over the run by how long sessions live, and what pinning adds; nil without
/// samples.
func boundsFigure(_ rows: [BoundsRow], _ samples: [BoundsSample]) -> Figure? {
  guard let headline = boundsHeadline(rows) else { return nil }
  let lines: [(question: BoundsQuestion, setting: Parameters, name: String)] = [
    (.plateau, ["lifetime": "exponential", "p": 1.0, "reuse": ReuseMode.strict], "exponential"),
    (.between, ["lifetime": "pareto-0.9"], "pareto-0.9"),
    (.linear, ["lifetime": "endless"], "endless, p = 0.25"),
    (.burst, ["lifetime": "exponential"], "burst"),
  ]
  var paths = Chart(
    "Retained slabs", x: .logarithmic("epochs closed", .count),
    y: .logarithmic("retained slabs", .count))
  for (index, line) in lines.enumerated() {
    let path = samples.filter { $0.question == line.question && $0.setting.matches(line.setting) }
      .groups(by: \.epochsClosed)
      .compactMap { group in
        Figures.average(group.rows.map { Double($0.retainedSlabs) })
          .map { Point(Double(group.key), $0) }
      }
      // Of a burst nothing is left, which no logarithm shows.
      .filter { $0.y > 0 }
    paths.add(.line(path, .series(index), .legend(line.name)))
  }
  let points = rows.filter { $0.question == .amplification && $0.metric == .amplification }
    .compactMap { row in
      row.setting["f"].flatMap(Double.init).map { (x: $0, point: row.point) }
    }.sorted { $0.x < $1.x }
  let factors = Chart(
    "What pinning adds", x: .logarithmic("share of objects that never die"),
    y: .linear("retained slots per live object")
  ) {
    Mark.closedForm(points)
    Mark.means(points, .measured, .legend("measured"))
  }
  return Figure(
    "bounds", title: headline,
    subtitle: "Sessions in strict reuse, one an epoch where nothing else is said. "
      + seedNote(rows.seeds),
    description: points.map {
      "f = \(Figures.probability($0.x)): \(Figures.decimal($0.point.measured, 2)) slots"
    }.joined(separator: "; ") + ".",
    charts: [paths, factors])
}
