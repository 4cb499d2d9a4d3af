extension ChartDrawing {
  /// One mark, without its label.
  package func markup(of mark: Mark) -> [Markup] {
    switch mark.shape {
    case .line(let pieces): [stroke(pieces.map(path).joined(), mark.style)]
    case .points(let points): [markers(points, mark.style)]
    case .band(let spans): [band(spans, mark.style)]
    case .intervals(let spans): [intervals(spans, mark.style)]
    case .bars(let bars): bars.flatMap { self.bar($0, mark.style) }
    case .cells(let cells): cells.flatMap(cell)
    case .rule(.horizontal(let value)):
      py(value).map {
        [stroke("M\(coordinate(area.x, $0))L\(coordinate(area.right, $0))", mark.style)]
      } ?? []
    case .rule(.vertical(let value)):
      px(value).map {
        [stroke("M\(coordinate($0, area.y))L\(coordinate($0, area.bottom))", mark.style)]
      } ?? []
    case .note: []
    }
  }

  private func coordinate(_ x: Double, _ y: Double) -> String {
    Markup.number(x) + " " + Markup.number(y)
  }

  /// A path through the points that can be shown.
  private func path(_ points: [Point]) -> String {
    let pixels = points.compactMap(pixel)
    guard let first = pixels.first else { return "" }
    return "M" + coordinate(first.x, first.y)
      + pixels.dropFirst().map { "L" + coordinate($0.x, $0.y) }.joined()
  }

  private func stroke(_ path: String, _ style: SeriesStyle) -> Markup {
    var element = Markup(
      "path",
      [
        "d": .init(path), "fill": "none", "stroke": .init(style.ink.hex),
        "stroke-width": .init(style.width), "stroke-linejoin": "round",
      ])
    if !style.dash.isEmpty {
      element.set("stroke-dasharray", .init(style.dash.map(Markup.number).joined(separator: " ")))
    }
    return element
  }

  private func markers(_ points: [Point], _ style: SeriesStyle) -> Markup {
    let path = points.compactMap(pixel).map {
      style.marker.path($0.x, $0.y, radius: Size.marker)
    }.joined()
    return Self.marker(path, style)
  }

  /// Markers of a style, from path data.
  static func marker(_ path: String, _ style: SeriesStyle) -> Markup {
    let isFilled = style.isFilled && style.marker != .cross
    return Markup(
      "path",
      [
        "d": .init(path), "fill": .init(isFilled ? style.ink.hex : Ink.ground.hex),
        "stroke": .init(style.ink.hex), "stroke-width": .init(isFilled ? 1 : 1.75),
      ])
  }

  private func band(_ spans: [Span], _ style: SeriesStyle) -> Markup {
    let upper = spans.map { Point($0.x, $0.high) }
    let lower = spans.reversed().map { Point($0.x, $0.low) }
    return Markup(
      "path",
      [
        "d": .init(path(upper + lower) + "Z"), "fill": .init(style.ink.pale.hex),
        "fill-opacity": .init("0.7"),
      ])
  }

  private func intervals(_ spans: [Span], _ style: SeriesStyle) -> Markup {
    let cap = 4.0
    let path = spans.compactMap { span -> String? in
      guard let x = px(span.x), let low = py(span.low), let high = py(span.high) else {
        return nil
      }
      return "M\(coordinate(x, low))L\(coordinate(x, high))M\(coordinate(x - cap, low))"
        + "h\(Markup.number(2 * cap))M\(coordinate(x - cap, high))h\(Markup.number(2 * cap))"
    }.joined()
    var solid = style
    solid.dash = []
    solid.width = 1.25
    return stroke(path, solid)
  }

  /// The pixels of a bar across its category, and along its value.
  func box(of bar: Bar) -> Rectangle? {
    let across = chart.liesDown ? y : x
    let along = chart.liesDown ? x : y
    // Bars fill three quarters of their band.
    let width = 0.75 / Double(bar.slots)
    let offset = (Double(bar.slot) + 0.5) * width - 0.375
    guard let centre = across.share(of: Double(bar.category) + offset),
      let end = along.share(of: bar.value)
    else { return nil }
    let low = min(along.base, end)
    let length = abs(end - along.base)
    if chart.liesDown {
      let thickness = area.height / Double(max(1, y.ticks.count)) * width
      return Rectangle(
        x: area.x + low * area.width,
        y: area.bottom - centre * area.height - thickness / 2 * 0.94,
        width: length * area.width, height: thickness * 0.94)
    }
    let thickness = area.width / Double(max(1, x.ticks.count)) * width
    return Rectangle(
      x: area.x + centre * area.width - thickness / 2 * 0.94,
      y: area.bottom - (low + length) * area.height, width: thickness * 0.94,
      height: length * area.height)
  }

  private func bar(_ bar: Bar, _ style: SeriesStyle) -> [Markup] {
    guard let box = box(of: bar) else { return [] }
    var elements = [
      rectangle(
        box,
        [
          "fill": .init(style.isFilled ? style.ink.hex : Ink.ground.hex),
          "stroke": .init(style.ink.hex), "stroke-width": .init(style.isFilled ? 0.5 : 1.5),
        ])
    ]
    if let interval = bar.interval { elements += whisker(interval, across: box) }
    if let label = bar.label {
      let place = labelPlace(of: bar, box)
      elements.append(
        text(label, x: place.x, middle: place.y, anchor: chart.liesDown ? "start" : "middle"))
    }
    return elements
  }

  /// An interval over a bar, dark with a pale edge, so that it shows inside and outside.
  private func whisker(_ interval: ClosedRange<Double>, across box: Rectangle) -> [Markup] {
    let cap = min(5, (chart.liesDown ? box.height : box.width) / 3)
    let path: String
    if chart.liesDown {
      guard let low = px(interval.lowerBound), let high = px(interval.upperBound) else { return [] }
      let middle = box.y + box.height / 2
      path =
        "M\(coordinate(low, middle))L\(coordinate(high, middle))"
        + "M\(coordinate(low, middle - cap))v\(Markup.number(2 * cap))"
        + "M\(coordinate(high, middle - cap))v\(Markup.number(2 * cap))"
    } else {
      guard let low = py(interval.lowerBound), let high = py(interval.upperBound) else { return [] }
      let middle = box.x + box.width / 2
      path =
        "M\(coordinate(middle, low))L\(coordinate(middle, high))"
        + "M\(coordinate(middle - cap, low))h\(Markup.number(2 * cap))"
        + "M\(coordinate(middle - cap, high))h\(Markup.number(2 * cap))"
    }
    return [
      stroke(path, SeriesStyle(.ground, width: 3)), stroke(path, SeriesStyle(.text, width: 1.25)),
    ]
  }

  private func labelPlace(of bar: Bar, _ box: Rectangle) -> (x: Double, y: Double) {
    let high = bar.interval?.upperBound ?? bar.value
    if chart.liesDown {
      return (max(box.right, px(high) ?? 0) + chart.barLabelGap, box.y + box.height / 2)
    }
    return (box.x + box.width / 2, min(box.y, py(high) ?? box.y) - Size.line / 2)
  }

  private func cell(_ cell: Cell) -> [Markup] {
    guard let left = px(cell.x.lowerBound), let right = px(cell.x.upperBound),
      let top = py(cell.y.upperBound), let bottom = py(cell.y.lowerBound)
    else { return [] }
    let box = Rectangle(x: left, y: top, width: right - left, height: bottom - top)
    let ink = ColourRamp.ink(at: cell.share)
    let fill = rectangle(
      box,
      ["fill": .init(ink.hex), "stroke": .init(Ink.ground.hex), "stroke-width": 1])
    guard let label = cell.label else { return [fill] }
    return [
      fill,
      text(
        label, x: left + box.width / 2, middle: top + box.height / 2, anchor: "middle",
        ink: ColourRamp.text(at: cell.share)),
    ]
  }
}
