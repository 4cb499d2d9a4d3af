/// A place in lines that end with LF, read byte by byte.
///
/// No method passes an LF, so that as long as the bytes end with one nothing past them is read.
struct LineCursor {
  var position: UnsafePointer<UInt8>
  /// Held here, because looking at a global costs a check each time.
  private let digits = hexadecimalDigits

  @inline(__always) init(_ position: UnsafePointer<UInt8>) { self.position = position }

  @inline(__always) var byte: UInt8 { position.pointee }

  @inline(__always) var isAtLineEnd: Bool { byte == UInt8(ascii: "\n") }

  /// Passes a byte if it is the next one; never an LF.
  @inline(__always) mutating func skip(_ expected: UInt8) -> Bool {
    if byte != expected { return false }
    position += 1
    return true
  }

  /// Reads a number in hexadecimal without 0x, of 1 to 16 digits; nil where there is none.
  @inline(__always) mutating func hexadecimal() -> UInt64? {
    var value: UInt64 = 0
    let start = position
    while true {
      let digit = digits[Int(position.pointee)]
      if digit > 15 { break }
      value = value &<< 4 | UInt64(digit)
      position += 1
    }
    let count = position - start
    return count == 0 || count > 16 ? nil : value
  }

  /// Reads a space and a hexadecimal number.
  @inline(__always) mutating func hexadecimalField() -> UInt64? {
    skip(UInt8(ascii: " ")) ? hexadecimal() : nil
  }

  /// Reads a decimal number; nil where there is none or it does not fit.
  @inline(__always) mutating func decimal() -> UInt64? {
    var value: UInt64 = 0
    let start = position
    while true {
      let digit = position.pointee &- UInt8(ascii: "0")
      if digit > 9 { break }
      // 19 digits always fit.
      if position - start >= 18 {
        let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isLarger) = product.addingReportingOverflow(UInt64(digit))
        if isLarge || isLarger { return nil }
        value = sum
      } else {
        value = value &* 10 &+ UInt64(digit)
      }
      position += 1
    }
    return position == start ? nil : value
  }

  /// The bytes up to the line's end.
  var restOfLine: UnsafeRawBufferPointer {
    var end = position
    while end.pointee != UInt8(ascii: "\n") { end += 1 }
    return UnsafeRawBufferPointer(start: position, count: end - position)
  }

  /// Goes to the beginning of the next line.
  @inline(__always) mutating func skipLine() {
    while position.pointee != UInt8(ascii: "\n") { position += 1 }
    position += 1
  }
}

/// The value of each byte as a hexadecimal digit, 255 for what is none; not written to once made.
nonisolated(unsafe) private let hexadecimalDigits: UnsafePointer<UInt8> = {
  let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
  digits.initialize(repeating: 255, count: 256)
  for value in UInt8(0)..<10 { digits[Int(UInt8(ascii: "0") + value)] = value }
  for value in UInt8(0)..<6 {
    digits[Int(UInt8(ascii: "a") + value)] = 10 + value
    digits[Int(UInt8(ascii: "A") + value)] = 10 + value
  }
  return UnsafePointer(digits)
}()
