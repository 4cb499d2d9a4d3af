/// A picture: a finding, the charts that show it, and words for those who cannot see them.
///
///     let figure = Figure("churn", title: "Memory does not move", …, charts: [chart])
///     figure.svg()       // 760 pixels wide, for a file
///     figure.svg(width: 340, suffix: "-narrow")
package struct Figure: Sendable, Equatable {
  /// A word for file names and identifiers: letters, digits and dashes.
  package var name: String
  /// The finding, as a sentence computed from the data.
  package var title: String
  /// What is drawn, and what it was measured with.
  package var subtitle: String
  /// What the charts show, in words with figures.
  package var description: String
  /// The charts, row by row.
  package var charts: [Chart]
  /// The most charts beside each other.
  package var columns = 2
  /// Pixels between the axes of each chart.
  package var chartHeight = 300.0
  /// Sentences below the charts.
  package var notes: [String]
  /// The place of the chart that a small picture shows.
  package var pictured = 0

  /// A figure.
  package init(
    _ name: String, title: String, subtitle: String, description: String, charts: [Chart] = [],
    notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.subtitle = subtitle
    self.description = description
    self.charts = charts
    self.notes = notes
  }

  /// The usual width of a figure in pixels.
  package static let standardWidth = 760.0
  /// The width of the drawing that narrow screens show, in pixels.
  package static let narrowWidth = 340.0

  /// The figure as an SVG element, which is the same for the same data.
  ///
  /// - Parameters:
  ///   - width: pixels, 260 or more; charts go below each other where they do not fit beside.
  ///   - suffix: what tells the identifiers of this rendering from another's on the same page.
  package func svg(width: Double = Figure.standardWidth, suffix: String = "") -> String {
    markup(width: width, suffix: suffix).text + "\n"
  }

  /// Pixels around everything.
  package static let edge = 16.0

  private enum Size {
    static let edge = Figure.edge
    static let title = 17.0
    static let titleLine = 22.0
    static let note = 12.0
    static let noteLine = 17.0
    static let legendLine = 22.0
    static let gap = 24.0
    /// A chart needs that much beside another.
    static let leastChart = 300.0
    /// About what titles and axes add to a chart's height.
    static let besideArea = 70.0
    /// The most height of charts that are drawn as one piece.
    static let paper = 850.0
  }

  /// One chart alone, for beside text that says what it shows.
  ///
  /// - Parameter height: pixels between its axes.
  package func picture(width: Double, height: Double, suffix: String) -> Markup {
    var bare = self
    bare.charts = [charts[pictured]]
    bare.chartHeight = height
    bare.charts[0].height = nil
    bare.notes = []
    return bare.markup(width: width, suffix: suffix, hasHeading: false) { inner, y, elements in
      bare.legend(inner, &y, &elements)
      bare.body(inner, suffix, &y, &elements)
    }
  }

  /// The figure as drawings that stand below each other as one, none much higher than paper.
  package func pieces(width: Double, suffix: String) -> [Markup] {
    let columns = columns(width - 2 * Size.edge)
    var starts = [0]
    var height = 0.0
    for start in stride(from: 0, to: charts.count, by: columns) {
      let row = (charts[start].height ?? chartHeight) + Size.besideArea
      if height + row > Size.paper {
        starts.append(start)
        height = 0
      }
      height += row
    }
    if starts.count == 1 { return [markup(width: width, suffix: suffix)] }
    return starts.indices.map { index in
      let isLast = index == starts.count - 1
      var piece = self
      piece.charts = Array(charts[starts[index]..<(isLast ? charts.count : starts[index + 1])])
      if index > 0 {
        piece.title = "\(name), \(index + 1) of \(starts.count)"
        piece.description = "Described with the first."
      }
      piece.notes = isLast ? notes : []
      let own = "\(suffix)-\(index + 1)"
      return piece.markup(width: width, suffix: own, hasHeading: index == 0) { inner, y, elements in
        if index == 0 { legend(inner, &y, &elements) }
        piece.body(inner, own, &y, &elements)
      }
    }
  }

  package func markup(width: Double, suffix: String) -> Markup {
    markup(width: width, suffix: suffix) { inner, y, elements in
      legend(inner, &y, &elements)
      body(inner, suffix, &y, &elements)
    }
  }

  /// The figure with a drawing of another kind in place of charts.
  ///
  /// - Parameters:
  ///   - hasHeading: whether title and subtitle stand above it.
  ///   - drawing: adds elements from `y` on, `Figure.edge` from the left and as wide as it is told,
  ///     and moves `y` below them.
  package func markup(
    width: Double, suffix: String, hasHeading: Bool = true,
    drawing: (_ width: Double, _ y: inout Double, _ elements: inout [Markup]) -> Void
  ) -> Markup {
    precondition(width >= 260, "a figure is 260 pixels wide or more, not \(width)")
    let inner = width - 2 * Size.edge
    var elements: [Markup] = []
    var y = Size.edge
    if hasHeading { heading(inner, &y, &elements) }
    drawing(inner, &y, &elements)
    for note in notes {
      lines(note, inner, size: Size.note, line: Size.noteLine, ink: .quiet, &y, &elements)
    }
    let height = (y + Size.edge).rounded(.up)
    let id = name + suffix
    var root = Markup(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": .init("0 0 \(Markup.number(width)) \(Markup.number(height))"),
        "width": .init(width), "height": .init(height), "role": "img",
        "aria-labelledby": .init("\(id)-title \(id)-desc"),
        "font-family": "Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif",
        "font-size": .init(ChartDrawing.Size.text),
      ])
    root.append(Markup("title", ["id": .init("\(id)-title")], text: title))
    root.append(Markup("desc", ["id": .init("\(id)-desc")], text: description))
    root.append(
      Markup(
        "rect", ["width": .init(width), "height": .init(height), "fill": .init(Ink.ground.hex)]))
    root.append(elements)
    return root
  }

  private func heading(_ width: Double, _ y: inout Double, _ elements: inout [Markup]) {
    lines(
      title, width, size: Size.title, line: Size.titleLine, ink: .text, isBold: true, &y, &elements)
    lines(subtitle, width, size: Size.note, line: Size.noteLine, ink: .quiet, &y, &elements)
    y += 8
  }

  private func lines(
    _ text: String, _ width: Double, size: Double, line: Double, ink: Ink, isBold: Bool = false,
    _ y: inout Double, _ elements: inout [Markup]
  ) {
    for words in TextMetrics.wrapped(text, to: width, size: size, isBold: isBold) {
      var element = Markup(
        "text",
        [
          "x": .init(Size.edge), "y": .init(y + 0.78 * line), "fill": .init(ink.hex),
          "font-size": .init(size),
        ], text: words)
      if isBold { element.set("font-weight", "bold") }
      elements.append(element)
      y += line
    }
  }

  private func legend(_ width: Double, _ y: inout Double, _ elements: inout [Markup]) {
    for row in Legend(charts).rows(width: width) {
      for (entry, x) in row {
        elements += Legend.markup(entry, x: Size.edge + x, middle: y + Size.legendLine / 2)
      }
      y += Size.legendLine
    }
    y += 6
  }

  /// Charts beside each other in that many pixels.
  private func columns(_ width: Double) -> Int {
    let fitting = max(1, Int((width + Size.gap) / (Size.leastChart + Size.gap)))
    return max(1, min(columns, fitting, charts.count))
  }

  private func body(
    _ width: Double, _ suffix: String, _ y: inout Double, _ elements: inout [Markup]
  ) {
    let columns = columns(width)
    let chartWidth = (width - Size.gap * Double(columns - 1)) / Double(columns)
    for start in stride(from: 0, to: charts.count, by: columns) {
      var lowest = y
      for index in start..<min(start + columns, charts.count) {
        let drawing = ChartDrawing(
          charts[index], x: Size.edge + Double(index - start) * (chartWidth + Size.gap), y: y,
          width: chartWidth, areaHeight: charts[index].height ?? chartHeight)
        elements += drawing.markup(clip: "\(name)\(suffix)-area-\(index)")
        lowest = max(lowest, drawing.frame.bottom)
      }
      y = lowest + 10
    }
  }
}
