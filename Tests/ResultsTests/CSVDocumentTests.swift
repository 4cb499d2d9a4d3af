import TestSupport
import Testing

@testable import Results

@Suite struct CSVDocumentTests {
  private func parse(_ text: String) throws(CSVError) -> CSVDocument {
    try CSVDocument(parsing: text, file: "data.csv")
  }

  private func texts(_ text: String) throws -> [[String]] {
    let document = try parse(text)
    return ([document.header] + document.rows).map { $0.map(\.text) }
  }

  @Test(
    "Line ends, quotes, a byte order mark and a missing last line end all read alike",
    arguments: [
      "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "\u{FEFF}a,b\n1,2\n", "\"a\",\"b\"\r\n\"1\",2",
      "\u{FEFF}\"a\",b\n1,\"2\"\r\n",
    ])
  func lineEnds(text: String) throws {
    #expect(try texts(text) == [["a", "b"], ["1", "2"]])
  }

  @Test("A quoted field keeps commas, line ends and halves doubled quotes")
  func quotes() throws {
    #expect(try texts("a,b\n\"x,\r\n\"\"y\"\"\",\"\"\n") == [["a", "b"], ["x,\r\n\"y\"", ""]])
    #expect(try texts("a\n\"\"\"\"\n") == [["a"], ["\""]])
  }

  @Test("Empty fields are kept, and a line of one column may be empty")
  func emptyFields() throws {
    #expect(try texts("a,b,c\n,,\n1,,\n") == [["a", "b", "c"], ["", "", ""], ["1", "", ""]])
    #expect(try texts("a,b\n1,") == [["a", "b"], ["1", ""]])
    #expect(try texts("a\n\nx\n") == [["a"], [""], ["x"]])
    #expect(try texts("a,b\n") == [["a", "b"]])
  }

  @Test("Positions are those of the physical file, in characters")
  func positions() throws {
    let document = try parse("\u{FEFF}a,b\r\n\"é\n€\",x\n1,2\n")
    #expect(document.header[1].position == TextPosition(line: 1, column: 3))
    #expect(document.rows[0][0].position == TextPosition(line: 2, column: 1))
    #expect(document.rows[0][1].position == TextPosition(line: 3, column: 4))
    #expect(document.rows[1][1].position == TextPosition(line: 4, column: 3))
    #expect(document.columnIndex(named: "b") == 1)
    #expect(document.columnIndex(named: "c") == nil)
  }

  @Test(
    "Each fault is named with its place",
    arguments: [
      ("", 1, 1, CSVError.Problem.emptyFile),
      ("\u{FEFF}", 1, 1, .emptyFile),
      ("\n", 1, 1, .unnamedColumn),
      ("a,,c\n", 1, 3, .unnamedColumn),
      ("a,b,a\n", 1, 5, .duplicateColumn("a")),
      ("a,b\n1,2\n3\n", 3, 2, .fieldCount(found: 1, expected: 2)),
      ("a,b\n1,2,3,4\n", 2, 5, .fieldCount(found: 4, expected: 2)),
      ("a,b\n\n", 2, 1, .fieldCount(found: 1, expected: 2)),
      ("a,b\n1,\"2\n3,4\n", 2, 3, .unterminatedQuote),
      ("a\n\"", 2, 1, .unterminatedQuote),
      ("a\n\"x\"\"", 2, 1, .unterminatedQuote),
      ("a\n\"x\"é\n", 2, 4, .textAfterQuote("é")),
      ("a\n\"x\" \n", 2, 4, .textAfterQuote(" ")),
      ("a\n\"x\"\r", 2, 4, .textAfterQuote("\r")),
      ("a\nx\"y\n", 2, 2, .quoteInPlainField),
      ("a\n \"y\"\n", 2, 2, .quoteInPlainField),
      ("a\nx\ry\n", 2, 2, .loneCarriageReturn),
      ("a\nx\r", 2, 2, .loneCarriageReturn),
    ])
  func faults(text: String, line: Int, column: Int, problem: CSVError.Problem) {
    let error = error(CSVError.self) { _ = try parse(text) }
    #expect(error?.problem == problem)
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(error?.file == "data.csv")
  }

  @Test(
    "A byte that is not UTF-8 is named with its value and its place",
    arguments: [
      ([0x61, 0x0A, 0x78, 0xFF], 2, 2, 0xFF, 3),
      ([0xEF, 0xBB, 0xBF, 0x61, 0x80], 1, 2, 0x80, 4),
      ([0x61, 0x0A, 0xC3, 0xA9, 0xE2, 0x82], 2, 2, 0xE2, 4),
      ([0xC0, 0x80], 1, 1, 0xC0, 0),
      ([0xED, 0xA0, 0x80], 1, 1, 0xED, 0),
    ] as [([UInt8], Int, Int, UInt8, Int)])
  func badUTF8(bytes: [UInt8], line: Int, column: Int, byte: UInt8, offset: Int) {
    let error = error(CSVError.self) { _ = try CSVDocument(parsing: bytes, file: "data.csv") }
    #expect(error?.problem == .invalidUTF8(byte: byte, offset: offset))
    #expect(error?.position == TextPosition(line: line, column: column))
  }

  @Test("An error reads as file, line, column and a sentence")
  func sentences() {
    let error = error(CSVError.self) { _ = try parse("a,b\n1,2,3\n") }
    #expect(error?.description == "data.csv:2:5: the row has 3 fields; the header has 2")
    #expect(
      CSVError.Problem.textAfterQuote("\r").sentence.hasPrefix(#"found `\r` after a closing quote"#)
    )
    #expect(
      CSVError.Problem.invalidUTF8(byte: 5, offset: 9).sentence
        == "byte 0x05 at offset 9 is not UTF-8; save the file as UTF-8")
  }

  @Test("A field is quoted only when it has to be")
  func writing() {
    let text = CSVDocument.text(
      header: ["a", "b"], rows: [["x y", "é"], ["1,2", "\""], ["\r\n", "\u{FEFF}z"], ["", "q"]])
    #expect(
      text.bytes
        == "a,b\nx y,é\n\"1,2\",\"\"\"\"\n\"\r\n\",\"\u{FEFF}z\"\n,q\n".bytes)
  }

  @Test("Random text comes back byte for byte", arguments: 0..<500 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let width = 1 + generator.below(4)
    let header = (0..<width).map { "\($0)" + generator.text() }
    let rows = (0..<generator.below(6)).map { _ in (0..<width).map { _ in generator.text() } }
    let text = CSVDocument.text(header: header, rows: rows)
    let document = try parse(text)
    #expect(document.header.map(\.text.bytes) == header.map(\.bytes), "seed \(seed)")
    let fields = document.rows.map { $0.map(\.text.bytes) }
    #expect(fields == rows.map { $0.map(\.bytes) }, "seed \(seed)")
    #expect(document.text.bytes == text.bytes, "seed \(seed)")
  }
}
