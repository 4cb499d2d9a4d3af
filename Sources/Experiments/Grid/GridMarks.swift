import Exhibits
import Results

extension Chart {
  /// Draws what the closed form says along an axis.
  mutating func add(
    closedForm points: [(x: Double, point: GridPoint)],
    _ naming: Mark.Naming = .legend("closed form")
  ) {
    add(
      .line(
        points.compactMap { x, point in point.predicted.map { Point(x, $0) } }, .predicted, naming))
  }

  /// Draws means with their intervals along an axis.
  mutating func add(
    means points: [(x: Double, point: GridPoint)], _ style: SeriesStyle, _ naming: Mark.Naming
  ) {
    add(.intervals(points.compactMap { $1.span(at: $0) }, style))
    add(.points(points.map { Point($0, $1.measured) }, style, naming))
  }
}
