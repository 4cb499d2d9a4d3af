import Exhibits
import TestSupport
import Foundation
import Results
import Testing

@testable import Experiments
@testable import Reporting

@Suite struct ReportTests {
  /// The folder that holds the package.
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static var results: ResultsReader {
    ResultsReader(ResultsFolder(root + "/results"), published: .bundled)
  }

  private func committed(_ path: String) throws -> String {
    String(decoding: try ResultsFolder(Self.root).readBytes(path), as: UTF8.self)
  }

  @Test("The committed tables, plots and report are what the committed results give, byte for byte")
  func committedFiles() throws {
    let results = Self.results
    let hint = "run `drainbench tables && drainbench plot && drainbench report`"
    let tables = try Gathered(allTables, from: results)
    #expect(
      try committed("results/tables.md") == tables.markdown(source: results.published.source),
      "\(hint)")
    let plots = try Gathered(allPlots, from: results)
    for (plot, figure) in plots.made {
      #expect(try committed("plots/\(plot.name).svg") == figure.svg(), "\(plot.name): \(hint)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/plots")
    #expect(names.filter { $0.hasSuffix(".svg") }.count == plots.made.count, "\(hint)")
    #expect(try committed("results/report.html") == Report(results).html, "\(hint)")
  }

  @Test("The page needs no network and no script, names every part once, and holds every exhibit")
  func page() throws {
    let report = try Report(Self.results)
    let html = report.html
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    for word in ["<script", "<link", "<img", "<iframe", "@import", "src=", "url(http"] {
      #expect(!html.contains(word), "\(word)")
    }
    // The only addresses are names of the drawings' vocabulary.
    #expect(
      html.components(separatedBy: "http").count
        == html.components(separatedBy: "xmlns=\"http://www.w3.org/2000/svg\"").count)
    // Well-formed as XML too, so that no browser has to guess.
    let drawing = Drawing(String(html.dropFirst("<!DOCTYPE html>".count)))
    #expect(drawing.error == nil)
    let ids = drawing.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = drawing.named("a").compactMap { $0["href"] }
    #expect(links.allSatisfy { ids.contains(String($0.dropFirst())) })
    for (_, figure) in report.plots.made { #expect(ids.contains("plot-\(figure.name)")) }
    for table in report.tables.tables { #expect(ids.contains("table-\(table.name)")) }
  }

  @Test("Unfolded, the page has an answer in a screen and fewer than 4,000 words")
  func length() throws {
    let report = try Report(Self.results)
    #expect(report.answers.made.count == 3)
    let page = report.html.replacing(/(?s)<style.*?<\/style>/, with: " ")
    let answer = try #require(page.firstMatch(of: /(?s)<div class="answer">.*?<nav/))
    let plots = /(?s)<svg.*?<\/svg>/
    #expect(answer.output.replacing(plots, with: " ").wordCount < 250)
    // A figure is there twice, for wide and for narrow screens, of which one is shown; its title
    // and description are for those who cannot see it.
    let unfolded = page.replacing(/(?s)<details>.*?<\/details>/, with: " ")
      .replacing(/(?s)<div class="narrow">.*?<\/svg>/, with: " ")
      .replacing(/(?s)<(title|desc)[ >].*?<\/(title|desc)>/, with: " ")
    #expect(unfolded.wordCount < 4_000, "\(unfolded.wordCount)")
    #expect(page.components(separatedBy: "class=\"source\"").count > report.tables.tables.count)
  }

  @Test("Every colour that is drawn has one for dark screens")
  func dark() throws {
    let html = try Report(Self.results).html
    let drawing = Drawing(String(html.dropFirst("<!DOCTYPE html>".count)))
    for kind in ["fill", "stroke"] {
      let used = Set(drawing.elements.compactMap { $0.attributes[kind] }).filter {
        $0.hasPrefix("#")
      }
      #expect(!used.isEmpty)
      for ink in used { #expect(html.contains(".plot [\(kind)=\"\(ink)\"]"), "\(ink)") }
    }
  }

  @Test("The four oddities are there, with figures computed from published data and ours")
  func oddities() throws {
    let found = try Gathered(allOddities, from: Self.results).made.map(\.content)
    #expect(found.count == allOddities.count)
    let text = found.flatMap { [$0.headline] + $0.paragraphs }.joined(separator: "\n")
    // 200,000 against 20,000 requests; 4,258 / 6,401; 41 MiB / 99,999.
    for figure in ["200,000", "20,000", "66.5 %", "430 bytes", "0.905", "0.105", "0.967"] {
      #expect(text.contains(figure), "\(figure)")
    }
  }

  @Test("Without results there is nothing to report, and every file is named")
  func nothing() throws {
    let folder = ResultsFolder("/there is no such folder")
    let report = try Report(ResultsReader(folder, published: .bundled))
    #expect(report.isEmpty)
    let remarks = report.remarks(folder)
    #expect(Set(remarks).count == remarks.count)
    #expect(remarks.contains { $0.contains("churn.csv") && $0.contains("drainbench churn") })
  }
}

extension StringProtocol {
  /// Words between tags.
  fileprivate var wordCount: Int {
    String(self).replacing(/<[^>]*>/, with: " ").split(whereSeparator: \.isWhitespace).count
  }
}
