/// A place in a text file, as an editor shows it.
///
/// Lines end at a line feed (a carriage return before it belongs to the line); columns count
/// Unicode scalars, and a byte order mark at the start of the file counts as nothing.
package struct TextPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The first character of a file.
  package static let start = TextPosition(line: 1, column: 1)

  /// The line, 1 for the first.
  package var line: Int

  /// The column, 1 for the first character of the line.
  package var column: Int

  /// A position from its two numbers, each 1 or more.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Orders positions as they come in the file.
  package static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// `line:column`, as compilers print it.
  package var description: String { "\(line):\(column)" }
}
