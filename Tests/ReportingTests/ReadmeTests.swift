import Exhibits
import Foundation
import Testing

@testable import Experiments
@testable import Reporting
@testable import Results

/// README.md and ARTIFACT.md against `results/`.
@Suite struct ReadmeTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static var results: ResultsReader {
    ResultsReader(ResultsFolder(root + "/results"), published: .bundled)
  }

  private func committed(_ path: String) throws -> String {
    String(decoding: try ResultsFolder(Self.root).readBytes(path), as: UTF8.self)
  }

  /// Numbers of the rows of a file in `results/` whose columns have those values.
  private func numbers(
    _ file: String, _ column: String, where values: KeyValuePairs<String, String> = [:]
  ) throws -> [Double] {
    let document = try CSVDocument(
      parsing: ResultsFolder(Self.root + "/results").readBytes(file), file: file)
    let place = try #require(document.columnIndex(named: column), "\(file): \(column)")
    return try document.rows.filter { row in
      try values.allSatisfy { name, value in
        row[try #require(document.columnIndex(named: name), "\(file): \(name)")].text == value
      }
    }.compactMap { Double($0[place].text) }
  }

  private func mib(_ bytes: Double) -> String { Figures.decimal(bytes / 0x1p20, 1) }

  /// What README.md says with figures, each from a file and its rows.
  private func sentences() throws -> [(text: String, source: String)] {
    func structural(_ routing: String) throws -> Double {
      let all = try numbers(
        "twopoint.csv", "structural_bytes",
        where: [
          "protocol": "sustained", "reuse": "strict", "routing": routing, "object_size": "256",
          "session_fraction": "0.3333333333333333",
        ])
      return try #require(Figures.average(all), "twopoint.csv: \(routing)")
    }
    let requests = try numbers(
      "twopoint.csv", "requests", where: ["protocol": "sustained", "reuse": "strict"])
    // The class of the values is the one with most slabs; the totals have no slots of a slab.
    let at: KeyValuePairs = ["pattern": "odd", "phase": "loaded"]
    let slots = try numbers("redis.csv", "regions_per_slab", where: at)
    let slabs = try numbers("redis.csv", "slabs", where: at).prefix(slots.count)
    let loaded = try #require(slabs.max())
    let index = try #require(slabs.firstIndex(of: loaded))
    let drained = try numbers(
      "redis.csv", "drained_slabs", where: ["pattern": "odd", "phase": "purged"])[index]
    let shared = try numbers("recordings/redis-odd.csv", "shared_bytes")
    let kept = try numbers(
      "recordings/advice.csv", "held_out_structural_bytes", where: ["recording": "service-16"])
    let first = try #require(kept.first)
    let last = try #require(kept.last)
    let verdicts = try ClaimReport.all(Self.results)
    func count(_ words: String...) -> Int { verdicts.count { words.contains($0.verdict) } }
    return [
      ("after \(Figures.count(requests.max() ?? 0)) requests", "twopoint.csv, requests"),
      (
        "\(mib(try structural("mixed"))) MiB of slabs stay",
        "twopoint.csv, mixed strict, 256 bytes, f = 1/3, mean of structural_bytes"
      ),
      (
        "in slabs of their own \(Int(try structural("isolated")))",
        "twopoint.csv, isolated strict, 256 bytes, f = 1/3, mean of structural_bytes"
      ),
      (
        "\(Figures.count(drained)) of the \(Figures.count(loaded)) slabs",
        "redis.csv, odd, the values' class: drained_slabs purged, slabs loaded"
      ),
      (
        "\(mib(shared.reduce(0, +))) MiB that pages hold",
        "recordings/redis-odd.csv, sum of shared_bytes"
      ),
      (
        "\(mib(shared.max() ?? 0)) MiB of them", "recordings/redis-odd.csv, first row, shared_bytes"
      ),
      (
        "save \(Figures.percent(1 - last / first, 0)) of the",
        "recordings/advice.csv, service-16, held_out_structural_bytes, last row against first"
      ),
      (
        "Of \(verdicts.count - count("not tested")) claims and figures of the paper that can be "
          + "judged, \(count("holds", "by definition", "reproduced")) hold or are reproduced, "
          + "\(count("holds under a condition")) hold under a condition, "
          + "\(count("does not hold")) do not hold, \(count("not reproduced")) are not reproduced "
          + "and \(count("left open, answered")) were left open and are answered",
        "the verdicts in tables.md"
      ),
    ]
  }

  /// What is no measurement: sizes of pages, versions, the paper, ranges of definitions.
  private static let constants = [
    "4 KiB", "6.3", "2026", "CC-BY-4.0", "doi:10.5281/zenodo.18653776", "0 failed", "status 0",
    "0 to 1", "1 - p",
  ]

  @Test("Every number of README.md comes from a file and a row of results/")
  func readme() throws {
    // Code is not prose, and neither are addresses.
    var prose = try committed("README.md").replacing(/(?s)```.*?```/, with: " ")
      .split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("    ") }
      .joined(separator: " ").replacing(/\]\([^)]*\)/, with: "]")
      .replacing(/\x20+/, with: " ")
    for (text, source) in try sentences() {
      #expect(prose.contains(text), "\(source) gives \"\(text)\"")
      prose = prose.replacing(text, with: " ")
    }
    prose = prose.replacing(/`[^`]*`/, with: " ")
    for constant in Self.constants { prose = prose.replacing(constant, with: " ") }
    let left = prose.matches(of: /\d[\d,.]*/).map { String($0.output) }
    #expect(left.isEmpty, "numbers without a source: \(left)")
  }

  @Test("README.md has fewer than 150 lines, and every file that it links to exists")
  func links() throws {
    for page in ["README.md", "ARTIFACT.md", "docs/data.md", "docs/configuration.md"] {
      let text = try committed(page)
      let folder = page.contains("/") ? Self.root + "/docs/" : Self.root + "/"
      for match in text.matches(of: /\]\(([^)#]+?)(#[^)]*)?\)/) {
        let target = String(match.output.1)
        if target.hasPrefix("http") { continue }
        #expect(FileManager.default.fileExists(atPath: folder + target), "\(page): \(target)")
      }
    }
    let lines = try committed("README.md").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count < 150, "\(lines.count)")
  }

  @Test("ARTIFACT.md has every claim with command, minutes, figure, tolerance and file")
  func artifact() throws {
    let page = try committed("ARTIFACT.md")
    #expect(page == (try ArtifactPage(Self.results).text), "run `drainbench reference .`")
    let claims = try ClaimReport.all(Self.results)
    #expect(claims.count > 60)
    for claim in claims {
      let row = page.split(separator: "\n").first { $0.contains("\(claim.place): ") }
      #expect(row != nil && page.contains(claim.statement.replacing("|", with: "\\|")))
      if claim.verdict == "not tested" { continue }
      #expect(!claim.rule.isEmpty && !claim.command.isEmpty, "\(claim.place)")
      #expect(!claim.files.isEmpty && !claim.measured.isEmpty, "\(claim.place)")
    }
    let findings = try Gathered(allFindings, from: Self.results).made
    for finding in findings where finding.exhibit.name != "claims" {
      #expect(page.contains(finding.content.headline), "\(finding.exhibit.name)")
    }
    for experiment in allExperiments {
      #expect(experiment.words.seconds > 0 && page.contains("`\(experiment.name)"))
    }
  }

  @Test("The data package describes every CSV file, and is what the code says")
  func dataPackage() throws {
    let folder = ResultsFolder(Self.root + "/results")
    let text = try committed("results/\(DataPackage.fileName)")
    #expect(text == DataPackage(folder).text, "run `drainbench tables`")
    let files =
      folder.names.filter { $0.hasSuffix(".csv") }
      + ResultsFolder(Self.root + "/results/recordings").names.filter { $0.hasSuffix(".csv") }
      .map { "recordings/\($0)" }
    for file in files { #expect(text.contains("\"path\" : \"\(file)\""), "\(file)") }
    let crate = try committed("results/\(ResearchObject.fileName)")
    #expect(crate == (try ResearchObject(folder)?.text), "run `drainbench tables`")
    for file in folder.names where file.hasSuffix(".csv") {
      #expect(crate.contains("\"@id\" : \"\(file)\""), "\(file)")
    }
  }
}
