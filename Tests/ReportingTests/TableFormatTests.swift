import Foundation
import Results
import Testing

@testable import Reporting

@Suite struct TableFormatTests {
  /// A table with everything that some format treats specially.
  private var table: Table {
    var table = Table(
      "sample", "A sample, 50 % of it",
      [.text("name"), .number("value", "measured value"), .number("value", "published value")])
    table.append(["plain", "1,014", "-"])
    table.append(["a|b \"c\"", "-0.5 %", "R² {x}_1 & $2 #3 ~ ^ \\"])
    table.notes = ["One seed.", String(repeating: "word ", count: 20) + "end."]
    return table
  }

  @Test("Text aligns words left and numbers right, without trailing spaces")
  func text() {
    let words = Array(repeating: "word", count: 16).joined(separator: " ")
    #expect(
      TableFormat.text.render(table).split(separator: "\n", omittingEmptySubsequences: false) == [
        "A sample, 50 % of it",
        "",
        "name      value                   value",
        "-------  ------  ----------------------",
        "plain     1,014                       -",
        "a|b \"c\"  -0.5 %  R² {x}_1 & $2 #3 ~ ^ \\",
        "One seed.",
        words[...],
        "word word word word end.",
        "",
      ])
  }

  @Test("Text counts characters, so that R² takes two columns")
  func characters() {
    var table = Table("x", "X", [.number("R²"), .text("word")])
    table.append(["0.9960", "é"])
    let lines = TableFormat.text.render(table).split(separator: "\n").map(String.init)
    #expect(lines == ["X", "    R²  word", "------  ----", "0.9960  é"])
  }

  @Test("Markdown is a pipe table with aligned columns and escaped pipes")
  func markdown() {
    let lines = TableFormat.markdown.render(table).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "### A sample, 50 % of it")
    #expect(lines[2] == "| name | value | value |")
    #expect(lines[3] == "| --- | ---: | ---: |")
    #expect(lines[4] == "| plain | 1,014 | - |")
    #expect(lines[5].hasPrefix("| a\\|b \"c\" | -0.5 % |"))
    #expect(lines[6] == "" && lines[7] == "One seed.")
    #expect(lines.last == "")
  }

  @Test("CSV reads back through the project's own reader, cell for cell")
  func csv() throws {
    let document = try CSVDocument(parsing: TableFormat.csv.render(table), file: "x.csv")
    #expect(document.header.map(\.text) == ["name", "measured value", "published value"])
    #expect(document.rows.map { $0.map(\.text) } == table.rows)
  }

  @Test("JSON reads back to an object a row, no column lost")
  func json() throws {
    let text = TableFormat.json.render(table)
    let value = try JSONValue.parse(Array(text.utf8), file: "x.json")
    let expected = table.rows.map { row in
      JSONValue(
        .object([
          "name": JSONValue(.string(row[0])), "measured value": JSONValue(.string(row[1])),
          "published value": JSONValue(.string(row[2])),
        ]))
    }
    #expect(value == JSONValue(.array(expected)))
    #expect(text.hasSuffix("]\n"))
  }

  @Test("LaTeX escapes its special characters and keeps the columns' alignment")
  func latex() {
    let latex = TableFormat.latex.render(table)
    #expect(latex.hasPrefix("% A sample, 50 % of it\n\\begin{tabular}{lrr}\n  \\toprule\n"))
    #expect(latex.contains("  name & value & value \\\\\n  \\midrule\n"))
    #expect(
      latex.contains(
        "  a|b \"c\" & -0.5 \\% & R$^2$ \\{x\\}\\_1 \\& \\$2 \\#3 \\textasciitilde{} "
          + "\\textasciicircum{} \\textbackslash{} \\\\\n  \\bottomrule\n\\end{tabular}\n"))
    #expect(latex.hasSuffix("\n") && latex.contains("\n% One seed.\n"))
  }

  @Test("Several tables are one JSON object, and follow each other in the other formats")
  func several() throws {
    var other = table
    other.name = "other"
    let tables = [table, other]
    let value = try JSONValue.parse(Array(TableFormat.json.render(tables).utf8), file: "x.json")
    guard case .object(let members) = value.kind else {
      Issue.record("not an object")
      return
    }
    #expect(members.keys.sorted() == ["other", "sample"])
    for format in TableFormat.allCases where format != .json && format != .csv {
      #expect(format.render(tables) == format.render(table) + "\n" + format.render(other))
    }
    #expect(TableFormat.csv.render(tables).hasPrefix("sample\nname,measured value"))
    #expect(TableFormat.json.render([Table]()) == "{\n\n}\n")
  }

  @Test("A table without rows is still a table", arguments: TableFormat.allCases)
  func empty(format: TableFormat) {
    let text = format.render(Table("none", "None", [.text("a"), .number("b")]))
    #expect(text.hasSuffix("\n"))
    #expect(format == .json || text.contains("a"))
  }
}
