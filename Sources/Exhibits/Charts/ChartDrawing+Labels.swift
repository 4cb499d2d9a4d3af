/// Labels beside what they name.
extension ChartDrawing {
  /// All labels of the chart, with leaders where they stand apart from what they name.
  var labels: [Markup] { endLabels + innerLabels }

  private var greatestX: Double { chart.xValues.max() ?? 0 }

  /// The labels right of the area, for lines that reach its end.
  private var endLabels: [Markup] {
    let named = chart.marks.compactMap {
      mark -> (text: String, end: (x: Double, y: Double), Ink)? in
      guard case .label(let text) = mark.naming, mark.endsAt(greatestX),
        case .line(let pieces) = mark.shape, let last = pieces.last?.last, let end = pixel(last)
      else { return nil }
      return (text, end, mark.style.ink)
    }
    let places = LabelPlacement.spread(
      named.map(\.end.y), spacing: Size.line - 1, in: (area.y - 4)...(area.bottom - 4))
    return zip(named, places).flatMap { label, place -> [Markup] in
      let start = area.right + Size.labelGap
      return [
        segment(label.end.x + 2, label.end.y, start - 3, place, label.2),
        text(label.text, x: start, middle: place),
      ]
    }
  }

  /// What an inner label names: places where it may stand, best first.
  private struct Inner {
    var text: String
    var anchors: [(x: Double, y: Double)]
    var ink: Ink
  }

  private var innerLabels: [Markup] {
    let wanted = chart.marks.compactMap(inner)
    let places = LabelPlacement.place(
      wanted.map { label in
        let width = TextMetrics.width(of: label.text, size: Size.text)
        // All near places come before all far ones.
        let rings = label.anchors.map {
          LabelPlacement.around(
            x: $0.x, y: $0.y, width: width, height: Size.line - 2, clearance: 6, in: area)
        }
        return (0..<(rings.first?.count ?? 0)).flatMap { place in rings.map { $0[place] } }
      }, obstacles: obstacles, in: area)
    return zip(wanted, places).flatMap { label, box -> [Markup] in
      let middle = box.y + box.height / 2
      var word = text(label.text, x: box.x + box.width / 2, middle: middle, anchor: "middle")
      word.set("stroke", .init(Ink.ground.hex))
      word.set("stroke-width", 3)
      word.set("paint-order", "stroke")
      return leader(from: label, to: box) + [word]
    }
  }

  private func inner(_ mark: Mark) -> Inner? {
    if case .note(let point, let text) = mark.shape, let anchor = pixel(point) {
      return Inner(text: text, anchors: [anchor], ink: .quiet)
    }
    guard case .label(let text) = mark.naming, !mark.endsAt(greatestX) else { return nil }
    let anchors: [(x: Double, y: Double)] =
      switch mark.shape {
      case .line(let pieces): spaced(pieces.flatMap { $0.compactMap(pixel) })
      case .points(let points): spaced(points.compactMap(pixel))
      case .rule(.horizontal(let value)):
        py(value).map { y in
          [0.9, 0.75, 0.6, 0.45, 0.3, 0.15].map { (area.x + $0 * area.width, y) }
        } ?? []
      case .rule(.vertical(let value)):
        px(value).map { x in
          [0.08, 0.2, 0.35, 0.5, 0.65, 0.8].map { (x, area.y + $0 * area.height) }
        } ?? []
      case .band(let spans): spaced(spans.compactMap { pixel(Point($0.x, $0.high)) })
      case .intervals, .bars, .cells, .note: []
      }
    return anchors.isEmpty ? nil : Inner(text: text, anchors: anchors, ink: mark.style.ink)
  }

  /// At most eight of the places, evenly chosen, the last first.
  private func spaced(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let inside = places.filter {
      area.x...area.right ~= $0.x && area.y...area.bottom ~= $0.y
    }
    let count = min(8, inside.count)
    return (0..<count).map { inside[(inside.count - 1) * (count - $0) / max(1, count)] }
  }

  private func leader(from label: Inner, to box: Rectangle) -> [Markup] {
    func gap(_ anchor: (x: Double, y: Double)) -> (x: Double, y: Double, distance: Double) {
      let x = min(max(anchor.x, box.x), box.right)
      let y = min(max(anchor.y, box.y), box.bottom)
      let distance = ((x - anchor.x) * (x - anchor.x) + (y - anchor.y) * (y - anchor.y))
        .squareRoot()
      return (x, y, distance)
    }
    guard let anchor = label.anchors.min(by: { gap($0).distance < gap($1).distance }),
      gap(anchor).distance > 12
    else { return [] }
    let end = gap(anchor)
    return [segment(anchor.x, anchor.y, end.x, end.y, label.ink)]
  }

  /// What inner labels should not cover.
  private var obstacles: [Rectangle] {
    chart.marks.flatMap { mark -> [Rectangle] in
      switch mark.shape {
      case .line(let pieces): pieces.flatMap { trail($0.compactMap(pixel)) }
      case .points(let points): points.compactMap(pixel).map { around($0, 2 * Size.marker + 2) }
      case .intervals(let spans):
        spans.flatMap { span in
          trail(
            [pixel(Point(span.x, span.low)), pixel(Point(span.x, span.high))].compactMap(\.self))
        }
      case .bars(let bars): bars.compactMap(box)
      case .rule(.horizontal(let value)):
        py(value).map { [Rectangle(x: area.x, y: $0 - 1, width: area.width, height: 2)] } ?? []
      case .rule(.vertical(let value)):
        px(value).map { [Rectangle(x: $0 - 1, y: area.y, width: 2, height: area.height)] } ?? []
      case .band, .cells, .note: []
      }
    }
  }

  private func around(_ pixel: (x: Double, y: Double), _ size: Double) -> Rectangle {
    .around(pixel.x, pixel.y, width: size, height: size)
  }

  /// Small squares along a line.
  private func trail(_ pixels: [(x: Double, y: Double)]) -> [Rectangle] {
    zip(pixels, pixels.dropFirst()).flatMap { start, end -> [Rectangle] in
      let length = max(abs(end.x - start.x), abs(end.y - start.y))
      let steps = max(1, Int(length / 5))
      return (0...steps).map { step in
        let share = Double(step) / Double(steps)
        return around(
          (start.x + share * (end.x - start.x), start.y + share * (end.y - start.y)), 4)
      }
    }
  }
}
