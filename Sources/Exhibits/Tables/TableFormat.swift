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
    case .csv: CSVDocument.guardedText(header: table.columns.map(\.name), rows: table.rows)
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
    let members = tables.map { ($0.name, $0.jsonValue) } + rows.map { ($0.file, $0.jsonValue) }
    return JSONText.encode(JSONValue(.object(Dictionary(members, uniquingKeysWith: { $1 }))))
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
  /// CSV for a spreadsheet: a cell that it would take for a formula has a quote before it.
  package static func guardedText(header: [String], rows: [[String]]) -> String {
    func guarded(_ cell: String) -> String {
      guard let first = cell.first, "=+-@".contains(first), cell != Figures.none else {
        return cell
      }
      let number = cell.hasSuffix(" %") ? String(cell.dropLast(2)) : cell
      return first != "=" && Double(number) != nil ? cell : "'" + cell
    }
    return text(
      header: header.map(guarded), rows: rows.map { $0.map { guarded($0.visible) } })
  }

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

extension Table {
  /// The table as CSV for programs: numbers without thousands separators and signs of percent,
  /// which go to the column's name, and nothing where a cell has none.
  package var plainCSV: String {
    var names = columns.map(\.name)
    var plain = rows.map { $0.map { $0 == Figures.none ? "" : $0 } }
    for (index, column) in columns.enumerated() where column.alignment == .right {
      let filled = plain.map { $0[index] }.filter { !$0.isEmpty }
      let isPercent = !filled.isEmpty && filled.allSatisfy { $0.hasSuffix(" %") }
      if isPercent && !names[index].hasSuffix("%") { names[index] += " %" }
      for row in plain.indices {
        var cell = plain[row][index].replacing(",", with: "")
        if isPercent && cell.hasSuffix(" %") { cell.removeLast(2) }
        if cell.hasPrefix("+"), Double(cell) != nil { cell.removeFirst() }
        plain[row][index] = cell
      }
    }
    return CSVDocument.guardedText(header: names, rows: plain)
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
    func escaped(_ text: String) -> String {
      [("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), ("|", "\\|")].reduce(text) {
        $0.replacing($1.0, with: $1.1)
      }
    }
    func line(_ cells: [String]) -> String {
      "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
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
