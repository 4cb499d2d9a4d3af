/// Writes raw format 3.
struct RawSyntheticWriter: SyntheticWriter {
  func begin(_ text: inout [UInt8]) {
    text +=
      """
      v 10400 3
      x 12 /usr/bin/synthetic
      X synthetic --seed
      I 1000 100000
      m 1 -
      m 1 x 400000 0 10000

      """.utf8
  }

  func trace(_ pointer: UInt64, parent: Int, _ text: inout [UInt8]) {
    text.line("t", pointer, UInt64(parent))
  }

  func tick(_ milliseconds: UInt64, resident: UInt64?, _ text: inout [UInt8]) {
    text.line("c", milliseconds)
    if let resident { text.line("R", resident) }
  }

  func allocate(
    _ size: UInt64, trace: Int, site: UInt64, at address: UInt64, _ time: UInt64,
    _ text: inout [UInt8]
  ) {
    text.line("+", size, UInt64(trace), address)
  }

  func free(_ address: UInt64, _ time: UInt64, _ text: inout [UInt8]) { text.line("-", address) }
}

/// Writes `time_ns,event,address,size,site`.
struct CSVSyntheticWriter: SyntheticWriter {
  func begin(_ text: inout [UInt8]) { text += "\(CSVReader.header)\n".utf8 }
  func trace(_ pointer: UInt64, parent: Int, _ text: inout [UInt8]) {}
  func tick(_ milliseconds: UInt64, resident: UInt64?, _ text: inout [UInt8]) {}

  func allocate(
    _ size: UInt64, trace: Int, site: UInt64, at address: UInt64, _ time: UInt64,
    _ text: inout [UInt8]
  ) {
    let name = FrameFile.field(SyntheticProgram.siteText(site))
    text += "\(time),allocate,\(address),\(size),\(name)\n".utf8
  }

  func free(_ address: UInt64, _ time: UInt64, _ text: inout [UInt8]) {
    text += "\(time),free,0x\(String(address, radix: 16)),,\n".utf8
  }
}

extension [UInt8] {
  /// Appends a letter and numbers in hexadecimal.
  fileprivate mutating func line(_ letter: Unicode.Scalar, _ numbers: UInt64...) {
    append(UInt8(ascii: letter))
    for number in numbers {
      append(UInt8(ascii: " "))
      var shift = (63 - (number | 1).leadingZeroBitCount) / 4 * 4
      while shift >= 0 {
        let digit = UInt8(number >> UInt64(shift) & 15)
        append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        shift -= 4
      }
    }
    append(UInt8(ascii: "\n"))
  }
}
