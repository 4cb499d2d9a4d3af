/// A chart laid out in a frame: scales, margins, and the way from a value to a pixel.
struct ChartDrawing {
  /// Sizes in pixels.
  enum Size {
    static let text = 12.0
    static let line = 16.0
    static let title = 13.0
    static let tick = 4.0
    static let marker = 3.6
    static let labelGap = 14.0
  }

  let chart: Chart
  let frame: Rectangle
  /// What lies between the axes.
  let area: Rectangle
  let x: Scale
  let y: Scale
  /// The lines of the labels below the horizontal axis.
  let xLabels: [[String]]

  /// Lays a chart out.
  ///
  /// - Parameters:
  ///   - chart: what is shown.
  ///   - frame: everything of it, labels and titles included; a height of 0 stands for what
  ///     `areaHeight` needs.
  ///   - areaHeight: pixels between the axes.
  init(_ chart: Chart, x left: Double, y top: Double, width: Double, areaHeight: Double) {
    self.chart = chart
    let tickRoom = chart.y.kind == .logarithmic ? 32.0 : 42
    let y = Scale(
      chart.y, values: chart.yValues, tickLimit: max(2, Int(areaHeight / tickRoom)))
    let yWidth = y.ticks.map { TextMetrics.width(of: $0.label, size: Size.text) }.max() ?? 0
    let leftMargin = yWidth + 2 * Size.tick + 2
    let (x, rightMargin) = Self.horizontal(chart, width: width - leftMargin)
    let areaWidth = max(20, width - leftMargin - rightMargin)
    if case .categories = chart.x.kind {
      xLabels = Self.categoryLabels(x, band: areaWidth / Double(max(1, x.ticks.count)) - 4)
    } else {
      xLabels = x.ticks.map { [$0.label] }
    }
    let topMargin =
      (chart.title.isEmpty ? 0 : 22) + (y.title.isEmpty ? 8 : 24) + Self.roomAboveBars(chart)
    let bottomMargin =
      Size.tick + 4 + Size.line * Double(xLabels.map(\.count).max() ?? 0)
      + (x.title.isEmpty ? 2 : Size.line + 4)
    self.x = x
    self.y = y
    area = Rectangle(
      x: left + leftMargin, y: top + topMargin, width: areaWidth, height: areaHeight)
    frame = Rectangle(
      x: left, y: top, width: width, height: topMargin + areaHeight + bottomMargin)
  }

  /// The horizontal scale, and the room right of the area that labels need.
  private static func horizontal(_ chart: Chart, width: Double) -> (Scale, Double) {
    let values = chart.xValues
    let greatest = values.max() ?? 0
    var labels = chart.marks.compactMap { mark -> String? in
      guard case .label(let text) = mark.naming, mark.endsAt(greatest) else { return nil }
      return text
    }
    let hasEndLabels = !labels.isEmpty
    if chart.liesDown { labels += chart.barLabels }
    let room = labels.map { TextMetrics.width(of: $0, size: Size.text) }.max() ?? 0
    func margin(_ scale: Scale) -> Double {
      let overhang =
        scale.kind == .linear || scale.kind == .logarithmic
        ? (scale.ticks.last.map { TextMetrics.width(of: $0.label, size: Size.text) } ?? 0) / 2 : 0
      let gap = (hasEndLabels ? Size.labelGap : 0) + chart.barLabelGap + 1
      return max(overhang, room > 0 ? room + gap : 0, 4)
    }
    func limit(_ labelWidth: Double, _ margin: Double) -> Int {
      max(2, Int((width - margin) / (labelWidth + 16)))
    }
    var scale = Scale(chart.x, values: values, tickLimit: limit(40, room))
    let widest = scale.ticks.map { TextMetrics.width(of: $0.label, size: Size.text) }.max() ?? 0
    scale = Scale(chart.x, values: values, tickLimit: limit(widest, margin(scale)))
    return (scale, margin(scale))
  }

  /// The lines of each category's name; every second one a row lower where neighbours would touch.
  private static func categoryLabels(_ scale: Scale, band: Double) -> [[String]] {
    let labels = scale.ticks.map { TextMetrics.wrapped($0.label, to: band, size: Size.text) }
    let widest = labels.joined().map { TextMetrics.width(of: $0, size: Size.text) }.max() ?? 0
    guard widest > band else { return labels }
    let height = labels.map(\.count).max() ?? 0
    return labels.enumerated().map { index, lines in
      index % 2 == 0 ? lines : Array(repeating: "", count: height) + lines
    }
  }

  private static func roomAboveBars(_ chart: Chart) -> Double {
    chart.liesDown || chart.barLabels.isEmpty ? 0 : Size.line
  }

  /// The pixel of a horizontal value; nil where it cannot be shown.
  func px(_ value: Double) -> Double? { x.share(of: value).map { area.x + $0 * area.width } }

  /// The pixel of a vertical value; nil where it cannot be shown.
  func py(_ value: Double) -> Double? { y.share(of: value).map { area.bottom - $0 * area.height } }

  /// The pixel of a point; nil where it cannot be shown.
  func pixel(_ point: Point) -> (x: Double, y: Double)? {
    guard let x = px(point.x), let y = py(point.y) else { return nil }
    return (x, y)
  }

  /// Whether something lies beyond the axes.
  var needsClipping: Bool {
    let places = chart.xValues.compactMap(x.share) + chart.yValues.compactMap(y.share)
    return places.contains { !(-1e-9...1 + 1e-9 ~= $0) }
  }
}

extension Chart {
  /// What stands at the ends of bars.
  var barLabels: [String] {
    marks.flatMap { mark -> [String] in
      guard case .bars(let bars) = mark.shape else { return [] }
      return bars.compactMap(\.label)
    }
  }

  /// Pixels between a bar that lies and what stands at its end: where points mark the bars, their
  /// markers keep clear of it.
  var barLabelGap: Double {
    let hasPoints = marks.contains { mark in
      if case .points = mark.shape { return true }
      return false
    }
    return hasPoints && !barLabels.isEmpty ? 11 : 5
  }
}

extension Mark {
  /// Whether it is a line that ends at the chart's greatest x, so that its label stands beside it.
  func endsAt(_ greatest: Double) -> Bool {
    guard case .line(let pieces) = shape, let end = pieces.last?.last else { return false }
    return end.x >= greatest
  }
}
