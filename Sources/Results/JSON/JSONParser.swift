extension JSONValue {
  /// Reads a JSON file's bytes: RFC 8259, and no name twice in an object. O(n).
  ///
  /// A byte order mark is skipped, as section 8.1 allows.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the name for error sentences.
  /// - Throws: `JSONError` for the first fault.
  package static func parse(_ bytes: [UInt8], file: String) throws(JSONError) -> JSONValue {
    var parser = try JSONParser(bytes, file: file)
    return try parser.document()
  }

  /// Reads a JSON file's text, as `parse(_:file:)` reads its bytes.
  package static func parse(_ text: String, file: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), file: file)
  }
}

/// The grammar of RFC 8259 over a cursor; strings and numbers are in files of their own.
struct JSONParser {
  let file: String
  var cursor: TextCursor
  private var depth = 0

  /// Deeper files are refused before recursion could exhaust a thread's stack.
  static let depthLimit = 128

  init(_ bytes: [UInt8], file: String) throws(JSONError) {
    self.file = file
    do {
      cursor = try TextCursor(bytes)
    } catch {
      throw JSONError(
        file: file, position: error.position,
        problem: .invalidUTF8(byte: error.byte, offset: error.offset))
    }
  }

  mutating func document() throws(JSONError) -> JSONValue {
    skipSpace()
    let value = try value()
    skipSpace()
    if cursor.next != nil { throw unexpected("the end of the file") }
    return value
  }

  private mutating func value(
    keyPosition: TextPosition? = nil
  ) throws(JSONError) -> JSONValue {
    let position = cursor.position
    let kind: JSONValue.Kind
    switch cursor.next {
    case UInt8(ascii: "{"): kind = .object(try members())
    case UInt8(ascii: "["): kind = .array(try elements())
    case UInt8(ascii: "\""): kind = .string(try string())
    case UInt8(ascii: "-"): kind = try number()
    default: kind = isAtDigit ? try number() : try literal()
    }
    return JSONValue(kind, at: position, keyPosition: keyPosition)
  }

  private mutating func descend() throws(JSONError) {
    if depth == Self.depthLimit { throw error(.tooDeep(limit: depth), at: cursor.position) }
    depth += 1
    cursor.advance()
    skipSpace()
  }

  private mutating func members() throws(JSONError) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    try descend()
    defer { depth -= 1 }
    if cursor.skip(UInt8(ascii: "}")) { return members }
    while true {
      let position = cursor.position
      guard cursor.next == UInt8(ascii: "\"") else { throw unexpected("a name in double quotes") }
      let name = try string()
      skipSpace()
      guard cursor.skip(UInt8(ascii: ":")) else { throw unexpected("`:` after the name") }
      skipSpace()
      let value = try value(keyPosition: position)
      if members.updateValue(value, forKey: name) != nil {
        throw error(.duplicateKey(name), at: position)
      }
      skipSpace()
      if cursor.skip(UInt8(ascii: "}")) { return members }
      guard cursor.skip(UInt8(ascii: ",")) else { throw unexpected("`,` or `}`") }
      skipSpace()
    }
  }

  private mutating func elements() throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try descend()
    defer { depth -= 1 }
    if cursor.skip(UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try value())
      skipSpace()
      if cursor.skip(UInt8(ascii: "]")) { return elements }
      guard cursor.skip(UInt8(ascii: ",")) else { throw unexpected("`,` or `]`") }
      skipSpace()
    }
  }

  private mutating func literal() throws(JSONError) -> JSONValue.Kind {
    let position = cursor.position
    let start = cursor.offset
    // The whole word, so that an error can quote it.
    while let byte = cursor.next, byte.isWordByte { cursor.advance() }
    let word = cursor.text(from: start)
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "": throw unexpected("a value")
    default:
      throw error(.syntax(expected: "a value", found: word.quotedForError), at: position)
    }
  }

  private mutating func skipSpace() {
    while let byte = cursor.next, byte.isSpace { cursor.advance() }
  }
}

extension JSONParser {
  func error(_ problem: JSONError.Problem, at position: TextPosition) -> JSONError {
    JSONError(file: file, position: position, problem: problem)
  }

  /// The error for what stands at the cursor.
  func unexpected(_ expected: String) -> JSONError {
    let found = cursor.nextScalar.map { String($0).quotedForError } ?? "the end of the file"
    return error(.syntax(expected: expected, found: found), at: cursor.position)
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
