import Foundation
import Results
import Testing

@testable import Experiments

/// What keeps an experiment in its folder.
@Suite struct HouseTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift files below a folder of the package: their path from it, and their text.
  private static func sources(_ folder: String) throws -> [(path: String, text: String)] {
    let top = root.appending(path: folder)
    let files = FileManager.default.enumerator(at: top, includingPropertiesForKeys: nil)
    return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map {
      (String($0.path.dropFirst(top.path.count + 1)), try String(contentsOf: $0, encoding: .utf8))
    }
  }

  private static func words(of text: String) -> Set<String> {
    // Comments may say what the code may not name.
    let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .joined(separator: "\n").replacing(/"""[\s\S]*?"""/, with: "")
    // So may text, apart from what is interpolated.
    let words = code.split(separator: "\n").flatMap { line in
      line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.flatMap { part in
          part.element.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        }
    }
    return Set(words)
  }

  @Test("What makes tables, plots and findings imports neither the allocator nor the profiler")
  func wall() throws {
    let kinds = ["Table", "Tables", "Plot", "Chart", "Finding", "Findings", "Oddity", "Oddities"]
    let exhibits = try Self.sources("Sources/Experiments").filter { source in
      kinds.contains { source.path.hasSuffix("\($0).swift") }
    }
    #expect(exhibits.count > 40)
    for source in exhibits + (try Self.sources("Sources/Exhibits")) {
      for module in ["TemporalSlab", "DrainProfiler", "CPlatform"] {
        #expect(!source.text.contains("import \(module)"), "\(source.path)")
      }
    }
  }

  @Test("An experiment's types are named in its folder and in the list of experiments alone")
  func folders() throws {
    let sources = try Self.sources("Sources/Experiments")
    // The folder of an experiment is the one that holds its type.
    let folders = allExperiments.compactMap { experiment -> (name: String, folder: String)? in
      let name = "\(experiment)"
      return sources.first { $0.path.hasSuffix("/\(name).swift") }.map {
        (name, String($0.path.dropLast("/\(name).swift".count)))
      }
    }
    #expect(folders.count == allExperiments.count)
    let elsewhere = try ["Reporting", "drainbench", "Exhibits", "Results"].flatMap {
      try Self.sources("Sources/\($0)")
    }
    let named = (sources + elsewhere).map { (path: $0.path, words: Self.words(of: $0.text)) }
    for (name, folder) in folders {
      let own = sources.filter { $0.path.hasPrefix(folder + "/") }
      let declared = own.flatMap { source -> [String] in
        source.text.split(separator: "\n").compactMap { line in
          let words = line.split(separator: " ").map(String.init)
          let kind = words.firstIndex { ["struct", "enum", "class", "protocol"].contains($0) }
          guard let kind, kind + 1 < words.count, line.first != " ", line.first != "/" else {
            return nil
          }
          return String(words[kind + 1].prefix { $0.isLetter || $0.isNumber })
        }
      }
      let types = Set(declared).subtracting(nestedExperimentTypes(in: folder, folders))
      for source in named where !source.path.hasPrefix(folder + "/") {
        if source.path == "Experiment/AllExperiments.swift" { continue }
        let foreign = source.words.intersection(types)
        #expect(foreign.isEmpty, "\(source.path) names \(foreign.sorted()) of \(name)")
      }
    }
  }

  /// The experiments whose folders lie in a folder are parts of it.
  private func nestedExperimentTypes(
    in folder: String, _ all: [(name: String, folder: String)]
  ) -> Set<String> {
    Set(all.filter { $0.folder.hasPrefix(folder + "/") }.map(\.name))
  }

  @Test("Every column reads back into the property that it is written from")
  func schemas() throws {
    for experiment in allExperiments {
      for kind in experiment.files { try roundTrip(kind) }
    }
    try roundTrip(CSVKind(Coefficient.self))
  }

  private func roundTrip(_ kind: CSVKind) throws {
    // Two lines, so that no column's values happen to be another's.
    for shift in 1...2 {
      let fields = kind.expectations.enumerated().map { sample($1, $0 * 2 + shift) }
      let text = [kind.columnNames, fields].map { $0.joined(separator: ",") + "\n" }.joined()
      let table = try kind.classify(CSVDocument(parsing: text, file: kind.fileName))
      #expect(table.rows[0].fields == fields, "\(kind.fileName)")
    }
  }

  /// A field that a column accepts, which differs from those of other columns where its type
  /// allows.
  private func sample(_ expectation: String, _ number: Int) -> String {
    if expectation.hasPrefix("a decimal number") { return "0.\(number)5" }
    if expectation.hasPrefix("one of ") {
      let choices = expectation.dropFirst("one of ".count).split(separator: ", ")
        .filter { !$0.hasPrefix("or nothing") }
      return String(choices[number % choices.count])
    }
    if expectation.hasPrefix("true or false") { return number % 2 == 0 ? "true" : "false" }
    return expectation.hasPrefix("names and values") ? "p=\(number)" : "\(number)"
  }

  @Test("A configuration file names its experiment, and its forms hold values that can be")
  func configurations() throws {
    for experiment in allExperiments { try check(experiment) }
    #expect(Set(allExperiments.map { $0.name }).count == allExperiments.count)
    let files = allExperiments.flatMap { $0.files.map(\.fileName) }
    #expect(Set(files).count == files.count)
    let arms = allArms.map { $0.kind }
    #expect(Set(arms).count == arms.count)
  }

  private func check<E: Experiment>(_ experiment: E.Type) throws {
    var reader = try JSONReader(
      JSONValue.parse(E.Configuration.file, file: E.name), file: E.name)
    #expect(try reader.string("experiment") == E.name)
    for forms: Set<ConfigurationForm> in [[], [.quick], [.reproduce], [.quick, .reproduce]] {
      try E.Configuration.standard(in: forms).validate()
    }
    for kind in E.coefficients { #expect(kind.experiment == E.name) }
  }

  @Test("Every file that ARCHITECTURE.md names exists")
  func architecture() throws {
    let text = try String(
      contentsOf: Self.root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    let names = Set(
      text.split(separator: "`").filter { $0.hasSuffix(".swift") && !$0.contains(" ") }
        .map(String.init))
    #expect(names.count > 20)
    var all: Set<String> = []
    for folder in ["Sources", "Tests", "Examples"] {
      for source in try Self.sources(folder) {
        all.insert("\(folder)/\(source.path)")
        all.insert(String(source.path.split(separator: "/").last ?? ""))
      }
    }
    for name in names {
      #expect(all.contains { $0 == name || $0.hasSuffix("/" + name) }, "\(name)")
    }
  }
}
