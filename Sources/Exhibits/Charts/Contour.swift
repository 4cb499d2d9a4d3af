/// Values on a rectangular grid, and the lines of equal value through it.
package struct Grid: Sendable, Equatable {
  /// The grid lines' places along the horizontal axis, ascending.
  package let x: [Double]
  /// The grid lines' places along the vertical axis, ascending.
  package let y: [Double]
  /// The value at each crossing: `values[row][column]`, rows along y.
  package let values: [[Double]]

  /// A grid of two or more lines each way.
  package init(x: [Double], y: [Double], values: [[Double]]) {
    precondition(x.count >= 2 && y.count >= 2, "a grid has two or more lines each way")
    precondition(
      values.count == y.count && values.allSatisfy { $0.count == x.count },
      "a grid has a value at every crossing")
    self.x = x
    self.y = y
    self.values = values
  }

  /// The pieces of line on which the values, interpolated between neighbours, are `level`.
  ///
  /// Marching squares: Lorensen and Cline, "Marching cubes", SIGGRAPH 1987, in two dimensions; a
  /// saddle is resolved by the mean of its corners. O(cells).
  package func contour(at level: Double) -> [[Point]] {
    var pieces: [[Point]] = []
    for row in 0..<(y.count - 1) {
      for column in 0..<(x.count - 1) { pieces += cell(column, row, level) }
    }
    return joined(pieces.filter { !meet($0[0], $0[1]) })
  }

  /// Whether two places are one but for rounding.
  private func meet(_ left: Point, _ right: Point) -> Bool {
    let tolerance = 1e-9
    return abs(left.x - right.x) <= tolerance * (x[x.count - 1] - x[0])
      && abs(left.y - right.y) <= tolerance * (y[y.count - 1] - y[0])
  }

  private func cell(_ column: Int, _ row: Int, _ level: Double) -> [[Point]] {
    // Corners counter-clockwise from the lower left, each edge from its corner to the next.
    let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    let heights = corners.map { values[$0.1][$0.0] }
    guard heights.allSatisfy(\.isFinite) else { return [] }
    let crossings = (0..<4).compactMap { edge -> Point? in
      let next = (edge + 1) % 4
      let (start, end) = (heights[edge], heights[next])
      guard (start >= level) != (end >= level) else { return nil }
      let share = (level - start) / (end - start)
      let (from, to) = (corners[edge], corners[next])
      return Point(
        x[from.0] + share * (x[to.0] - x[from.0]), y[from.1] + share * (y[to.1] - y[from.1]))
    }
    switch crossings.count {
    case 2: return [crossings]
    case 4:
      let isCentreHigh = heights.reduce(0, +) / 4 >= level
      // The high corners are joined through the centre, or the low ones.
      return (heights[0] >= level) == isCentreHigh
        ? [[crossings[0], crossings[1]], [crossings[2], crossings[3]]]
        : [[crossings[3], crossings[0]], [crossings[1], crossings[2]]]
    default: return []
    }
  }

  /// Pieces that share an end as one.
  private func joined(_ pieces: [[Point]]) -> [[Point]] {
    var open = pieces
    var lines: [[Point]] = []
    while var line = open.popLast() {
      var hasGrown = true
      while hasGrown {
        hasGrown = false
        for (index, piece) in open.enumerated() {
          if meet(piece[0], line[line.count - 1]) {
            line.append(piece[1])
          } else if meet(piece[1], line[line.count - 1]) {
            line.append(piece[0])
          } else if meet(piece[0], line[0]) {
            line.insert(piece[1], at: 0)
          } else if meet(piece[1], line[0]) {
            line.insert(piece[0], at: 0)
          } else {
            continue
          }
          open.remove(at: index)
          hasGrown = true
          break
        }
      }
      lines.append(line)
    }
    return lines
  }
}
