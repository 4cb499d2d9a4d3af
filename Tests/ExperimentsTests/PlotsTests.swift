import TestSupport
import Foundation
import Results
import Testing

@testable import Experiments
@testable import Exhibits

@Suite struct PlotsTests {
  private static let published = PublishedFigures.bundled

  /// Every figure from sample rows, by name.
  private static let figures: [Figure?] = [
    twopointFigure(SampleRows.twoPointSamples(), .strict),
    psweepFigure(SampleRows.psweepSamples(.ring), name: "psweep-rss", reuse: .ring),
    growthFigure(SampleRows.psweep(), published: published),
    growthPerPFigure(
      SampleRows.psweep(), coefficients: SampleRows.growthPerP(), published: published),
    linearityFigure(SampleRows.psweep(), published: published),
    slopeFigure(SampleRows.slopes(), published: published), churnFigure(SampleRows.churn()),
    dsrFigure(SampleRows.dsr()), diagnoseFigure(SampleRows.diagnose()),
    benchFigure(SampleRows.bench(), SampleRows.benchCoefficients()),
    latencyFigure(SampleRows.bench(), published: published),
  ]

  @Test("Every plot is valid XML below 200 KB whose words neither collide nor leave the picture")
  func drawings() throws {
    for figure in Self.figures {
      let figure = try #require(figure)
      for width in [Figure.narrowWidth, Figure.standardWidth] {
        let svg = figure.svg(width: width)
        let drawing = Drawing(svg)
        #expect(drawing.error == nil, "\(figure.name)")
        #expect(svg.utf8.count < 200_000, "\(figure.name)")
        #expect(drawing.collisions.isEmpty, "\(figure.name) at \(width): \(drawing.collisions)")
        #expect(drawing.overflows.isEmpty, "\(figure.name) at \(width): \(drawing.overflows)")
        #expect(svg == figure.svg(width: width), "\(figure.name)")
      }
    }
  }

  @Test("Plots have different names, and a finding, a subtitle and a description each")
  func names() throws {
    #expect(Set(allPlots.map(\.name)).count == allPlots.count)
    for figure in Self.figures {
      let figure = try #require(figure)
      #expect(allPlots.contains { $0.name == figure.name }, "\(figure.name)")
      #expect(figure.title.contains { $0.isNumber }, "\(figure.name): \(figure.title)")
      #expect(!figure.subtitle.isEmpty && !figure.description.isEmpty, "\(figure.name)")
    }
  }

  @Test("Every plot is left out rather than drawn of nothing")
  func nothing() {
    let none: [Figure?] = [
      twopointFigure([], .strict), psweepFigure([], name: "x", reuse: .ring),
      growthFigure([], published: Self.published),
      growthPerPFigure([], coefficients: [], published: Self.published),
      linearityFigure([], published: Self.published),
      slopeFigure([], published: Self.published), churnFigure([]), dsrFigure([]),
      diagnoseFigure([]), benchFigure([], []),
      latencyFigure([], published: Self.published),
    ]
    #expect(none.allSatisfy { $0 == nil })
    // One routing alone has nothing to be compared with.
    #expect(
      twopointFigure(SampleRows.twoPointSamples().filter { $0.routing == .mixed }, .strict) == nil)
    #expect(diagnoseFigure(SampleRows.diagnose().filter { $0.routing == .fixed }) == nil)
  }

  @Test("Titles say what the rows say, not what is expected of them")
  func titles() throws {
    let routing = try #require(twopointFigure(SampleRows.twoPointSamples(), .strict))
    // 2,000,000 bytes in 4,000 requests.
    #expect(routing.title.contains("500\u{A0}bytes more with every request"))
    var leaking = SampleRows.twoPointSamples()
    for index in leaking.indices where leaking[index].routing == .isolated {
      leaking[index].structuralBytes = 3 << 20
    }
    #expect(
      try #require(twopointFigure(leaking, .strict)).title.contains("3.00\u{A0}MiB in all"))
    var growing = SampleRows.churn()
    growing[growing.count - 1].committedBytes += 1 << 20
    #expect(try #require(churnFigure(growing)).title.contains("move by 1.00\u{A0}MiB"))
    let growth = try #require(
      growthFigure(SampleRows.psweep(modes: [.ring]), published: Self.published))
    #expect(growth.title.contains("MiB per unit of p with ring reuse"))
    #expect(!growth.title.contains("strict"))
    let bench = try #require(
      benchFigure(SampleRows.bench(), SampleRows.benchCoefficients()))
    // 8.3 / 11.3 is the ratio to the fastest other allocator.
    #expect(bench.title.contains("0.73"))
  }

  @Test("The title of latencies names the tails that intervals tell apart, and no others")
  func latencyTitles() throws {
    func title(_ tails: [String: [Double]]) throws -> String {
      var rows = SampleRows.bench().filter { $0.p50NS != nil && tails[$0.allocator] != nil }
      for index in rows.indices {
        rows[index].p999NS = tails[rows[index].allocator]?[rows[index].round - 1]
      }
      return try #require(latencyFigure(rows, published: Self.published)).title
    }
    let own: [Double] = [200, 210, 220, 230, 240]
    let apart = try title([
      "temporal-slab": own, "glibc": [500, 510, 520, 530, 540], "jemalloc": [90, 91, 92, 93, 94],
    ])
    #expect(apart.contains("220\u{A0}ns or more"))
    #expect(apart.contains("clearly longer than with jemalloc"))
    #expect(apart.contains("clearly shorter than with glibc"))
    let together = try title(["temporal-slab": own, "glibc": [150, 190, 215, 260, 300]])
    #expect(together.contains("no clear difference to the others"))
    #expect(try !title(["temporal-slab": own]).contains("clear"))
  }

  @Test("The fitted slope of growth is that of the rows, and its interval holds it")
  func fit() throws {
    var rows = SampleRows.psweep(modes: [.ring])
    for index in rows.indices { rows[index].rssGrowthBytes = Int(rows[index].p * 40 * 1_048_576) }
    let figure = try #require(growthFigure(rows, published: Self.published))
    #expect(figure.title.contains("40.0\u{A0}MiB per unit of p"))
    #expect(figure.description.contains("exponent is 1.000"))
  }

  @Test("A published percentile is named as it is measured")
  func percentiles() {
    #expect(percentileName("p50") == "p50" && percentileName("p99") == "p99")
    #expect(percentileName("p999") == "p99.9" && percentileName("p9999") == "p99.99")
  }

  @Test("Files that are missing are named once each, with the command that makes them")
  func missing() throws {
    let folder = ResultsFolder("/there is no such folder")
    let gathered = try Gathered(allPlots, from: ResultsReader(folder, published: .bundled))
    #expect(gathered.made.isEmpty)
    let remarks = gathered.remarks(folder, noun: "plots", command: command(making:))
    #expect(Set(remarks).count == remarks.count)
    #expect(
      remarks.contains(
        "no /there is no such folder/psweep-timeseries.csv: `drainbench psweep` makes it; left out: "
          + "plots psweep-rss, psweep-rss-strict"))
  }
}
