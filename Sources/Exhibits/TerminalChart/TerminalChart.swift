/// Curves drawn with letters, for a terminal without colour or graphics.
///
///     RSS growth, MiB
///      40 +                         aaa a p=1.00
///         |                     aaaa
///      20 +             aaaaaaaa
///         |     aaaaaaaa
///       0 +-----+-----------+---------+
///
/// Each curve has a letter, which also stands before its name at the right, beside its end where
/// there is room.
package struct TerminalChart: Sendable, Equatable {
  /// A named line through points.
  package struct Curve: Sendable, Equatable {
    /// What tells it from the others, in a few characters.
    package var name: String
    /// Its points, x ascending.
    package var points: [Point]

    /// A line.
    package init(_ name: String, _ points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// What the chart shows, one line or more.
  package var title: String
  /// From left to right.
  package var x: Axis
  /// From bottom to top.
  package var y: Axis
  /// At most 26, the lowest first.
  package var curves: [Curve]

  /// A chart.
  package init(_ title: String, x: Axis, y: Axis, _ curves: [Curve]) {
    precondition(curves.count <= 26, "a letter for each curve")
    self.title = title
    self.x = x
    self.y = y
    self.curves = curves
  }

  /// The chart as lines of text, each ending in a newline.
  ///
  /// - Parameters:
  ///   - columns: the plot's width without labels, 20 or more.
  ///   - rows: the plot's height without the axis below, as many as there are curves or more.
  ///   - width: columns that no line exceeds, 20 or more beyond those of the plot.
  package func text(columns: Int = 60, rows: Int = 16, width: Int = 80) -> String {
    TerminalDrawing(self, columns: columns, rows: max(rows, curves.count), width: width).text
  }
}

/// A chart with its scales in a grid of characters.
private struct TerminalDrawing {
  let chart: TerminalChart
  let columns: Int
  let rows: Int
  let width: Int
  let x: Scale
  let y: Scale
  let margin: Int

  init(_ chart: TerminalChart, columns: Int, rows: Int, width: Int) {
    self.chart = chart
    (self.rows, self.width) = (rows, width)
    let points = chart.curves.flatMap(\.points)
    y = Scale(chart.y, values: points.map(\.y), tickLimit: max(2, rows / 3))
    margin = y.ticks.map(\.label.count).max() ?? 0
    // Labels at the left come first: without them the plot says nothing.
    self.columns = max(2, min(columns, width - margin - 2))
    x = Scale(chart.x, values: points.map(\.x), tickLimit: max(2, self.columns / 14))
  }

  var text: String {
    let lines = [chart.title, "", y.title] + plot + below
    return lines.map { trimmed($0) + "\n" }.joined()
  }

  /// The row of a value, 0 at the bottom; nil where it has none.
  private func row(of value: Double) -> Int? {
    y.share(of: value).map { Int(($0 * Double(rows - 1)).rounded()) }
  }

  private func column(of value: Double) -> Int? {
    x.share(of: value).map { Int(($0 * Double(columns - 1)).rounded()) }
  }

  /// The rows that a curve takes in each column, from its last one's row to its own.
  private func rows(of curve: TerminalChart.Curve) -> [ClosedRange<Int>?] {
    var last: Int?
    return (0..<columns).map { column in
      let share = Double(column) / Double(columns - 1)
      let value = x.domain.lowerBound + share * (x.domain.upperBound - x.domain.lowerBound)
      guard let height = curve.height(at: value), let row = row(of: height) else { return nil }
      let from = last.map { $0 < row ? $0 + 1 : max($0 - 1, row) } ?? row
      last = row
      return min(from, row)...max(from, row)
    }
  }

  /// The plot's lines from the top, with labels on both sides.
  private var plot: [String] {
    let taken = chart.curves.map(rows)
    let names = self.names
    var labels: [Int: String] = [:]
    for tick in y.ticks { if let row = row(of: tick.value) { labels[row] = tick.label } }
    return (0..<rows).reversed().map { row in
      let cells = (0..<columns).map { column -> Character in
        let curves = taken.indices.filter { taken[$0][column]?.contains(row) ?? false }
        // Curves that meet take turns.
        return curves.isEmpty ? " " : letter(curves[column % curves.count])
      }
      let side = labels[row].map { padded($0) + " +" } ?? padded("") + " |"
      return side + String(cells) + (names[row].map { " " + $0 } ?? "")
    }
  }

  /// A curve's letter and name by the row at its end, or the nearest below or above that is free.
  private var names: [Int: String] {
    var names: [Int: String] = [:]
    var above = rows
    for index in chart.curves.indices.reversed() {
      guard let end = chart.curves[index].points.last, let row = row(of: end.y) else { continue }
      // Those that are still to come, each lower, need a row each.
      above = max(min(row, above - 1), index)
      names[above] = String("\(letter(index)) \(chart.curves[index].name)".prefix(room))
    }
    return names
  }

  /// Columns for names, right of the plot.
  private var room: Int { max(0, width - margin - columns - 3) }

  /// The horizontal axis with its labels and title.
  private var below: [String] {
    var axis = Array(repeating: Character("-"), count: columns)
    var labels = Array(repeating: Character(" "), count: columns + margin + 2)
    for tick in x.ticks {
      guard let column = column(of: tick.value) else { continue }
      axis[column] = "+"
      let start = min(max(0, column + margin + 2 - tick.label.count / 2), labels.count - 1)
      let end = start + tick.label.count
      let begin = end > labels.count ? labels.count - tick.label.count : start
      for (offset, character) in tick.label.enumerated() { labels[begin + offset] = character }
    }
    let title = String(repeating: " ", count: margin + 2) + x.title
    return [padded("") + " +" + String(axis), String(labels), title]
  }

  private func letter(_ index: Int) -> Character {
    Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
  }

  private func padded(_ label: String) -> String {
    String(repeating: " ", count: margin - label.count) + label
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}

extension TerminalChart.Curve {
  /// The height at an x, on the straight line between the points around it; nil outside.
  fileprivate func height(at x: Double) -> Double? {
    guard let first = points.first, let last = points.last, x >= first.x, x <= last.x else {
      return nil
    }
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].x <= x { low = middle } else { high = middle }
    }
    let (left, right) = (points[low], points[high])
    guard right.x > left.x else { return right.y }
    return left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x)
  }
}
