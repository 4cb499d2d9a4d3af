import Foundation
import TestSupport
import Testing

@testable import Experiments
@testable import Recordings
@testable import Reporting
@testable import Results

/// What is told of files, columns, parameters and members.
@Suite struct ReferenceTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private func committed(_ path: String) throws -> [UInt8] {
    try ResultsFolder(Self.root).readBytes(path)
  }

  /// What is wrong with a meaning; nil for nothing.
  private func fault(_ meaning: String) -> String? {
    if meaning.count < 5 { return "says nothing" }
    if meaning.hasSuffix(".") { return "ends with a full stop" }
    return meaning.contains("\n") ? "has a line break" : nil
  }

  @Test("A data package describes the columns that the files of a grid have beside their own")
  func gridColumns() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      let file = "churn.csv"
      let document = try CSVDocument(parsing: committed("results/\(file)"), file: file)
      let header = document.header.map(\.text)
      func write(_ names: [String], _ values: [[String]]) throws -> String {
        let rows = values.flatMap { cell in document.rows.map { $0.map(\.text) + cell } }
        try folder.write(CSVDocument.text(header: header + names, rows: rows), as: file)
        return DataPackage(folder).text
      }
      let plain = try write([], [[]])
      let grid = try write(["replaced", "configured_live_objects"], [["10", "1"], ["10", "2"]])
      let names = ["replaced", "configured_live_objects"]
      for name in header { #expect(grid.contains("\"name\" : \"\(name)\""), "\(name)") }
      for name in names {
        #expect(!plain.contains("\"\(name)\"") && grid.contains("\"name\" : \"\(name)\""))
      }
      // They are keys: without them two cells have the same rows.
      let key = try #require(grid.firstMatch(of: /"primaryKey" : \[([^\]]*)\]/)).output.1
      for name in names { #expect(key.contains("\"\(name)\""), "\(key)") }
      let unknown = try write(["heat"], [["warm"]])
      #expect(unknown.contains("\"name\" : \"heat\""))
    }
  }

  @Test("Every column of every file has a meaning, and a unit that agrees with its name")
  func columns() {
    for file in DataFile.all {
      #expect(fault(file.rowMeaning) == nil, "\(file.name): \(fault(file.rowMeaning) ?? "")")
      #expect(!file.columns.isEmpty, "\(file.name)")
      for column in file.columns {
        let place = "\(file.name), \(column.name)"
        #expect(fault(column.meaning) == nil, "\(place): \(fault(column.meaning) ?? "")")
        #expect(agrees(column.unit, with: column.name), "\(place): \(column.unit)")
        // A text has no unit, and what has none is a text.
        let isText = column.type == .string || column.type == .boolean
        #expect(
          isText == (column.unit == .word) || column.unit == .ofMetric,
          "\(place): \(column.unit) of \(column.type)")
        if column.unit == .ofMetric && file.columns.contains(where: { $0.name == "metric" }) {
          #expect(
            file.columns.contains { !$0.metrics.isEmpty } || file.name == "slope.csv", "\(place)")
        }
        for metric in column.metrics {
          #expect(fault(metric.meaning) == nil, "\(place), \(metric.name)")
          #expect(agrees(metric.unit, with: metric.name), "\(place), \(metric.name)")
        }
      }
    }
  }

  /// Whether a unit is the one that a name holds, if it holds one.
  private func agrees(_ unit: DataUnit, with name: String) -> Bool {
    switch ColumnUnit(ofColumn: name) {
    case .bytes: [.bytes, .bytesPerRequest, .one].contains(unit)
    case .nanoseconds: unit == .nanoseconds
    case .seconds: unit == .seconds
    case .one: true
    case .microseconds, .milliseconds, .perSecond: false
    }
  }

  @Test("Every parameter of every experiment has a meaning, a unit, a range and a default")
  func parameters() throws {
    for file in ConfigurationFile.all {
      let value = try JSONValue.parse(
        committed("experiments/\(file.name)"), file: file.name)
      guard case .object(let members) = value.kind else { return }
      let forms = Set(ConfigurationForm.allCases.map(\.rawValue))
      #expect(
        Set(file.parameters.map(\.member))
          == Set(members.keys).subtracting(forms)
          .subtracting(["experiment"]), "\(file.name)")
      for parameter in file.parameters {
        let place = "\(file.name), \(parameter.member)"
        #expect(fault(parameter.meaning) == nil, "\(place): \(fault(parameter.meaning) ?? "")")
        #expect(!parameter.expected.isEmpty && parameter.standard == members[parameter.member])
        let isText = ["one of ", "a list, each one of "].contains {
          parameter.expected.hasPrefix($0)
        }
        #expect(isText == (parameter.unit == .word), "\(place): \(parameter.unit)")
        #expect(!parameter.member.hasSuffix("_size") || parameter.unit == .bytes, "\(place)")
      }
    }
  }

  @Test("The members of other JSON files are those that files have, each with meaning and unit")
  func members() throws {
    for file in JSONFile.all {
      #expect(Set(file.members.map(\.path)).count == file.members.count, "\(file.name)")
      for member in file.members {
        #expect(fault(member.meaning) == nil, "\(file.name), \(member.path)")
      }
    }
    func paths(_ file: String, named: Set<String> = [], whole: Set<String> = []) throws -> Set<
      String
    > {
      try JSONValue.parse(committed(file), file: file).memberPaths(named: named, whole: whole)
    }
    #expect(
      try paths("experiments/published.json") == Set(PublishedFigures.members.map(\.path)))
    let manifest = try paths(
      "results/manifest.json", named: Manifest.namedPaths, whole: Manifest.wholePaths)
    #expect(manifest.subtracting(Manifest.members.map(\.path)) == [])
    let required = Manifest.members.filter { !$0.isOptional }.map(\.path)
    #expect(Set(required).subtracting(manifest) == [])
    let frame = Frame(function: "f", file: "f.c", line: 1, module: "m")
    let routing = SiteRouting(
      model: "slab", granuleBytes: 4_096, depth: 2,
      skipping: ["malloc"],
      training: [.init(recording: "r", digest: "d", executable: "e", events: 1)],
      unroutedBytes: 2, routedBytes: 1,
      entries: [
        .init(site: Site(frames: [frame, frame]), sizes: 8...16, granule: 1, savedBytes: 1)
      ])
    let text = try JSONValue.parse(Array(routing.text().utf8), file: "routing.json")
    #expect(text.memberPaths() == Set(SiteRouting.members.map(\.path)))
  }

  @Test("docs/ is what the code says, byte for byte")
  func pages() throws {
    let hint = "run `drainbench reference .`"
    for (name, page) in [
      ("data.md", ReferencePages.data), ("configuration.md", ReferencePages.configuration),
    ] {
      #expect(try String(decoding: committed("docs/\(name)"), as: UTF8.self) == page, "\(hint)")
    }
  }

  @Test("Every file of the results folder is described, and every description has a file")
  func files() throws {
    let names = Set(DataFile.all.map(\.name))
    for folder in ["results", "results/recordings"] {
      for name in ResultsFolder(Self.root + "/" + folder).names where name.hasSuffix(".csv") {
        let kinds = ["-episodes.csv", "-advice.csv", ".csv"].map { "NAME" + $0 }
        #expect(
          names.contains(name)
            || folder.hasSuffix("recordings")
              && kinds.contains { name.hasSuffix($0.dropFirst(4)) },
          "\(folder)/\(name)")
      }
    }
  }

  @Test("Help tells every topic in 80 columns, by the file's name alone or with its folder")
  func help() throws {
    for topic in ReferenceText.topics {
      let text = try #require(ReferenceText.text(topic, width: 80), "\(topic)")
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(topic): \(line)") }
    }
    #expect(
      ReferenceText.text("results/psweep.csv", width: 80)
        == ReferenceText.text("psweep.csv", width: 80))
    #expect(ReferenceText.text("nothing.csv", width: 80) == nil)
  }
}
