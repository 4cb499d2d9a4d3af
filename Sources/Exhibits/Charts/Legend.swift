/// The names of series, in rows above the charts, where they cover no data.
struct Legend {
  /// One name with what it is drawn like.
  struct Entry {
    var name: String
    var style: SeriesStyle
    var hasLine = false
    var hasMarker = false
    var hasArea = false
    var hasBar = false
  }

  private(set) var entries: [Entry] = []

  private static let swatch = 26.0
  private static let gap = 18.0

  /// Gathers the names of marks, each once.
  init(_ charts: [Chart]) {
    for mark in charts.flatMap(\.marks) {
      guard case .legend(let name) = mark.naming else { continue }
      let index =
        entries.firstIndex { $0.name == name }
        ?? {
          entries.append(Entry(name: name, style: mark.style))
          return entries.count - 1
        }()
      switch mark.shape {
      case .line, .rule: entries[index].hasLine = true
      case .points: entries[index].hasMarker = true
      case .band: entries[index].hasArea = true
      case .bars: entries[index].hasBar = true
      case .intervals, .cells, .note: break
      }
    }
  }

  /// The entries row by row, as many in a row as fit.
  func rows(width: Double) -> [[(entry: Entry, x: Double)]] {
    var rows: [[(entry: Entry, x: Double)]] = []
    var x = 0.0
    for entry in entries {
      let needed =
        Self.swatch + 6 + TextMetrics.width(of: entry.name, size: ChartDrawing.Size.text)
      if rows.isEmpty || x + needed > width {
        rows.append([])
        x = 0
      }
      rows[rows.count - 1].append((entry, x))
      x += needed + Self.gap
    }
    return rows
  }

  /// One entry with its left edge and middle.
  package static func markup(_ entry: Entry, x: Double, middle y: Double) -> [Markup] {
    var elements: [Markup] = []
    func box(_ ink: Ink, _ edge: Ink) -> Markup {
      Markup(
        "rect",
        [
          "x": .init(x + 4), "y": .init(y - 6), "width": .init(swatch - 8), "height": 12,
          "fill": .init(ink.hex), "stroke": .init(edge.hex),
        ])
    }
    if entry.hasArea { elements.append(box(entry.style.ink.pale, entry.style.ink.pale)) }
    if entry.hasBar, !entry.hasMarker {
      elements.append(box(entry.style.isFilled ? entry.style.ink : .ground, entry.style.ink))
    }
    if entry.hasLine {
      var line = Markup(
        "line",
        [
          "x1": .init(x), "y1": .init(y), "x2": .init(x + swatch), "y2": .init(y),
          "stroke": .init(entry.style.ink.hex), "stroke-width": .init(entry.style.width),
        ])
      if !entry.style.dash.isEmpty {
        line.set(
          "stroke-dasharray", .init(entry.style.dash.map(Markup.number).joined(separator: " ")))
      }
      elements.append(line)
    }
    if entry.hasMarker {
      let path = entry.style.marker.path(x + swatch / 2, y, radius: ChartDrawing.Size.marker)
      elements.append(ChartDrawing.marker(path, entry.style))
    }
    let size = ChartDrawing.Size.text
    elements.append(
      Markup(
        "text",
        [
          "x": .init(x + swatch + 6), "y": .init(y + 0.35 * size), "fill": .init(Ink.text.hex),
        ], text: entry.name))
    return elements
  }
}
