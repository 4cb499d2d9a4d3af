import Foundation
import Results
import Testing

@testable import Exhibits

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

  /// Headings of several words, words that can be broken, and numbers that cannot.
  private var wide: Table {
    var table = Table(
      "wide", "Wide", [.text("coefficient"), .text("parameter"), .number("95 % low limit")])
    table.append(["growth_per_p", "p=0.05 reuse=ring", "-123.456"])
    table.append(["dsr", "p=1", "1"])
    return table
  }

  private func lines(_ width: Int?) -> [String] {
    TableFormat.text.render(wide, width: width).split(separator: "\n").dropFirst().map(String.init)
  }

  @Test("Text that is to be narrow breaks headings, then words at spaces, then closes up")
  func narrow() {
    #expect(lines(47) == lines(nil))
    #expect(lines(nil)[2] == "growth_per_p  p=0.05 reuse=ring        -123.456")
    #expect(
      lines(46) == [
        "                                 95 % low",
        "coefficient   parameter             limit",
        "------------  -----------------  --------",
        "growth_per_p  p=0.05 reuse=ring  -123.456",
        "dsr           p=1                       1",
      ])
    #expect(
      lines(34) == [
        "                          95 % low", "coefficient   parameter      limit",
        "------------  ----------  --------", "growth_per_p  p=0.05      -123.456",
        "              reuse=ring", "dsr           p=1                1",
      ])
    #expect(
      lines(31) == [
        "                       95 % low", "coefficient parameter     limit",
        "----------- ---------- --------", "growth_per_ p=0.05     -123.456",
        "p           reuse=ring", "dsr         p=1               1",
      ])
    #expect(
      lines(26) == [
        "coeffici paramete 95 % low", "ent      r           limit",
        "-------- -------- --------", "growth_  p=0.05   -123.456", "per_p    reuse=",
        "         ring", "dsr      p=1             1",
      ])
    // Numbers are never broken.
    #expect(lines(5).contains { $0.hasSuffix(" -123.456") })
  }

  @Test("Text that is to be narrow leaves out a column without any figure, and no other text does")
  func emptyColumn() {
    var table = Table("x", "X", [.text("word"), .number("published"), .number("value")])
    table.append(["one", "-", "1"])
    table.append(["two", "", "2"])
    let narrow = TableFormat.text.render(table, width: 11).split(separator: "\n")
    #expect(narrow.dropFirst() == ["word  value", "----  -----", "one       1", "two       2"])
    #expect(TableFormat.text.render(table, width: 22).contains("published"))
    #expect(TableFormat.text.render(table).contains("published"))
  }

  @Test("CSV for programs has plain numbers, percent in the column's name, and nothing for a dash")
  func plainCSV() {
    var table = Table("x", "X", [.text("word"), .number("n"), .number("rate"), .number("change")])
    table.append(["a, b", "1,234,567", "66.5 %", "+2.5"])
    table.append(["-", "-", "-", "-0.5"])
    #expect(
      table.plainCSV == "word,n,rate %,change\n\"a, b\",1234567,66.5,2.5\n,,,-0.5\n")
  }

  @Test("JSON has the rows beside the tables, numbers as numbers to every digit")
  func jsonRows() throws {
    let rows = try CSVDocument(
      parsing: "p,reuse,seed,ratio\n0.05,ring,18446744073709551615,\n", file: "psweep.csv")
    let text = TableFormat.json([table], rows: [rows])
    let value = try JSONValue.parse(Array(text.utf8), file: "x.json")
    guard case .object(let members) = value.kind else {
      Issue.record("not an object")
      return
    }
    #expect(members.keys.sorted() == ["psweep.csv", "sample"])
    let seed = JSONValue(.integer(Int128(UInt64.max)))
    #expect(
      members["psweep.csv"]
        == JSONValue(
          .array([
            JSONValue(
              .object([
                "p": 0.05, "reuse": "ring", "seed": seed, "ratio": nil,
              ]))
          ])))
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

  @Test("JSON reads back to an object a row, no column lost, numbers as numbers")
  func json() throws {
    let text = TableFormat.json.render(table)
    let value = try JSONValue.parse(Array(text.utf8), file: "x.json")
    let expected = [
      JSONValue(
        .object(["name": "plain", "measured value": 1_014, "published value": nil])),
      JSONValue(
        .object([
          "name": "a|b \"c\"", "measured value": "-0.5 %",
          "published value": "R² {x}_1 & $2 #3 ~ ^ \\",
        ])),
    ]
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

  @Test("A cell that a sheet would take for a formula is guarded, and numbers are left alone")
  func formulas() {
    var table = Table("t", "T", [.text("a"), .number("b")])
    table.append(["=1+1", "-0.5"])
    table.append(["@x", "+3.2 %"])
    table.append(["-cmd|' /C calc'!A0", "-"])
    #expect(
      TableFormat.csv.render(table)
        == "a,b\n'=1+1,-0.5\n'@x,+3.2 %\n'-cmd|' /C calc'!A0,-\n")
  }

  @Test("Markdown cells hold no markup, and no format lets a control character through")
  func markup() {
    var table = Table("t", "T", [.text("a")])
    table.append(["<b>|\u{1B}[31m\n\\"])
    #expect(
      TableFormat.markdown.render(table).contains(#"| &lt;b>\|\\u{1B}[31m\\n\\ |"#))
    for format in TableFormat.allCases {
      #expect(!format.render(table).contains("\u{1B}"), "\(format)")
    }
  }
}
