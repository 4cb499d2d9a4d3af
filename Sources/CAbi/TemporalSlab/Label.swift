import CTemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Labels of epochs between C and Swift: at most 31 bytes, and no part of a character at the end.
enum Label {
  private static let limit = Int(SLAB_LABEL_SIZE) - 1

  static func text(of label: UnsafePointer<CChar>?) -> String {
    guard let label else { return "" }
    let count = strnlen(label, limit)
    return UnsafeRawBufferPointer(start: label, count: count)
      .withMemoryRebound(to: UInt8.self) { bytes in
        String(decoding: bytes[..<wholeCharacters(bytes)], as: UTF8.self)
      }
  }

  /// Bytes up to a UTF-8 sequence that the end of `bytes` cuts off.
  private static func wholeCharacters(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard bytes.count == limit else { return bytes.count }
    let last = bytes.lastIndex { $0 & 0b1100_0000 != 0b1000_0000 } ?? 0
    let length =
      switch bytes[last] {
      case 0b1111_0000...: 4
      case 0b1110_0000...: 3
      case 0b1100_0000...: 2
      default: 1
      }
    return last + length <= bytes.count ? bytes.count : last
  }

  /// Copies a text into an array of a C struct, with its end.
  static func write<Array>(_ text: String, to array: inout Array) {
    withUnsafeMutableBytes(of: &array) { bytes in
      let text = text.utf8.prefix(bytes.count - 1)
      for (index, byte) in text.enumerated() { bytes[index] = byte }
      bytes[text.count] = 0
    }
  }
}
