/// What is wrong with a CSV file, and where.
///
///     results/psweep.csv:3:14: `x` is not a value of column `sessions`; expected a whole number …
package struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of faults.
  package enum Problem: Sendable, Equatable {
    /// The file holds no header row.
    case emptyFile
    /// A byte that no UTF-8 text has at this place; `offset` counts bytes from 0.
    case invalidUTF8(byte: UInt8, offset: Int)
    /// A quoted field that never ends.
    case unterminatedQuote
    /// A character between a closing quote and the end of its field.
    case textAfterQuote(String)
    /// A quote inside a field that does not begin with one.
    case quoteInPlainField
    /// A carriage return without its line feed, outside quotes.
    case loneCarriageReturn
    /// A column without a name.
    case unnamedColumn
    /// A name that an earlier column has.
    case duplicateColumn(String)
    /// Columns that the file's kind does not have; the nearest valid name is for the first.
    case unknownColumns([String], nearest: String?)
    /// Columns that the file's kind has and the header does not.
    case missingColumns([String])
    /// A row of another length than the header.
    case fieldCount(found: Int, expected: Int)
    /// A field that is not a value of its column.
    case badValue(String, column: String, expected: String)
    /// A row to be written that has no value where the column needs one.
    case unwritableValue(column: String, expected: String)
  }

  /// The file as it was named by whoever asked to read it.
  package let file: String

  /// The place in the physical file.
  package let position: TextPosition

  /// What is wrong there.
  package let problem: Problem

  /// An error at a position of a file.
  package init(file: String, position: TextPosition, problem: Problem) {
    self.file = file
    self.position = position
    self.problem = problem
  }

  /// The line, 1 for the first.
  package var line: Int { position.line }

  /// The column in characters, 1 for the first of the line.
  package var column: Int { position.column }

  /// `file:line:column: sentence`.
  package var description: String { "\(file):\(position): \(problem.sentence)" }
}

extension CSVError.Problem {
  /// What is wrong and what would be right.
  package var sentence: String {
    switch self {
    case .emptyFile:
      "the file is empty; it has to begin with a header row"
    case .invalidUTF8(let byte, let offset):
      InvalidUTF8.sentence(byte: byte, offset: offset)
    case .unterminatedQuote:
      "this quoted field has no closing quote; end it with `\"`"
    case .textAfterQuote(let text):
      "found \(text.quotedForError) after a closing quote; expected a comma or the end of the line"
        + " (a quote inside a quoted field is written twice)"
    case .quoteInPlainField:
      "a quote inside a field that is not quoted; quote the whole field and write the quote twice"
    case .loneCarriageReturn:
      "a carriage return without a line feed; end lines with LF or CRLF, or quote the field"
    case .unnamedColumn:
      "a column of the header has no name"
    case .duplicateColumn(let name):
      "column \(name.quotedForError) appears twice; every name appears once"
    case .unknownColumns(let names, let nearest):
      "unknown \(Self.list(names))" + (nearest.map { "; did you mean `\($0)`?" } ?? "")
    case .missingColumns(let names):
      "the header lacks \(Self.list(names))"
    case .fieldCount(let found, let expected):
      "the row has \(found) field\(found == 1 ? "" : "s"); the header has \(expected)"
    case .badValue(let text, let column, let expected):
      (text.isEmpty ? "an empty field" : text.quotedForError)
        + " is not a value of column `\(column)`; expected \(expected)"
    case .unwritableValue(let column, let expected):
      "the row to write has no finite value for column `\(column)`; expected \(expected)"
    }
  }

  private static func list(_ names: [String]) -> String {
    (names.count == 1 ? "column " : "columns ")
      + names.map(\.quotedForError).joined(separator: ", ")
  }
}
