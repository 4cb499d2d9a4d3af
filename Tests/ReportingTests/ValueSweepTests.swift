import Exhibits
import Experiments
import Foundation
import Results
import TestSupport
import Testing

@testable import Reporting

/// Every column of every kind of file, set to what a damaged or edited file may hold.
@Suite struct ValueSweepTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Whether single rows are changed too, and each change is named on standard error: a trap has no
  /// message.
  private static let isLong = ProcessInfo.processInfo.environment["DRAINBENCH_SWEEP"] != nil

  private static let values = [
    "0", "-1", "nan", "inf", "1e308", "-1e308", "5e-324", "\(Int.max)", "",
  ]

  /// Some rows of a committed file.
  private func rows(of kind: CSVKind) throws -> CSVDocument {
    let results = ResultsFolder(Self.root + "/results")
    guard results.contains(kind.fileName) else { return try sample(of: kind) }
    let whole = try results.readDocument(kind.fileName)
    func field(_ name: String, _ row: [CSVDocument.Field]) -> Int? {
      whole.columnIndex(named: name).flatMap { Int(row[$0].text) }
    }
    // Of long files every so many, so that no more than some dozens are made exhibits of.
    let stride = Self.isLong ? 1 : max(1, whole.rows.count / 150)
    let rows = whole.rows.filter { row in
      (field("seed", row) ?? 1) <= 2 && (field("round", row) ?? 1) <= 2
        && (field("request", row) ?? 0) % 40_000 == 0
    }
    let kept = rows.enumerated().filter { $0.offset % min(stride, 6) == 0 }.map(\.element)
    return try CSVDocument(
      parsing: CSVDocument.text(
        header: whole.header.map(\.text), rows: kept.map { $0.map(\.text) }),
      file: kind.fileName)
  }

  /// Two rows of a file that is not committed.
  private func sample(of kind: CSVKind) throws -> CSVDocument {
    let rows = (1...2).map { number in
      kind.expectations.map { expectation in
        let choices =
          expectation.hasPrefix("one of ")
          ? expectation.dropFirst("one of ".count).split(separator: ", ") : ["\(number)"]
        return String(choices[0])
      }
    }
    return try CSVDocument(
      parsing: CSVDocument.text(header: kind.columnNames, rows: rows), file: kind.fileName)
  }

  /// The file with a value in one column: of every row, or of the first.
  private func text(
    _ document: CSVDocument, _ column: Int, _ value: String, inAll: Bool
  ) -> String {
    let rows = document.rows.enumerated().map { index, fields in
      fields.enumerated().map { $0 == column && (inAll || index == 0) ? value : $1.text }
    }
    return CSVDocument.text(header: document.header.map(\.text), rows: rows)
  }

  @Test(
    "Any value in any column is refused with its place, or shown by every exhibit and compared",
    arguments: CSVKind.all.map(\.fileName))
  func sweep(file: String) throws {
    let kind = try #require(CSVKind.all.first { $0.fileName == file })
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      for other in CSVKind.all { try folder.write(rows(of: other).text, as: other.fileName) }
      let document = try rows(of: kind)
      let base = snapshot(document.text, named: file, side: "base")
      for (column, name) in kind.columnNames.enumerated() {
        let place = try #require(document.columnIndex(named: name))
        for value in Self.values {
          for inAll in Self.isLong ? [true, false] : [true] {
            let changed = text(document, place, value, inAll: inAll)
            let what = "\(file) \(name) \(kind.expectations[column]): '\(value)'"
            progress(what)
            do {
              _ = try kind.classify(CSVDocument(parsing: changed, file: file))
            } catch {
              let problem = try #require(error as? CSVError, "\(what): \(error)")
              #expect(problem.line >= 2, "\(what)")
              break
            }
            try folder.write(changed, as: file)
            try show(folder, file, what)
            compare(base, snapshot(changed, named: file, side: "head"), what)
          }
        }
      }
    }
  }

  private func progress(_ what: String) {
    if Self.isLong {
      FileHandle.standardError.write(Data((what + "\n").utf8))
    }
  }

  /// Makes what needs the file, in every form; what the statistics refuse is an error like others.
  private func show(_ folder: ResultsFolder, _ file: String, _ what: String) throws {
    let results = ResultsReader(folder, published: .bundled)
    func make<Content>(_ exhibits: [Exhibit<Content>], _ render: (Content) -> String) {
      for exhibit in exhibits where exhibit.needs.contains(where: { $0.fileName == file }) {
        let text = (try? exhibit.make(results)).flatMap { $0 }.map(render) ?? ""
        for word in ["nan %", "inf %", "(null)"] {
          #expect(!text.contains(word), "\(what): \(exhibit.name) has \(word)")
        }
      }
    }
    let experiments = allExperiments.map { $0.exhibits }
    make(experiments.flatMap(\.tables)) { TableFormat.text.render($0, width: 80) }
    make(experiments.flatMap(\.plots)) {
      Self.isLong ? $0.svg() + $0.svg(width: Figure.narrowWidth) : $0.svg()
    }
    make(experiments.flatMap(\.charts)) { $0.map { $0.text() }.joined() }
    make(experiments.flatMap(\.findings)) { $0.headline + $0.paragraphs.joined() }
    make(experiments.flatMap(\.oddities)) { $0.headline + $0.paragraphs.joined() }
  }

  private func compare(_ base: ResultsSnapshot, _ head: ResultsSnapshot, _ what: String) {
    guard let found = try? Comparison(base, head, settings: .standard) else { return }
    let text = TableFormat.text.render(Comparison.tables(of: [found], all: true), width: 80)
    #expect(!text.split(separator: " ").contains { $0 == "nan" || $0 == "inf" }, "\(what)")
  }
}
