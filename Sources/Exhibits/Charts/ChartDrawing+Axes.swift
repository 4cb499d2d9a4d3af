extension ChartDrawing {
  /// The chart as elements, lowest first.
  ///
  /// - Parameter clip: the name of the clip path that stands for the area.
  package func markup(clip: String) -> [Markup] {
    var elements = grid + axes
    if needsClipping {
      let path = Markup("clipPath", ["id": .init(clip)], [rectangle(area, [:])])
      elements.append(Markup("defs", [:], [path]))
      elements.append(
        Markup("g", ["clip-path": .init("url(#\(clip))")], chart.marks.flatMap(markup(of:))))
    } else {
      elements += chart.marks.flatMap(markup(of:))
    }
    return elements + titles + labels
  }

  func rectangle(_ box: Rectangle, _ attributes: KeyValuePairs<String, Markup.Value>) -> Markup {
    var element = Markup(
      "rect",
      [
        "x": .init(box.x), "y": .init(box.y), "width": .init(box.width),
        "height": .init(box.height),
      ])
    for (name, value) in attributes { element.set(name, value) }
    return element
  }

  func segment(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ ink: Ink, width: Double = 1
  ) -> Markup {
    Markup(
      "line",
      [
        "x1": .init(x1), "y1": .init(y1), "x2": .init(x2), "y2": .init(y2),
        "stroke": .init(ink.hex), "stroke-width": .init(width),
      ])
  }

  /// Text whose vertical middle is at y.
  func text(
    _ text: String, x: Double, middle y: Double, anchor: String = "start", ink: Ink = .text,
    size: Double = Size.text, isBold: Bool = false
  ) -> Markup {
    var element = Markup(
      "text", ["x": .init(x), "y": .init(y + 0.35 * size), "fill": .init(ink.hex)], text: text)
    if anchor != "start" { element.set("text-anchor", .init(anchor)) }
    if size != Size.text { element.set("font-size", .init(size)) }
    if isBold { element.set("font-weight", "bold") }
    return element
  }

  private var grid: [Markup] {
    var lines: [Markup] = []
    if !chart.liesDown {
      lines += y.ticks.compactMap { py($0.value) }.map {
        segment(area.x, $0, area.right, $0, .grid)
      }
    }
    if chart.liesDown || x.kind == .logarithmic {
      lines += x.ticks.compactMap { px($0.value) }.map {
        segment($0, area.y, $0, area.bottom, .grid)
      }
    }
    return lines
  }

  private var axes: [Markup] {
    var elements: [Markup] = []
    let zero = chart.liesDown ? nil : y.domain.lowerBound < 0 ? py(0) : nil
    if let zero { elements.append(segment(area.x, zero, area.right, zero, .axis)) }
    elements.append(
      chart.liesDown
        ? segment(area.x, area.y, area.x, area.bottom, .axis)
        : segment(area.x, area.bottom, area.right, area.bottom, .axis))
    for tick in y.ticks {
      guard let place = py(tick.value) else { continue }
      elements.append(
        text(
          tick.label, x: area.x - 2 * Size.tick, middle: place, anchor: "end", ink: .text))
    }
    for (tick, lines) in zip(x.ticks, xLabels) {
      guard let place = px(tick.value) else { continue }
      if x.kind == .linear || x.kind == .logarithmic, !chart.liesDown {
        elements.append(segment(place, area.bottom, place, area.bottom + Size.tick, .axis))
      }
      for (index, line) in lines.enumerated() where !line.isEmpty {
        let middle = area.bottom + Size.tick + 4 + Size.line * (Double(index) + 0.5)
        elements.append(text(line, x: place, middle: middle, anchor: "middle"))
      }
    }
    return elements
  }

  private var titles: [Markup] {
    var elements: [Markup] = []
    if !chart.title.isEmpty {
      elements.append(
        text(
          chart.title, x: frame.x, middle: frame.y + 9, size: Size.title, isBold: true))
    }
    if !y.title.isEmpty {
      let middle = frame.y + (chart.title.isEmpty ? 0 : 22) + 8
      elements.append(text(y.title, x: frame.x, middle: middle, ink: .quiet))
    }
    if !x.title.isEmpty {
      elements.append(
        text(
          x.title, x: area.x + area.width / 2, middle: frame.bottom - Size.line / 2,
          anchor: "middle", ink: .quiet))
    }
    return elements
  }
}
