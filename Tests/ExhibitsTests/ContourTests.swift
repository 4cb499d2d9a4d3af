import Testing

@testable import Exhibits

@Suite struct ContourTests {
  @Test("The contour of a cone is one closed line at the level's distance from its top")
  func cone() throws {
    let places = (0...40).map { Double($0) / 10 - 2 }
    let grid = Grid(
      x: places, y: places,
      values: places.map { y in places.map { x in (x * x + y * y).squareRoot() } })
    let lines = grid.contour(at: 1.3)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    let (first, last) = (line[0], line[line.count - 1])
    #expect(abs(first.x - last.x) < 1e-9 && abs(first.y - last.y) < 1e-9 && line.count > 40)
    for point in line {
      let radius = (point.x * point.x + point.y * point.y).squareRoot()
      #expect(abs(radius - 1.3) < 0.01, "\(point)")
    }
  }

  @Test("A plane's contour is a straight line from edge to edge, and other levels have none")
  func plane() throws {
    let grid = Grid(
      x: [0, 1, 2, 3], y: [0, 1, 2], values: [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]])
    let line = try #require(grid.contour(at: 1.5).first)
    #expect(line.allSatisfy { $0.x == 1.5 })
    #expect(Set(line.map(\.y)) == [0, 1, 2])
    #expect(grid.contour(at: 7).isEmpty)
  }

  @Test("A saddle has two lines that do not cross")
  func saddle() {
    for level in [0.4, 0.6] {
      let lines = Grid(x: [0, 1], y: [0, 1], values: [[1, 0], [0, 1]]).contour(at: level)
      #expect(lines.count == 2 && lines.allSatisfy { $0.count == 2 })
      // The middle is 0.5: above 0.4 the high corners are joined, and each line cuts off a low one.
      for line in lines {
        let middle = ((line[0].x + line[1].x) / 2, (line[0].y + line[1].y) / 2)
        let nearHigh = abs(middle.0 - middle.1) < 0.25
        #expect(nearHigh == (level > 0.5))
      }
    }
  }
}
