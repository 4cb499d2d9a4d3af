/// Strings (RFC 8259, section 7).
extension JSONParser {
  mutating func string() throws(JSONError) -> String {
    let opening = cursor.position
    cursor.advance()
    var text = ""
    var start = cursor.offset
    while let byte = cursor.next {
      switch byte {
      case UInt8(ascii: "\""):
        text += cursor.text(from: start)
        cursor.advance()
        return text
      case UInt8(ascii: "\\"):
        text += cursor.text(from: start)
        text.unicodeScalars.append(try escape())
        start = cursor.offset
      case 0..<0x20:
        throw unexpected("`\"` or text (control characters are written as escapes)")
      default:
        cursor.advance()
      }
    }
    throw error(
      .syntax(expected: "a closing `\"` for this text", found: "the end of the file"), at: opening)
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let position = cursor.position
    cursor.advance()
    let scalar: Unicode.Scalar
    switch cursor.next {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{08}"
    case UInt8(ascii: "f"): scalar = "\u{0C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: position)
    default: throw unexpected("one of `\"\\/bfnrtu` after a backslash")
    }
    cursor.advance()
    return scalar
  }

  private mutating func unicodeEscape(
    from position: TextPosition
  ) throws(JSONError) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // A surrogate: the first of a pair has to be followed by the second.
    if UTF16.isLeadSurrogate(unit), cursor.skip(UInt8(ascii: "\\")),
      cursor.next == UInt8(ascii: "u")
    {
      let second = try codeUnit()
      if UTF16.isTrailSurrogate(second) {
        let value = 0x10000 + (UInt32(unit - 0xD800) << 10) + UInt32(second - 0xDC00)
        if let scalar = Unicode.Scalar(value) { return scalar }
      }
    }
    throw error(
      .syntax(expected: "a pair of surrogates such as `\\ud83d\\ude00`", found: "half a pair"),
      at: position)
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    cursor.advance()
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = cursor.next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits after `\\u`")
      }
      unit = unit << 4 | UInt16(digit)
      cursor.advance()
    }
    return unit
  }
}

/// Numbers (RFC 8259, section 6).
extension JSONParser {
  mutating func number() throws(JSONError) -> JSONValue.Kind {
    let position = cursor.position
    let start = cursor.offset
    _ = cursor.skip(UInt8(ascii: "-"))
    if cursor.skip(UInt8(ascii: "0")) {
      if isAtDigit { throw unexpected("no digit after a leading 0") }
    } else {
      try digits()
    }
    var isWhole = true
    if cursor.skip(UInt8(ascii: ".")) {
      isWhole = false
      try digits()
    }
    if cursor.skip(UInt8(ascii: "e")) || cursor.skip(UInt8(ascii: "E")) {
      isWhole = false
      if !cursor.skip(UInt8(ascii: "-")) { _ = cursor.skip(UInt8(ascii: "+")) }
      try digits()
    }
    let text = cursor.text(from: start)
    if isWhole, let value = Int128(text), Self.exactIntegers.contains(value) {
      return .integer(value)
    }
    guard let value = Double(text), value.isFinite else {
      throw error(.numberTooLarge(text), at: position)
    }
    return .double(value)
  }

  private static let exactIntegers = Int128(Int64.min)...Int128(UInt64.max)

  var isAtDigit: Bool {
    cursor.next.map((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ?? false
  }

  private mutating func digits() throws(JSONError) {
    if !isAtDigit { throw unexpected("a digit") }
    while isAtDigit { cursor.advance() }
  }
}
