import Results
import Testing

@testable import Exhibits

@Suite struct TerminalChartTests {
  private func chart(_ curves: [TerminalChart.Curve]) -> TerminalChart {
    TerminalChart(
      "Growth", x: .linear("requests"), y: .linear("RSS", .plain("MiB")), curves)
  }

  @Test("Curves are drawn to scale, with ticks, and their names at their ends")
  func drawn() {
    let text = chart([
      .init("p=0", [Point(0, 0), Point(100, 0)]), .init("p=1", [Point(0, 0), Point(100, 8)]),
    ]).text(columns: 30, rows: 9, width: 45)
    #expect(
      text == """
        Growth

        RSS, MiB
        10 +
           |
           |                         bbbbb b p=1
           |                     bbbb
         5 +                bbbbb
           |            bbbb
           |       bbbbb
           |   bbbb
         0 +abaaaaaaaaaaaaaaaaaaaaaaaaaaaa a p=0
           ++--------------+-------------+
            0             50           100
            requests

        """)
  }

  @Test("Names of curves that end together take a row each, in the order of the curves")
  func crowded() {
    let curves = (0..<5).map {
      TerminalChart.Curve("n\($0)", [Point(0, 0), Point(10, $0 == 4 ? 100 : 0)])
    }
    let lines = chart(curves).text(columns: 20, rows: 6, width: 40).split(separator: "\n")
    let names = lines.compactMap { $0.firstMatch(of: #/ ([a-e] n\d)$/#)?.1 }
    #expect(names == ["e n4", "d n3", "c n2", "b n1", "a n0"])
  }

  @Test("No line is wider than asked for, whatever the data", arguments: [0, 1, 1e3, 1e12, -1e12])
  func width(greatest: Double) {
    for count in [1, 2, 7, 26] {
      let curves = (0..<count).map { index in
        TerminalChart.Curve(
          "a name that is far too long", [Point(0, 0), Point(1e9, greatest * Double(index))])
      }
      let text = chart(curves).text()
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      #expect(text.split(separator: "\n").allSatisfy { $0.last != " " })
    }
  }

  @Test("A curve is drawn where it has points, and steep parts leave no gap")
  func partial() {
    let text = chart([
      .init("x", [Point(50, 0), Point(50.1, 10), Point(100, 10)]),
      .init(
        "y",
        [
          Point(0, 0), Point(100, 0),
        ]),
    ]).text(columns: 21, rows: 6, width: 40)
    let plot = text.split(separator: "\n").dropFirst(2).prefix(6)
    for line in plot { #expect(line.dropFirst(4).prefix(10).allSatisfy { " b".contains($0) }) }
    for line in plot { #expect(line.contains("a"), "\(text)") }
  }
}
