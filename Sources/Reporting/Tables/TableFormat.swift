import Foundation
import Results

/// The ways in which a table can be written.
public enum TableFormat: String, CaseIterable, Sendable {
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
  public func render(_ table: Table) -> String {
    switch self {
    case .text: table.text
    case .json: table.json
    case .csv: CSVDocument.text(header: table.columns.map(\.name), rows: table.rows)
    case .markdown: table.markdown
    case .latex: table.latex
    }
  }

  /// Several tables after each other; JSON gives one object with a member a table.
  public func render(_ tables: [Table]) -> String {
    switch self {
    case .json:
      JSONText.encode(
        JSONValue(
          .object(
            Dictionary(tables.map { ($0.name, $0.jsonValue) }, uniquingKeysWith: { $1 }))))
    case .csv: tables.map { "\($0.name)\n" + render($0) }.joined(separator: "\n")
    default: tables.map { render($0) }.joined(separator: "\n")
    }
  }
}

enum JSONText {
  /// The value as indented text with sorted members.
  static func encode(_ value: JSONValue) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // A JSON value always encodes.
    guard let data = try? encoder.encode(value) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
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
                zip(columns, row).map { ($0.name, JSONValue(.string($1))) },
                uniquingKeysWith: { $1 })))
        }))
  }

  fileprivate var json: String { JSONText.encode(jsonValue) }

  /// Characters that a column needs.
  private func width(of column: Int) -> Int {
    rows.reduce(columns[column].heading.count) { max($0, $1[column].count) }
  }

  fileprivate var text: String {
    let widths = columns.indices.map { width(of: $0) }
    func line(_ cells: [String]) -> String {
      var result = ""
      for (index, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[index] - cell.count)
        result += index == 0 ? "" : "  "
        result += columns[index].alignment == .right ? padding + cell : cell + padding
      }
      while result.last == " " { result.removeLast() }
      return result + "\n"
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return title + "\n\n" + line(columns.map(\.heading)) + line(rule)
      + rows.map(line).joined() + notes.flatMap { wrapped($0, width: 80) }.joined()
  }

  /// The lines of a sentence, each at most `width` characters unless a word is longer.
  private func wrapped(_ sentence: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in sentence.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > width {
        lines.append(line + "\n")
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return lines + [line + "\n"]
  }

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
