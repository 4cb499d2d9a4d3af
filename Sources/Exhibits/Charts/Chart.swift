/// A plot area with its two axes and what is drawn in it.
///
///     var chart = Chart(x: .linear("requests", .count), y: .linear("RSS growth", .bytes()))
///     chart.add(.line(points, .series(0), .label("p = 0.05")))
package struct Chart: Sendable, Equatable {
  /// What stands above it, where a figure has several charts.
  package var title: String
  /// The horizontal axis.
  package var x: Axis
  /// The vertical axis.
  package var y: Axis
  /// What is drawn, first things lowest.
  package private(set) var marks: [Mark] = []
  /// Pixels from its lower to its upper end; nil for the figure's.
  package var height: Double?

  /// A chart in which nothing is drawn yet.
  package init(_ title: String = "", x: Axis, y: Axis, height: Double? = nil) {
    self.title = title
    self.x = x
    self.y = y
    self.height = height
  }

  /// Draws a mark above the earlier ones.
  package mutating func add(_ mark: Mark) { marks.append(mark) }

  /// The values that the horizontal axis has to show.
  var xValues: [Double] { marks.flatMap(\.xValues) + barValues(if: liesDown) }

  /// The values that the vertical axis has to show.
  var yValues: [Double] { marks.flatMap(\.yValues) + barValues(if: !liesDown) }

  /// Whether bars grow to the right.
  var liesDown: Bool {
    if case .categories = y.kind { return true }
    return false
  }

  private func barValues(if isWanted: Bool) -> [Double] {
    guard isWanted else { return [] }
    return marks.flatMap { mark -> [Double] in
      guard case .bars(let bars) = mark.shape else { return [] }
      return bars.flatMap { [$0.value, $0.interval?.lowerBound, $0.interval?.upperBound] }
        .compactMap { $0 }
    }
  }
}

extension Mark {
  fileprivate var xValues: [Double] {
    switch shape {
    case .line(let pieces): pieces.flatMap { $0.map(\.x) }
    case .points(let points): points.map(\.x)
    case .band(let spans), .intervals(let spans): spans.map(\.x)
    case .cells(let cells): cells.flatMap { [$0.x.lowerBound, $0.x.upperBound] }
    case .rule(.vertical(let value)): [value]
    case .note(let point, _): [point.x]
    case .bars, .rule(.horizontal): []
    }
  }

  fileprivate var yValues: [Double] {
    switch shape {
    case .line(let pieces): pieces.flatMap { $0.map(\.y) }
    case .points(let points): points.map(\.y)
    case .band(let spans), .intervals(let spans): spans.flatMap { [$0.low, $0.high] }
    case .cells(let cells): cells.flatMap { [$0.y.lowerBound, $0.y.upperBound] }
    case .rule(.horizontal(let value)): [value]
    case .note(let point, _): [point.y]
    case .bars, .rule(.vertical): []
    }
  }
}
