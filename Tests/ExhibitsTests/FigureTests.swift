import TestSupport
import Foundation
import Statistics
import Testing

@testable import Exhibits

@Suite struct FigureTests {
  private func figure(_ charts: [Chart]) -> Figure {
    var figure = Figure(
      "sample", title: "A & B < C: \"quoted\"", subtitle: "what is drawn", description: "words")
    figure.charts = charts
    return figure
  }

  /// A chart with every kind of mark.
  private var everything: Chart {
    var chart = Chart(x: .linear("time", .plain("s")), y: .linear("size", .bytes()))
    let points = (0...20).map { Point(Double($0), Double($0 * $0) * 1e5) }
    chart.add(.band(points.map { Span($0.x, $0.y * 0.8, $0.y * 1.2) }, .series(0)))
    chart.add(.line(points, .series(0), .label("curve")))
    chart.add(.points(points, .published, .legend("published")))
    chart.add(.intervals(points.map { Span($0.x, $0.y - 1e6, $0.y + 1e6) }, .series(1)))
    chart.add(.horizontal(at: 2e7, .predicted, .label("limit")))
    chart.add(.vertical(at: 10, .predicted, .label("middle")))
    chart.add(.note("here", at: points[5]))
    return chart
  }

  @Test("A figure is valid XML, whatever its words hold, and names itself for those who cannot see")
  func validity() {
    let svg = figure([everything]).svg()
    let drawing = Drawing(svg)
    #expect(drawing.error == nil)
    let root = drawing.named("svg").first
    #expect(root?["role"] == "img")
    #expect(root?["aria-labelledby"] == "sample-title sample-desc")
    #expect(drawing.named("title").first?["id"] == "sample-title")
    #expect(drawing.named("desc").first?["id"] == "sample-desc")
    #expect(drawing.words.contains { $0.text == "A & B < C: \"quoted\"" })
    #expect(Drawing(figure([]).svg()).error == nil)
  }

  @Test("The same figure gives the same text, and another suffix other identifiers")
  func determinism() {
    let figure = figure([everything])
    #expect(figure.svg() == figure.svg())
    #expect(figure.svg(suffix: "-narrow").contains("\"sample-narrow-title\""))
  }

  @Test("No words cover each other or leave the picture, at any width")
  func room() {
    let seed: UInt64 = 31
    var random = Xoshiro256StarStar(seed: seed)
    for round in 0..<20 {
      let series = Int.random(in: 1...9, using: &random)
      var chart = Chart(x: .linear("requests", .count), y: .linear("growth of RSS", .bytes()))
      for index in 0..<series {
        let end = Double.random(in: 0...4e7, using: &random)
        chart.add(
          .line([Point(0, 0), Point(200_000, end)], .series(index), .label("p = \(index)")))
        chart.add(.points([Point(100_000, end)], .series(index), .legend("series \(index)")))
      }
      for width in [300.0, 340, 760, 1_200] {
        let drawing = Drawing(figure([chart, chart]).svg(width: width))
        #expect(drawing.collisions.isEmpty, "seed \(seed), round \(round), \(width) pixels")
        #expect(drawing.overflows.isEmpty, "seed \(seed), round \(round), \(width) pixels")
      }
    }
  }

  @Test("Charts stand beside each other where they fit and below each other where they do not")
  func columns() {
    let pair = figure([everything, everything])
    let wide = Drawing(pair.svg(width: 760))
    let narrow = Drawing(pair.svg(width: 340))
    #expect(narrow.size.height > wide.size.height + 300)
  }

  @Test("Every legend entry stands above every chart")
  func legend() throws {
    let drawing = Drawing(figure([everything]).svg())
    let entry = try #require(drawing.words.first { $0.text == "published" })
    let axis = try #require(drawing.words.first { $0.text == "size, MiB" })
    #expect(entry.box.bottom < axis.box.y)
  }

  @Test(
    "Bars begin at zero, lie down where the vertical axis has the names, and carry their labels")
  func bars() throws {
    var chart = Chart(x: .linear("time", .nanoseconds), y: .categories("", ["b", "a"]))
    chart.add(
      .bars(
        [Bar(0, 10, interval: 8...12, label: "10 ns"), Bar(1, 20, label: "20 ns")], .series(0),
        .legend("times")))
    let drawing = Drawing(figure([chart]).svg())
    #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
    let fill = SeriesStyle.series(0).ink.hex
    let boxes = drawing.named("rect").filter { $0["fill"] == fill && $0["stroke-width"] == "0.5" }
    let widths = boxes.compactMap { $0["width"].flatMap(Double.init) }
    #expect(widths.count == 2 && abs(widths[1] / widths[0] - 2) < 0.01)
    #expect(Set(boxes.compactMap { $0["x"] }).count == 1)
  }

  @Test("A heat map has a cell and a label for every pair")
  func cells() {
    var chart = Chart(
      x: .categories("capacity", ["4", "8"]), y: .categories("fraction", ["0.1", "0.5"]))
    chart.add(
      .cells(
        [(0, 0), (0, 1), (1, 0), (1, 1)].map {
          Cell(column: $0.0, row: $0.1, share: Double($0.0 + $0.1) / 2, label: "\($0.0)\($0.1)")
        }))
    let drawing = Drawing(figure([chart]).svg())
    #expect(drawing.collisions.isEmpty)
    #expect(Set(drawing.words.map(\.text)).isSuperset(of: ["00", "01", "10", "11"]))
  }

  @Test("What lies beyond a fixed range is clipped to the area")
  func clipping() {
    var chart = Chart(x: .linear("x", range: 0...1), y: .linear("y"))
    chart.add(.line([Point(0, 0), Point(5, 5)], .series(0)))
    let drawing = Drawing(figure([chart]).svg())
    #expect(drawing.named("clipPath").first?["id"] == "sample-area-0")
    #expect(drawing.named("g").first?["clip-path"] == "url(#sample-area-0)")
  }

  @Test("A figure that is higher than paper is drawn in pieces, which have every chart once")
  func pieces() {
    var chart = Chart(x: .linear("x", range: 0...1), y: .linear("y"))
    chart.add(.line([Point(0, 0), Point(5, 5)], .series(0)))
    func pieces(_ count: Int) -> [Drawing] {
      figure(Array(repeating: chart, count: count)).pieces(width: 760, suffix: "-wide").map {
        Drawing($0.text)
      }
    }
    #expect(pieces(4).count == 1)
    let long = pieces(11)
    #expect(long.count == 3)
    var seen: Set<String> = []
    for (index, piece) in long.enumerated() {
      #expect(piece.error == nil && piece.size.height < 1_000, "\(piece.size)")
      let isHeaded = piece.words.contains { $0.text.hasPrefix("what is drawn") }
      #expect(isHeaded == (index == 0))
      for name in ["clipPath", "title", "desc"] {
        for element in piece.named(name) {
          #expect(seen.insert(element["id"] ?? "").inserted, "\(element)")
        }
      }
    }
    #expect(long.flatMap { $0.named("clipPath") }.count == 11)
  }

  @Test("Coordinates have at most two decimals")
  func coordinates() {
    for (value, text) in [
      (1.0, "1"), (-0.001, "0"), (0.05, "0.05"), (-2.5, "-2.5"), (3.14159, "3.14"), (99.999, "100"),
    ] {
      #expect(Markup.number(value) == text)
    }
  }
}
