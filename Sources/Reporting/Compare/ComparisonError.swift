import Results

/// Two sides that cannot be compared.
package enum ComparisonError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Two rows of one file are told apart by nothing, and have columns with one value only.
  case repeatedRow(file: String, position: TextPosition, earlier: TextPosition)
  /// One side is a CSV file and the other is not.
  case fileAgainstFolder(file: String, other: String)
  /// No file is on both sides.
  case nothingInCommon(base: String, head: String)

  /// A sentence that says what would be right.
  package var description: String {
    switch self {
    case .repeatedRow(let file, let position, let earlier):
      "\(file):\(position): the row is told apart from that of line \(earlier.line) by nothing"
    case .fileAgainstFolder(let file, let other):
      "\(file) is one CSV file and \(other) a folder of them; name two files, or two folders"
    case .nothingInCommon(let base, let head):
      "\(base) and \(head) have no CSV file of the same name"
    }
  }
}
