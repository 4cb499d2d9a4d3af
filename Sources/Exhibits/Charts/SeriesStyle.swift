import Foundation

/// The shape at a point.
package enum Marker: Sendable, Equatable, CaseIterable {
  case circle, square, diamond, triangle, wedge, cross

  /// The shape around a point as path data.
  func path(_ x: Double, _ y: Double, radius: Double) -> String {
    func polygon(_ corners: [(Double, Double)], end: String = "Z") -> String {
      let steps = corners.enumerated().map { index, corner in
        (index == 0 ? "M" : "L") + Markup.number(x + corner.0 * radius) + " "
          + Markup.number(y + corner.1 * radius)
      }
      return steps.joined() + end
    }
    switch self {
    case .circle:
      let r = Markup.number(radius)
      let start = "M" + Markup.number(x - radius) + " " + Markup.number(y)
      let diameter = Markup.number(2 * radius)
      return "\(start)a\(r) \(r) 0 1 0 \(diameter) 0a\(r) \(r) 0 1 0 -\(diameter) 0Z"
    case .square: return polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .diamond: return polygon([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)])
    case .triangle: return polygon([(0, -1.2), (1.15, 0.8), (-1.15, 0.8)])
    case .wedge: return polygon([(0, 1.2), (1.15, -0.8), (-1.15, -0.8)])
    case .cross:
      return polygon([(-1.1, -1.1), (1.1, 1.1)], end: "")
        + polygon([(-1.1, 1.1), (1.1, -1.1)], end: "")
    }
  }
}

/// How a series is drawn: colour, dashes and marker together, so that no one has to tell colours
/// apart.
package struct SeriesStyle: Sendable, Equatable {
  /// The colour.
  package var ink: Ink
  /// Lengths of dashes and gaps in pixels; empty for a solid line.
  package var dash: [Double] = []
  /// The shape at points.
  package var marker = Marker.circle
  /// Whether markers are filled; published figures are hollow.
  package var isFilled = true
  /// The line's width in pixels.
  package var width = 2.0

  /// A style from its parts.
  package init(
    _ ink: Ink, dash: [Double] = [], marker: Marker = .circle, isFilled: Bool = true,
    width: Double = 2
  ) {
    self.ink = ink
    self.dash = dash
    self.marker = marker
    self.isFilled = isFilled
    self.width = width
  }

  static let dashes: [[Double]] = [
    [], [7, 3], [2, 3], [9, 3, 2, 3], [5, 2, 1, 2, 1, 2], [12, 4],
  ]

  /// The style of the series with that number, from 0; colours, dashes and markers are all
  /// different for the first six.
  package static func series(_ index: Int) -> SeriesStyle {
    let turn = index % Ink.palette.count
    return SeriesStyle(
      Ink.palette[turn], dash: dashes[turn],
      marker: Marker.allCases[turn], isFilled: index / Ink.palette.count % 2 == 0)
  }

  /// The style of one of `count` series whose order matters, such as ascending p: from pale to
  /// dark.
  package static func ordered(_ index: Int, of count: Int) -> SeriesStyle {
    let share = count < 2 ? 1 : 0.42 + 0.58 * Double(index) / Double(count - 1)
    // The last is solid, the ones before it alternate.
    let turn = (count - 1 - index) % dashes.count
    return SeriesStyle(
      ColourRamp.ink(at: share), dash: dashes[turn],
      marker: Marker.allCases[turn % Marker.allCases.count])
  }

  /// What was measured here.
  package static let measured = SeriesStyle(Ink.palette[0])
  /// What the paper prints: hollow.
  package static let published = SeriesStyle(
    Ink.palette[1], dash: dashes[1], marker: .diamond, isFilled: false, width: 1.75)
  /// What a closed form says: a thin dashed line.
  package static let predicted = SeriesStyle(
    Ink.text, dash: [2, 3], marker: .cross, isFilled: false, width: 1.25)
}
