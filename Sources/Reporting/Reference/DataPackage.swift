import Exhibits
import Results

/// What the CSV files of a results folder are, for programs: `datapackage.json`, a tabular data
/// package (Frictionless Data Package, version 1).
package struct DataPackage {
  package static let fileName = "datapackage.json"

  private let resources: [JSONValue]

  /// Describes the known files of a folder, and those of its `recordings`.
  package init(_ folder: ResultsFolder) {
    let recordings = ResultsFolder(folder.path(of: "recordings"))
    resources =
      Self.resources(folder, DataFile.results, at: "")
      + Self.resources(recordings, DataFile.recordings, at: "recordings/")
  }

  /// Writes the file, or removes it where the folder has nothing to describe.
  package static func write(in folder: ResultsFolder) throws(ResultsError) {
    let package = DataPackage(folder)
    if package.resources.isEmpty {
      folder.remove(fileName)
    } else {
      try folder.write(package.text, as: fileName)
    }
  }

  /// The file's text, the same for the same files.
  package var text: String {
    JSONText.encode(
      .object([
        "profile": .text("tabular-data-package"), "name": .text("drainbench-results"),
        "title": .text("Drainability, measured: results of drainbench"),
        "homepage": .text("https://doi.org/10.5281/zenodo.18653776"),
        "licenses": .array([
          .object([
            "name": .text("CC-BY-4.0"),
            "path": .text("https://creativecommons.org/licenses/by/4.0/"),
            "title": .text("Creative Commons Attribution 4.0"),
          ])
        ]),
        "sources": .array([
          .object([
            "title": .text(
              "Blackwell, D. (2026). Drainability: When Coarse-Grained Memory "
                + "Reclamation Produces Bounded Retention"),
            "path": .text("https://doi.org/10.5281/zenodo.18653776"),
          ])
        ]),
        "resources": .array(resources),
      ]))
  }

  private static func resources(
    _ folder: ResultsFolder, _ files: [DataFile], at prefix: String
  ) -> [JSONValue] {
    folder.names.filter { $0.hasSuffix(".csv") && !$0.hasPrefix(".") }.compactMap { name in
      let patterns = files.filter { $0.name.hasPrefix("NAME") }
      let file =
        files.first { $0.name == name }
        ?? patterns.filter { name.hasSuffix($0.name.dropFirst("NAME".count)) }
        .max { $0.name.count < $1.name.count }
      return file.map { resource($0, name, in: folder, at: prefix) }
    }
  }

  private static func resource(
    _ file: DataFile, _ name: String, in folder: ResultsFolder, at prefix: String
  ) -> JSONValue {
    let document = (try? folder.readBytes(name)).flatMap {
      try? CSVDocument(parsing: $0, file: name)
    }
    let columns = document.map { present(in: $0, of: file) } ?? file.columns
    var schema: [String: JSONValue] = [
      "fields": .array(columns.map(field)), "missingValues": .array([.text("")]),
    ]
    let keys = columns.filter { $0.identifies }.map(\.name)
    if let document, tellsRowsApart(keys, document) {
      schema["primaryKey"] = .array(keys.map { .text($0) })
    }
    let title = (prefix + name).dropLast(".csv".count)
    return .object([
      "name": .text(title.map { $0 == "/" ? "-" : "\($0)" }.joined().lowercased()),
      "path": .text(prefix + name), "profile": .text("tabular-data-resource"),
      "format": .text("csv"), "mediatype": .text("text/csv"), "encoding": .text("utf-8"),
      "description": .text("a row: " + file.rowMeaning), "schema": .object(schema),
    ])
  }

  /// What is told of the columns that a file really has, which is another list than that of its kind
  /// where it holds a grid or an earlier program wrote it.
  private static func present(in document: CSVDocument, of file: DataFile) -> [ColumnNote] {
    let known = file.columns + file.gridColumns
    return document.header.map { cell in
      known.first { $0.name == cell.text }
        ?? ColumnNote(cell.text, .string, .word, "a column that this version does not write")
    }
  }

  /// Whether no two rows of a file have the same key; a series may look twice at one place.
  private static func tellsRowsApart(_ keys: [String], _ document: CSVDocument) -> Bool {
    guard !keys.isEmpty else { return false }
    let places = keys.compactMap { document.columnIndex(named: $0) }
    return Set(document.rows.map { row in places.map { row[$0].text } }).count
      == document.rows.count
  }

  private static func field(_ column: ColumnNote) -> JSONValue {
    var constraints: [String: JSONValue] = ["required": JSONValue(.bool(!column.isOptional))]
    if !column.words.isEmpty {
      constraints["enum"] = .array(column.words.map { .text($0) })
    }
    if let range = column.range {
      let bounds = ["minimum": range.lowerBound, "maximum": range.upperBound]
      for (name, bound) in bounds where bound.magnitude < .greatestFiniteMagnitude {
        constraints[name] = JSONValue(Int128(exactly: bound).map { .integer($0) } ?? .double(bound))
      }
    }
    return .object([
      "name": .text(column.name), "type": .text(column.type.rawValue),
      "description": .text(column.meaning), "unit": .text(column.unit.rawValue),
      "kind": .text(column.kind), "constraints": .object(constraints),
    ])
  }
}

extension JSONValue {
  fileprivate static func text(_ value: String) -> JSONValue { JSONValue(.string(value)) }
  fileprivate static func array(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
  fileprivate static func object(_ members: [String: JSONValue]) -> JSONValue {
    JSONValue(.object(members))
  }
}
