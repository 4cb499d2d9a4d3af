/// Fields of RFC 4180, without line breaks in quotes.
extension LineCursor {
  /// A field as it stands: its bytes, without the quotes around it.
  struct Field {
    var bytes: UnsafeRawBufferPointer
    /// Whether quotes inside stand twice.
    var isQuoted: Bool

    var text: String {
      let text = String(decoding: bytes, as: UTF8.self)
      guard isQuoted, bytes.contains(UInt8(ascii: "\"")) else { return text }
      return text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
    }
  }

  /// Reads up to a comma or the line's end; nil where quotes are wrong.
  mutating func field() -> Field? {
    let quote = UInt8(ascii: "\"")
    var start = position
    guard byte == quote else {
      while byte != UInt8(ascii: ",") && !isAtRowEnd {
        if byte == quote { return nil }
        position += 1
      }
      return Field(
        bytes: UnsafeRawBufferPointer(start: start, count: position - start), isQuoted: false)
    }
    position += 1
    start = position
    while true {
      if isAtLineEnd { return nil }
      if byte == quote {
        if position[1] != quote { break }
        position += 1
      }
      position += 1
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: position - start)
    position += 1
    return byte == UInt8(ascii: ",") || isAtRowEnd ? Field(bytes: bytes, isQuoted: true) : nil
  }

  /// Whether LF or CRLF follows.
  @inline(__always) var isAtRowEnd: Bool {
    isAtLineEnd || (byte == UInt8(ascii: "\r") && position[1] == UInt8(ascii: "\n"))
  }
}
