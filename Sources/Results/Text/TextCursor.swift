/// A reading position in UTF-8 text that counts lines and columns as it moves.
///
/// The bytes are valid UTF-8 once the cursor exists, so slices cut at ASCII delimiters decode
/// without loss.
struct TextCursor {
  private let bytes: [UInt8]
  private(set) var offset = 0
  private(set) var position = TextPosition.start

  /// Starts at the first byte after a byte order mark, if there is one.
  init(_ bytes: [UInt8]) throws(InvalidUTF8) {
    if String(validating: bytes, as: UTF8.self) == nil, let fault = InvalidUTF8(in: bytes) {
      throw fault
    }
    self.bytes = bytes
    offset = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The byte at the cursor, or nil at the end of the text.
  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The byte after `next`, or nil where the text ends first.
  var afterNext: UInt8? { offset + 1 < bytes.count ? bytes[offset + 1] : nil }

  /// The whole scalar at the cursor, or nil at the end of the text.
  var nextScalar: Unicode.Scalar? {
    String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars
      .first
  }

  /// Moves over one byte; there must be one.
  mutating func advance() {
    let byte = bytes[offset]
    offset += 1
    if byte == UInt8(ascii: "\n") {
      position = TextPosition(line: position.line + 1, column: 1)
    } else if byte & 0b1100_0000 != 0b1000_0000 {
      // Continuation bytes belong to the scalar that their first byte counted.
      position.column += 1
    }
  }

  /// Moves over `byte` when it is next, and says whether it was.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    advance()
    return true
  }

  /// The text from byte offset `start` up to the cursor.
  func text(from start: Int) -> String {
    String(decoding: bytes[start..<offset], as: UTF8.self)
  }
}

/// The first byte of a file that is not UTF-8.
struct InvalidUTF8: Error, Equatable {
  let byte: UInt8
  let offset: Int
  let position: TextPosition

  /// Finds the fault, or returns nil for valid UTF-8. O(n).
  init?(in bytes: [UInt8]) {
    var parser = Unicode.UTF8.ForwardParser()
    var remaining = bytes.makeIterator()
    var offset = 0
    var position = TextPosition.start
    while true {
      switch parser.parseScalar(from: &remaining) {
      case .valid(let scalar):
        if bytes[offset] == UInt8(ascii: "\n") {
          position = TextPosition(line: position.line + 1, column: 1)
        } else if offset > 0 || !bytes.starts(with: TextCursor.byteOrderMark) {
          position.column += 1
        }
        offset += scalar.count
      case .emptyInput:
        return nil
      case .error:
        self.byte = bytes[offset]
        self.offset = offset
        self.position = position
        return
      }
    }
  }

  /// The sentence for a reader of the file.
  static func sentence(byte: UInt8, offset: Int) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    let hex = digits.count == 1 ? "0" + digits : digits
    return "byte 0x\(hex) at offset \(offset) is not UTF-8; save the file as UTF-8"
  }
}
