/// What is wrong with a JSON file, and where.
///
///     experiments/paper.json:4:13: psweep.repeat: expected a whole number >= 1, found "x"
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kinds of faults.
  package enum Problem: Sendable, Equatable {
    /// A byte that no UTF-8 text has at this place; `offset` counts bytes from 0.
    case invalidUTF8(byte: UInt8, offset: Int)
    /// Text that is not JSON.
    case syntax(expected: String, found: String)
    /// A number beyond what a 64-bit float holds.
    case numberTooLarge(String)
    /// Arrays and objects within each other deeper than the limit.
    case tooDeep(limit: Int)
    /// A name that the same object has already.
    case duplicateKey(String)
    /// A value of another kind, or outside its range.
    case wrongValue(expected: String, found: String)
    /// A name that the object has to have.
    case missingKey(String)
    /// A name that means nothing here; `valid` are those that would.
    case unknownKey(String, nearest: String?, valid: [String])
  }

  /// The file as it was named by whoever asked to read it.
  package let file: String

  /// The place in the file.
  package let position: TextPosition

  /// The way to the value from the top, such as `psweep.p[2]`; empty at the top.
  package let keyPath: String

  /// What is wrong there.
  package let problem: Problem

  /// An error at a position of a file.
  package init(file: String, position: TextPosition, keyPath: String = "", problem: Problem) {
    self.file = file
    self.position = position
    self.keyPath = keyPath
    self.problem = problem
  }

  /// The line, 1 for the first.
  package var line: Int { position.line }

  /// The column in characters, 1 for the first of the line.
  package var column: Int { position.column }

  /// `file:line:column: key path: sentence`.
  package var description: String {
    "\(file):\(position): \(keyPath.isEmpty ? "" : keyPath + ": ")\(problem.sentence)"
  }
}

extension JSONError.Problem {
  /// What is wrong and what would be right.
  package var sentence: String {
    switch self {
    case .invalidUTF8(let byte, let offset):
      InvalidUTF8.sentence(byte: byte, offset: offset)
    case .syntax(let expected, let found), .wrongValue(let expected, let found):
      "expected \(expected), found \(found)"
    case .numberTooLarge(let text):
      "the number \(text.quotedForError) is too large; the largest is about 1.8e308"
    case .tooDeep(let limit):
      "arrays and objects are nested too deeply; at most \(limit) levels are read"
    case .duplicateKey(let name):
      "the name \(name.quotedForError) appears twice in one object; every name appears once"
    case .missingKey(let name):
      "the object lacks \(name.quotedForError)"
    case .unknownKey(_, let nearest?, _):
      "unknown name; did you mean `\(nearest)`?"
    case .unknownKey(_, nil, let valid):
      valid.isEmpty
        ? "unknown name; this object takes none"
        : "unknown name; valid are " + valid.map { "`\($0)`" }.joined(separator: ", ")
    }
  }
}

/// How a place in a JSON value is written.
enum JSONKeyPath {
  static func member(_ name: String, of path: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }

  static func element(_ index: Int, of path: String) -> String { "\(path)[\(index)]" }
}
