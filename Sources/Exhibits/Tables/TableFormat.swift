import Foundation
import Results

/// The ways in which a table can be written.
package enum TableFormat: String, CaseIterable, Sendable {
  /// Aligned columns for a terminal.
  case text
  /// An array of objects.
  case json
  /// RFC 4180.
  case csv
  /// A pipe table.
  case markdown
  /// A booktabs tabular for LaTeX.
  case latex

  /// The table in this format, ending in a newline.
  ///
  /// - Parameter width: columns that text keeps to where it can; nil for one line a row.
  package func render(_ table: Table, width: Int? = nil) -> String {
    switch self {
    case .text: table.text(width: width)
    case .json: table.json
    case .csv: CSVDocument.text(header: table.columns.map(\.name), rows: table.rows)
    case .markdown: table.markdown
    case .latex: table.latex
    }
  }

  /// Several tables after each other; JSON gives one object with a member a table.
  ///
  /// - Parameter width: columns that text keeps to where it can; nil for one line a row.
  package func render(_ tables: [Table], width: Int? = nil) -> String {
    switch self {
    case .json: Self.json(tables, rows: [])
    case .csv: tables.map { "\($0.name)\n" + render($0) }.joined(separator: "\n")
    default: tables.map { render($0, width: width) }.joined(separator: "\n")
    }
  }

  /// Tables as one JSON object, and beside them the rows that they sum up: cells of tables are
  /// rounded for the eye, rows hold the numbers to every digit.
  ///
  /// - Parameters:
  ///   - tables: a member each, by name.
  ///   - rows: a member each, by the file's name.
  package static func json(_ tables: [Table], rows: [CSVDocument]) -> String {
    let members =
      tables.map { ($0.name, $0.jsonValue) } + rows.map { ($0.file, $0.jsonValue) }
    return JSONText.encode(
      JSONValue(.object(Dictionary(members, uniquingKeysWith: { $1 }))))
  }
}

package enum JSONText {
  /// The value as indented text with sorted members.
  package static func encode(_ value: JSONValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // A JSON value always encodes.
    guard let data = try? encoder.encode(value) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension CSVDocument {
  /// An object a row; what reads as a number is one, an empty field is null.
  fileprivate var jsonValue: JSONValue {
    let names = header.map(\.text)
    let objects = rows.map { row in
      let members = zip(names, row).map { ($0, JSONValue(Self.kind(of: $1.text))) }
      return JSONValue(.object(Dictionary(members, uniquingKeysWith: { $1 })))
    }
    return JSONValue(.array(objects))
  }

  private static func kind(of text: String) -> JSONValue.Kind {
    if text.isEmpty { return .null }
    if let whole = Int128(text) { return .integer(whole) }
    return Double(text).map { .double($0) } ?? .string(text)
  }
}

extension Table.Column {
  /// A cell of numbers as a number without thousands separators, or null where there is none; with
  /// a unit, and in a column of words, the text.
  fileprivate func jsonKind(of cell: String) -> JSONValue.Kind {
    guard alignment == .right else { return .string(cell) }
    if cell == "-" || cell.isEmpty { return .null }
    let digits = cell.replacing(",", with: "")
    if let whole = Int128(digits) { return .integer(whole) }
    guard let number = Double(digits), number.isFinite else { return .string(cell) }
    return .double(number)
  }
}

extension Table {
  fileprivate var jsonValue: JSONValue {
    JSONValue(
      .array(
        rows.map { row in
          JSONValue(
            .object(
              Dictionary(
                zip(columns, row).map { ($0.name, JSONValue($0.jsonKind(of: $1))) },
                uniquingKeysWith: { $1 })))
        }))
  }

  fileprivate var json: String { JSONText.encode(jsonValue) }

  fileprivate var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    let rule = columns.map { $0.alignment == .right ? "---:" : "---" }
    return "### \(title)\n\n" + line(columns.map(\.heading))
      + "| " + rule.joined(separator: " | ") + " |\n" + rows.map(line).joined()
      + (notes.isEmpty ? "" : "\n" + notes.map { "\($0)\n" }.joined())
  }

  fileprivate var latex: String {
    func escaped(_ text: String) -> String {
      text.reduce(into: "") { result, character in
        switch character {
        case "%", "&", "#", "_", "$", "{", "}": result += "\\\(character)"
        case "\\": result += "\\textbackslash{}"
        case "~": result += "\\textasciitilde{}"
        case "^": result += "\\textasciicircum{}"
        case "²": result += "$^2$"
        default: result.append(character)
        }
      }
    }
    func line(_ cells: [String]) -> String {
      "  " + cells.map(escaped).joined(separator: " & ") + " \\\\\n"
    }
    let specification = columns.map { $0.alignment == .right ? "r" : "l" }.joined()
    return """
      % \(title)
      \\begin{tabular}{\(specification)}
        \\toprule
      \(line(columns.map(\.heading)))  \\midrule
      \(rows.map(line).joined())  \\bottomrule
      \\end{tabular}
      \(notes.map { "% \($0)\n" }.joined())
      """
  }
}
