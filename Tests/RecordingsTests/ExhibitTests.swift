import Exhibits
import Foundation
import TestSupport
import Testing

@testable import Recordings

/// Pictures, tables and sentences of recordings.
@Suite struct ExhibitTests {
  private let folder: RecordingsTests.TemporaryFolder

  init() throws { folder = try RecordingsTests.TemporaryFolder() }

  /// Sites and the sizes of their objects in each page, all at one time.
  private func report(
    _ pages: [[(site: String, size: Int)]], tail: String = "", at moment: Moment = .worst
  ) throws -> AttributionReport {
    var text = "time_ns,event,address,size,site\n"
    for (page, objects) in pages.enumerated() {
      var address = (page + 16) * 4_096
      for (site, size) in objects {
        text += "0,allocate,\(address),\(size),\"\(site)\"\n"
        address += size
      }
    }
    var options = AttributionOptions()
    options.moment = moment
    return try AttributionReport(of: folder.file("a.csv", text + tail), options)
  }

  private func synthetic() throws -> AttributionReport {
    try SyntheticSample().report(.page, .worst)
  }

  @Test func `the answer names what comes back with one site, or who shares most`() throws {
    let alone = try report([[("a", 1_024)], [("b", 3_072), ("a", 512)]], at: .end)
    #expect(
      alone.answer(alone.moments[0])
        == "3.50 KiB of the 8.00 KiB that pages of 4 KiB take hold nothing alive, right after the "
        + "start; 3.00 KiB of them come back if objects of a live elsewhere.")
    let both = try report([[("a", 1_024), ("b", 1_024)]], at: .end)
    #expect(
      both.answer(both.moments[0])
        .hasSuffix(
          "the largest share of that, 1.00 KiB, is that of a, and nothing comes back if its "
            + "objects alone live elsewhere."))
  }

  @Test func `sites beyond the top are summed in one row, and shares are all of it`() throws {
    let report = try synthetic()
    let table = report.sites(report.moments[0], top: 3)
    #expect(table.rows.count == 4)
    #expect(table.rows[3].last == "\(report.moments[0].sites.count - 3) other sites")
    let shares = try table.rows.map { try #require(Double($0[1])) }
    #expect(abs(shares.reduce(0, +) - 100) < 0.3)
    let first = report.sites(report.moments[0], top: 3, namesFirst: true)
    #expect(first.rows.map(\.first) == table.rows.map(\.last))
    #expect(report.sites(report.moments[0], top: .max).rows.count == report.moments[0].sites.count)
  }

  @Test func `exact rows have the bytes of the attribution`() throws {
    let report = try synthetic()
    let table = report.exactSites(top: .max)
    let column = try #require(table.columns.firstIndex { $0.name == "shared_bytes" })
    #expect(
      table.rows.reduce(0) { $0 + (Int($1[column]) ?? 0) }
        == report.moments[0].totals.strandedBytes)
  }

  @Test func `text keeps to 80 columns`() throws {
    let report = try synthetic()
    // The folder goes with the sample.
    let sample = try SyntheticSample()
    let episodes = try withExtendedLifetime(sample) { try EpisodesReport(of: sample.path) }
    for table in [report.sites(report.moments[0], top: 10), report.series]
      + episodes.tables(top: 10)
    {
      for line in TableFormat.text.render(table, width: 80).split(separator: "\n") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }

  @Test func `the end of a program is told from its work`() throws {
    let objects = (0..<400).map { _ in ("a", 200) }
    let pages = stride(from: 0, to: 400, by: 20).map { Array(objects[$0..<($0 + 20)]) }
    // Every second object first, then the rest.
    let order = Array(stride(from: 0, to: 400, by: 2)) + Array(stride(from: 1, to: 400, by: 2))
    func frees(_ count: Int) -> String {
      order.prefix(count).map { number in
        "1000,free,\((number / 20 + 16) * 4_096 + number % 20 * 200),,\n"
      }.joined()
    }
    let ended = try report(pages, tail: frees(400), at: .time(1_000))
    #expect(ended.warnings(ended.moments[0]).contains { $0.contains("teardown") })
    let worst = try report(pages, tail: frees(400))
    #expect(worst.warnings(worst.moments[0]).isEmpty)
    let halved = try report(pages, tail: frees(200))
    #expect(halved.warnings(halved.moments[0]).isEmpty)
  }

  @Test(arguments: [1_200.0, Figure.standardWidth, Figure.narrowWidth])
  func `a flame graph is valid, and no word leaves its frame`(_ width: Double) throws {
    let report = try synthetic()
    let graph = FlameGraph(report, report.moments[0])
    let drawing = Drawing(graph.markup(width: width, suffix: "").text)
    #expect(drawing.error == nil)
    #expect(drawing.collisions.isEmpty && drawing.overflows.isEmpty, "\(drawing.collisions)")
    // A title a frame, and the picture's own.
    #expect(drawing.named("title").count == drawing.named("g").count + 1)
    #expect(!drawing.named("g").isEmpty)
    #expect(drawing.named("script").isEmpty)
  }

  @Test func `a frame is as wide as its part of the stranded bytes`() throws {
    let report = try report([[("a", 1_024)], [("b", 3_072)]])
    let graph = FlameGraph(report, report.moments[0])
    let drawing = Drawing(graph.markup(width: 1_032, suffix: "").text)
    let widths = drawing.named("rect").compactMap { $0["width"].flatMap(Double.init) }.dropFirst()
    #expect(Array(widths) == [999.5, 749.5, 249.5])
    let text = graph.svg()
    #expect(text.contains("<title>a\n3.00 KiB, 75.0 %</title>"))
  }

  @Test func `figures of the heap are valid, and their words lie apart`() throws {
    let report = try synthetic()
    let moment = report.moments[0]
    for figure in [
      report.timelineFigure(moment), report.occupancyFigure(moment), report.mapFigure(moment),
    ] {
      for width in [Figure.standardWidth, Figure.narrowWidth] {
        let drawing = Drawing(figure.svg(width: width))
        #expect(drawing.error == nil)
        #expect(drawing.collisions.isEmpty, "\(figure.name) \(width): \(drawing.collisions)")
        #expect(drawing.overflows.isEmpty, "\(figure.name) \(width): \(drawing.overflows)")
      }
    }
  }

  @Test func `a map holds every occupied granule once, in few rows`() throws {
    let far = (0..<200).map { number in
      "0,allocate,\(4_096 + number * 1_000_000_007),8,a\n"
    }.joined()
    let report = try report([], tail: far)
    let grid = report.moments[0].map.grid
    #expect(grid.rows.count <= 40)
    #expect(grid.rows.map(\.address) == grid.rows.map(\.address).sorted())
    for row in grid.rows {
      #expect(row.runs.allSatisfy { $0.range.upperBound <= Double(grid.rowBytes) })
      #expect(
        zip(row.runs, row.runs.dropFirst()).allSatisfy {
          $0.range.upperBound <= $1.range.lowerBound
        })
    }
  }
}
