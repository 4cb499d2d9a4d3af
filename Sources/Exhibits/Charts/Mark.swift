/// A place in the data's units.
package struct Point: Sendable, Equatable {
  /// Along the horizontal axis.
  package var x: Double
  /// Along the vertical axis.
  package var y: Double

  /// A point.
  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A range of y at an x.
package struct Span: Sendable, Equatable {
  /// Along the horizontal axis.
  package var x: Double
  /// The lower end.
  package var low: Double
  /// The upper end.
  package var high: Double

  /// A range, whose ends may be given in any order.
  package init(_ x: Double, _ low: Double, _ high: Double) {
    self.x = x
    self.low = min(low, high)
    self.high = max(low, high)
  }
}

/// A bar of a category.
package struct Bar: Sendable, Equatable {
  /// The category's number on its axis, from 0.
  package var category: Int
  /// The bar's end; it begins at 0.
  package var value: Double
  /// The ends of the value's interval; nil for none.
  package var interval: ClosedRange<Double>?
  /// The bar's number among those side by side in the category, from 0.
  package var slot: Int
  /// How many are side by side.
  package var slots: Int
  /// What stands at its end; nil for nothing.
  package var label: String?

  /// A bar.
  package init(
    _ category: Int, _ value: Double, interval: ClosedRange<Double>? = nil, slot: Int = 0,
    of slots: Int = 1, label: String? = nil
  ) {
    self.category = category
    self.value = value
    self.interval = interval
    self.slot = slot
    self.slots = slots
    self.label = label
  }
}

/// A coloured cell of a heat map, between two categories' axes or two values.
package struct Cell: Sendable, Equatable {
  /// The cell's range on the horizontal axis.
  package var x: ClosedRange<Double>
  /// The cell's range on the vertical axis.
  package var y: ClosedRange<Double>
  /// The colour: 0 (pale) to 1 (dark).
  package var share: Double
  /// What stands in it; nil for nothing.
  package var label: String?

  /// A cell between values.
  package init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, share: Double, label: String? = nil
  ) {
    self.x = x
    self.y = y
    self.share = share
    self.label = label
  }

  /// A cell where two categories meet.
  package init(column: Int, row: Int, share: Double, label: String? = nil) {
    let column = Double(column)
    let row = Double(row)
    self.init(
      x: (column - 0.5)...(column + 0.5), y: (row - 0.5)...(row + 0.5), share: share, label: label)
  }
}

/// Something drawn in a chart.
package struct Mark: Sendable, Equatable {
  /// What is drawn.
  enum Shape: Sendable, Equatable {
    case line([[Point]])
    case points([Point])
    case band([Span])
    case intervals([Span])
    case bars([Bar])
    case cells([Cell])
    case rule(Rule)
    case note(Point, String)
  }

  /// A line across the chart at a value of one axis.
  enum Rule: Sendable, Equatable {
    case horizontal(Double)
    case vertical(Double)
  }

  /// How a reader learns what it is.
  package enum Naming: Sendable, Equatable {
    /// By an entry in the legend above the charts; marks of one name share an entry.
    case legend(String)
    /// By a label at its end: right of a line, beside a rule.
    case label(String)
    /// Not at all.
    case none
  }

  let shape: Shape
  let style: SeriesStyle
  let naming: Naming

  /// A line through points, in their order.
  package static func line(
    _ points: [Point], _ style: SeriesStyle, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .line([points]), style: style, naming: naming) }

  /// Several pieces of line with one name, such as a contour.
  package static func lines(
    _ pieces: [[Point]], _ style: SeriesStyle, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .line(pieces), style: style, naming: naming) }

  /// Markers.
  package static func points(
    _ points: [Point], _ style: SeriesStyle, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .points(points), style: style, naming: naming) }

  /// A pale area between two ends, such as an interval around a line.
  package static func band(
    _ spans: [Span], _ style: SeriesStyle, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .band(spans), style: style, naming: naming) }

  /// Error bars.
  package static func intervals(
    _ spans: [Span], _ style: SeriesStyle, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .intervals(spans), style: style, naming: naming) }

  /// Bars; they lie where the vertical axis has the categories.
  package static func bars(
    _ bars: [Bar], _ style: SeriesStyle, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .bars(bars), style: style, naming: naming) }

  /// Cells of a heat map.
  package static func cells(_ cells: [Cell]) -> Mark {
    Mark(shape: .cells(cells), style: .measured, naming: .none)
  }

  /// A line across the chart at a value of the vertical axis.
  package static func horizontal(
    at value: Double, _ style: SeriesStyle = .predicted, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .rule(.horizontal(value)), style: style, naming: naming) }

  /// A line up the chart at a value of the horizontal axis.
  package static func vertical(
    at value: Double, _ style: SeriesStyle = .predicted, _ naming: Naming = .none
  ) -> Mark { Mark(shape: .rule(.vertical(value)), style: style, naming: naming) }

  /// Words beside a point.
  package static func note(_ text: String, at point: Point) -> Mark {
    Mark(shape: .note(point, text), style: .measured, naming: .none)
  }
}
