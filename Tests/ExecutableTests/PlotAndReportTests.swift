import Foundation
import Results
import Testing

@Suite struct PlotAndReportTests {
  private static let small = "--requests 24000 --repeat 1 --quiet"

  @Test("Plots and the report come from the files alone, and the same files give the same bytes")
  func plots() async throws {
    let scratch = try Scratch()
    _ = try await Program.run("psweep \(Self.small) --out results", in: scratch)
    let first = try await Program.run("plot", in: scratch)
    #expect(first.status == 0, "\(first)")
    #expect(first.output.contains("plots/psweep-rss.svg\n"))
    #expect(first.errors.contains("no results/churn.csv: `drainbench churn` makes it"))
    let svg = try scratch.text("plots/psweep-rss.svg")
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    let report = try await Program.run("report --quiet", in: scratch)
    #expect(report.status == 0 && report.output == "results/report.html\n", "\(report)")
    #expect(report.errors.isEmpty)
    let page = try scratch.text("results/report.html")
    #expect(page.contains("psweep --requests 24000"))
    _ = try await Program.run("plot psweep-rss --plots again --quiet", in: scratch)
    #expect(try scratch.names("again") == ["psweep-rss.svg"])
    #expect(try scratch.text("again/psweep-rss.svg") == svg)
    _ = try await Program.run("report --file page.html", in: scratch)
    #expect(try scratch.text("page.html") == page)
  }

  @Test("Another results folder has its plots inside, and results/ and plots/ stay as they are")
  func otherFolder() async throws {
    let scratch = try Scratch()
    _ = try await Program.run("psweep \(Self.small) --p 1 --out other", in: scratch)
    _ = try await Program.run("plot --out other", in: scratch)
    #expect(try scratch.names() == ["other"])
    #expect(try scratch.names("other/plots").contains("psweep-rss.svg"))
  }

  @Test("Without rsvg-convert --png ends with 69, names the package, and writes nothing")
  func noRasterizer() async throws {
    let scratch = try Scratch()
    _ = try await Program.run("psweep \(Self.small) --p 1 --out results", in: scratch)
    let result = try await Program.run(
      ["plot", "--png"], in: scratch, environment: ["PATH": "/there-is-no-such-folder"])
    #expect(result.status == 69 && result.output.isEmpty)
    #expect(result.errors.contains("librsvg2-bin"))
    #expect(try scratch.names() == ["results"])
  }

  @Test("Plots and reports of nothing are refused, and so is the name of no plot")
  func refusals() async throws {
    let scratch = try Scratch()
    let plots = try await Program.run("plot --quiet", in: scratch)
    #expect(
      plots.errors
        == "drainbench plot: results: no results to make plots of; run `drainbench reproduce`\n")
    let report = try await Program.run("report --quiet", in: scratch)
    #expect(report.errors.contains("no results to make a report of"))
    #expect(plots.status == 65 && report.status == 65)
    let unknown = try await Program.run("plot psweep-rs", in: scratch)
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean psweep-rss?"))
    #expect(try scratch.names().isEmpty)
  }
}
