import Exhibits
import Results

extension Mark {
  /// What the closed form says along an axis.
  static func closedForm(
    _ points: [(x: Double, point: GridPoint)], _ naming: Naming = .legend("closed form")
  ) -> Mark {
    .line(
      points.compactMap { x, point in point.predicted.map { Point(x, $0) } }, .predicted, naming)
  }

  /// Means with their intervals along an axis.
  static func means(
    _ points: [(x: Double, point: GridPoint)], _ style: SeriesStyle, _ naming: Naming
  ) -> [Mark] {
    [
      .intervals(points.compactMap { $1.span(at: $0) }, style),
      .points(points.map { Point($0, $1.measured) }, style, naming),
    ]
  }
}
